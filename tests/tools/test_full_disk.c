/* A full disk is reported as such and leaves no incomplete finished file. /dev/full is always
 * full; a file beyond the process's size limit fails in the same places, with a different message.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char table[] = "frame,timestamp,success,AU12_r,AU12_c\n1,0,1,1.5,1\n2,0.5,1,0,0\n";

/* A shell command line with the program under test as $FACS_EXE; needs no wrapper. */
static outcome run_shell(const char *line)
{
    char arguments[2000];
    if (*exe_wrapper())
        skip();
    snprintf(arguments, sizeof(arguments), "-c %s", line);
    for (char *c = arguments + 3; *c; c++)
        *c = *c == ' ' ? '%' : *c; /* one word */
    return run_program("/bin/sh", arguments);
}

static void assert_says(const char *line, int status, const char *words)
{
    outcome o = run_shell(line);
    if (o.status != status || !strstr(o.err, words))
        fail_msg("%s: status %d: %s(expected: %d, %s)", line, o.status, o.err, status, words);
    outcome_free(&o);
}

static void test_standard_output(void **state)
{
    (void)state;
    if (!exists("/dev/full")) /* exists on Linux, not on macOS */
        skip();
    static const char words[] = "standard output cannot be written (no space left)";
    write_text(scratch("a.csv"), table);
    assert_says("exec $FACS_EXE agreement a.csv a.csv > /dev/full", 1, words);
    assert_says("exec $FACS_EXE agreement a.csv a.csv --json - > /dev/full", 1, words);
    assert_says("exec $FACS_EXE --version > /dev/full", 1, words);
    assert_says("exec $FACS_EXE extract --help > /dev/full", 1, words); /* more than a buffer */
}

static void test_the_page(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    assert_says("ulimit -f 8; exec $FACS_EXE report a.csv", 1, "(file too large)");
    assert_false(exists(scratch("a.html")));
    if (!exists("/dev/full"))
        return;
    assert_says("exec $FACS_EXE report /dev/full", 1, "is not a text file"); /* endless NULs */
}

/* Whenever the disk gets full, the message gives the true reason. */
static void test_results(void **state)
{
    const char *models = shared_models(), *video = shared_path("videos/single_face.mp4");
    char line[1500];
    assert_int_equal(scratch_setup(state), 0);
    for (int blocks = 1; blocks <= 16; blocks *= 2) { /* 512 bytes each, in dash and POSIX bash */
        snprintf(line, sizeof(line),
                 "ulimit -f %d; exec $FACS_EXE extract %s --models %s --max-frames 4 -o %s/r.csv",
                 blocks, video, models, scratch("."));
        assert_says(line, 1, "(file too large)");
        assert_false(exists(scratch("r.csv")) && exists(scratch("r.json")));
    }
    scratch_teardown(state);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_standard_output),
        IN_SCRATCH(test_the_page),
        cmocka_unit_test(test_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
