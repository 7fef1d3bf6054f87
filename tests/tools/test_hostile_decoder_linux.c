/*
 * What a decoder could do that a video has taken over: nothing beyond the inputs and the folder of
 * the results. hostile_shim_linux.c plays the decoder.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"
#include "tiny_world.h"

#include "os/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ANALYSIS " --models models --landmarks pfld --max-frames 3 --quiet"

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    assert_int_equal(mkdir(scratch("out"), 0700), 0);
    write_text(scratch("secret"), "nobody may read this");
    setenv("FACS_TEST_OUTSIDE", scratch(""), 1);
    setenv("FACS_TEST_REPORT", scratch("out/attempts"), 1);
    return 0;
}

/* Runs the command with a hostile decoder and checks each of its attempts. */
static void run(const char *arguments, int in_sandbox)
{
    char attempt[16];
    int status, count = 0, ended = 0;
    remove(scratch("out/attempts"));
    remove(scratch("made"));
    outcome o = run_facs(arguments);
    if (o.status != 0)
        fail_msg("facs %s: %s", arguments, o.err);
    outcome_free(&o);
    char *report = read_text(scratch("out/attempts"));
    for (const char *line = report; sscanf(line, "%15s %d", attempt, &status) == 2;
         line = strchr(line, '\n') + 1) {
        ended = strcmp(attempt, "end") == 0;
        if (!ended && (in_sandbox ? status != EACCES && status != EPERM : status != 0))
            fail_msg("facs %s: %s: %d (%s)", arguments, attempt, status, strerror(status));
        count++;
    }
    if (!ended || count < 10)
        fail_msg("facs %s: %d attempts only: %s", arguments, count, report);
    assert_int_equal(exists(scratch("made")), !in_sandbox);
    free(report);
}

/* The same attempts succeed without the sandbox; otherwise nothing would be shown. */
static void run_both(const char *arguments)
{
    char line[512];
    run(arguments, 1);
    snprintf(line, sizeof(line), "%s --no-sandbox", arguments);
    run(line, 0);
}

static void extract_keeps_it_in(void **state)
{
    (void)state;
    run_both("extract frames --overlay out/drawn.avi --report --overwrite -d out" ANALYSIS);
    run_both("FeatureExtraction -fdir frames -out_dir out --overwrite" ANALYSIS);
}

static void live_keeps_it_in(void **state)
{
    (void)state;
    run_both("live frames --realtime --json out/rows" ANALYSIS);
    run_both("live frames --realtime --view --json out/rows" ANALYSIS);
}

static void report_keeps_it_in(void **state)
{
    (void)state;
    outcome o = run_facs("extract frames -d out" ANALYSIS);
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    run_both("report out/frames.csv");
}

/* Of a study, too, whose inputs' folder has other files. */
static void a_study_keeps_it_in(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("study"), 0700), 0);
    assert_int_equal(rename(scratch("frames"), scratch("study/frames")), 0);
    run_both("extract study --jobs 2 --overwrite -d out" ANALYSIS);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(extract_keeps_it_in),
        IN_WORLD(live_keeps_it_in),
        IN_WORLD(report_keeps_it_in),
        IN_WORLD(a_study_keeps_it_in),
    };
    char text[FACS_SANDBOX_TEXT];
    if (!getenv("FACS_TEST_SHIM") || exe_wrapper()[0])
        return tap_skip_all("an emulator knows no sandbox");
    if (facs_sandbox_describe(text) < 2)
        return tap_skip_all(text);
    setenv("LD_PRELOAD", getenv("FACS_TEST_SHIM"), 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
