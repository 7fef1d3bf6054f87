/* What a terminal shows during a long input. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONG_FRAMES 4000 /* many seconds of work, far longer than the test waits */
#define LONG        "extract long --models models --landmarks pfld"

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    tiny_world_make_long("long", LONG_FRAMES);
    return 0;
}

static char shown[1 << 16];

/* Reads a terminal's other end until a word appears, then sends Ctrl-C. */
static void watch_terminal(const char *arguments, const char *word)
{
    size_t length = 0;
    char last_words;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    int other_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(other_end >= 0);
    setenv("TERM", "xterm", 1);
    const running child = start_facs(arguments, other_end);
    close(other_end);
    shown[0] = 0;
    while (length + 1 < sizeof(shown) && !strstr(shown, word)) {
        ssize_t n = read(terminal, shown + length, sizeof(shown) - 1 - length);
        if (n <= 0)
            break;
        length += (size_t)n;
        shown[length] = 0;
    }
    interrupt_program(child);
    while (read(terminal, &last_words, 1) > 0) /* until the other end is closed */
        ;
    assert_int_equal(end_of(child), 130);
    close(terminal);
}

static void test_a_terminal_is_shown_a_bar(void **state)
{
    (void)state;
    watch_terminal(LONG, " left");
    const char *bar = strstr(shown, "long [");
    if (!bar || !strstr(bar, "frames/s"))
        fail_msg("no bar in: %s", shown);
    assert_non_null(strstr(bar, " % "));
    assert_null(strstr(shown, "done")); /* one input is no batch */
}

/* Two long inputs at the same time: a line for each, and one for both. */
static void test_a_terminal_is_shown_lines_of_a_batch(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("study"), 0700), 0);
    assert_int_equal(rename(scratch("long"), scratch("study/long")), 0);
    assert_int_equal(rename(scratch("frames"), scratch("study/frames")), 0);
    watch_terminal(
        "extract study/long study/frames -d out --jobs 2 --models models --landmarks pfld",
        "1 of 2 done, 1 left");
    if (!strstr(shown, "study/long ") || !strstr(shown, "study/frames ") ||
        !strstr(shown, "0 of 2 done, 2 left"))
        fail_msg("%s", shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_terminal_is_shown_a_bar, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_terminal_is_shown_lines_of_a_batch, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
