/* Ctrl-C during a long input. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "pause.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
static double end_with(void (*ask)(running program))
{
    const int log = open_new(scratch("log.txt"));
    if (has_part("long.csv")) /* left by an earlier run, not by this one */
        unlink(find_part(scratch("long.csv")));
    const running child = start_facs(LONG, log);
    close(log);
    wait_for_rows();
    double asked = now();
    ask(child);
    assert_int_equal(end_of(child), 130);
    double took = now() - asked;
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

/* Within a second. */
static void test_interrupt(void **state)
{
    (void)state;
    static void (*const ask[])(running program) = {interrupt_program, terminate_program};
    for (int i = 0; i < 2; i++) {
        const double took = end_with(ask[i]);
        if (took > 1)
            fail_msg("%.2f s to stop", took);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_interrupt, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
