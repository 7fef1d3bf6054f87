/* Ctrl-C during a long input, and what a terminal shows meanwhile. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "pause.h"
#include "scratch.h"
#include "tiny_world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_FRAMES 4000 /* many seconds of work, far longer than the test waits */

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    tiny_world_make_long("long", LONG_FRAMES);
    return 0;
}

#define LONG "extract long --models models --landmarks pfld"

static pid_t start(const char *arguments, int standard_error)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    if (chdir(scratch("")) == 0 && dup2(standard_error, STDERR_FILENO) >= 0)
        exec_built(getenv("FACS_EXE"), arguments);
    _exit(127);
}

/* Waits until rows are on the disk. */
static void wait_for_rows(void)
{
    struct stat status;
    for (double start = now(); now() - start < 60; pause_ms(20))
        if (has_part("long.csv") && stat(find_part(scratch("long.csv")), &status) == 0 &&
            status.st_size > 40000)
            return;
    fail_msg("no rows after a minute");
}

static int count_lines(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* Returns how many seconds the command took to stop. */
static double interrupt_with(int signal_number)
{
    int status = 0;
    int log = open(scratch("log.txt"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(log >= 0);
    if (has_part("long.csv")) /* left by an earlier run, not by this one */
        unlink(find_part(scratch("long.csv")));
    pid_t child = start(LONG, log);
    close(log);
    wait_for_rows();
    double asked = now();
    assert_int_equal(kill(child, signal_number), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    double took = now() - asked;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_false(exists(scratch("long.csv")));
    assert_false(exists(scratch("long.json")));
    const char *part = find_part(scratch("long.csv"));
    char *rows = read_text(part), expected[256];
    assert_true(count_lines(rows) > 5 && count_lines(rows) < LONG_FRAMES);
    assert_int_equal(rows[strlen(rows) - 1], '\n'); /* only whole rows */
    free(rows);
    char *said = read_text(scratch("log.txt"));
    snprintf(expected, sizeof(expected), "facs: long: interrupted; %s holds the rows so far\n",
             strrchr(part, '/') + 1);
    assert_string_equal(said, expected);
    free(said);
    return took;
}

/* Within a second; a machine that has more to do gets several tries. */
static void test_interrupt(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM};
    for (int i = 0; i < 2; i++) {
        double took = interrupt_with(signals[i]);
        for (int tries = 1; took > 1 && tries < 5; tries++)
            took = interrupt_with(signals[i]);
        if (took > 1)
            fail_msg("%.2f s to stop", took);
    }
}

static char shown[1 << 16];

/* Reads a terminal's other end until a word appears, then sends Ctrl-C. */
static void watch_terminal(const char *arguments, const char *word)
{
    size_t length = 0;
    int status = 0;
    char last_words;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    int other_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(other_end >= 0);
    setenv("TERM", "xterm", 1);
    pid_t child = start(arguments, other_end);
    close(other_end);
    shown[0] = 0;
    while (length + 1 < sizeof(shown) && !strstr(shown, word)) {
        ssize_t n = read(terminal, shown + length, sizeof(shown) - 1 - length);
        if (n <= 0)
            break;
        length += (size_t)n;
        shown[length] = 0;
    }
    assert_int_equal(kill(child, SIGINT), 0);
    while (read(terminal, &last_words, 1) > 0) /* until the other end is closed */
        ;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(terminal);
    assert_int_equal(WEXITSTATUS(status), 130);
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
        cmocka_unit_test_setup_teardown(test_interrupt, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_terminal_is_shown_a_bar, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_a_terminal_is_shown_lines_of_a_batch, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
