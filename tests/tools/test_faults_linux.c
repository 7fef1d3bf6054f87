/*
 * A disk that fails at any moment of a run: no crash, the failure is reported and is the exit
 * status, and every file with a final name is the same as from a run without a fault.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "finals.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

static int count_finals(const char *folder, const char *whole)
{
    char path[512];
    snprintf(path, sizeof(path), "%s", scratch(folder));
    return finals_compare(path, scratch(whole));
}

static void run_with_faults(const char *arguments, int max)
{
    char text[64], line[512];
    snprintf(line, sizeof(line), arguments, "whole");
    setenv("FACS_TEST_FAULT_COUNT", scratch("count"), 1);
    outcome o = run_facs(line);
    if (o.status != 0)
        fail_msg("%s: %s", line, o.err);
    outcome_free(&o);
    unsetenv("FACS_TEST_FAULT_COUNT");
    char *count_text = read_text(scratch("count"));
    const int calls = atoi(count_text), finals = count_finals("whole", "whole");
    free(count_text);
    assert_in_range(calls, 8, 10000);
    const int step = calls / max + 1;
    for (int k = 1; k <= calls; k += calls - k < 24 ? 1 : step) { /* every call near the end */
        snprintf(text, sizeof(text), "%d", k);
        setenv("FACS_TEST_FAULT", text, 1);
        snprintf(text, sizeof(text), "run%d", k);
        snprintf(line, sizeof(line), arguments, text);
        o = run_facs(line);
        unsetenv("FACS_TEST_FAULT");
        const int there = count_finals(text, "whole");
        if (o.status > 1 || (o.status == 1 && !o.err[0]) || (o.status == 0 && there != finals))
            fail_msg("call %d of %d: status %d, %d of %d files: %s", k, calls, o.status, there,
                     finals, o.err);
        char csv[128], json[128];
        snprintf(csv, sizeof(csv), "%s/frames.csv", text);
        snprintf(json, sizeof(json), "%s/frames.json", text);
        if (exists(scratch("whole/frames.json")) && exists(scratch(csv)))
            assert_true(exists(scratch(json)));
        outcome_free(&o);
    }
}

static void test_a_result_and_its_overlay(void **state)
{
    (void)state;
    run_with_faults("extract frames --models models --landmarks pfld --max-frames 3 --overlay .avi "
                    "--quiet -d %s",
                    10);
}

static void test_openface_results(void **state)
{
    (void)state;
    run_with_faults("FeatureExtraction -fdir frames -q --models models --landmarks pfld "
                    "--max-frames 3 -aus -hogalign -simalign -tracked -out_dir %s",
                    10);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_result_and_its_overlay),
        IN_WORLD(test_openface_results),
    };
    if (!getenv("FACS_TEST_SHIM") || exe_wrapper()[0])
        return tap_skip_all("the command runs under an emulator");
    setenv("LD_PRELOAD", getenv("FACS_TEST_SHIM"), 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
