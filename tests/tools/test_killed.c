/*
 * A study that is killed at random moments: whatever has a final name is as an undisturbed run
 * makes it, facs status can read the table, and --resume completes the study to the same bytes.
 * Kills: FACS_TEST_KILLS in the environment, or a few.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "finals.h"
#include "make_clip.h"
#include "pause.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define INPUTS 6
#define KILLS  8 /* all together */
#define ROUND  4 /* kills of one study, each resumed, before it may end */

#define OPTIONS                                                                                    \
    " --models models --landmarks pfld --overlay .avi --report --jobs 2 --resume --quiet"

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    assert_int_equal(mkdir(scratch("study"), 0700), 0);
    for (int i = 0; i < INPUTS; i++) {
        char folder[64];
        snprintf(folder, sizeof(folder), "study/p%d", i);
        assert_int_equal(mkdir(scratch(folder), 0700), 0);
        for (int n = 0; n < TINY_FRAMES; n++) {
            char from[64], to[128];
            snprintf(from, sizeof(from), "frames/%03d.ppm", n);
            snprintf(to, sizeof(to), "%s/%03d.ppm", folder, n);
            assert_int_equal(link(scratch(from), scratch(to)), 0);
        }
    }
    return 0;
}

/* Returns 1 if the run was killed, 0 if it ended before. */
static int kill_after(double seconds, const char *arguments)
{
    const struct timespec pause = {.tv_sec = (time_t)seconds,
                                   .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    const running child = start_facs(arguments, -1);
    nanosleep(&pause, NULL);
    kill_program(child);
    return end_of(child) == 128 + 9;
}

static int compare(const char *folder)
{
    char path[512];
    snprintf(path, sizeof(path), "%s", scratch(folder));
    return finals_compare(path, scratch("whole"));
}

/* A result whose CSV is there has its JSON. */
static void check_pairs(const char *folder)
{
    for (int i = 0; i < INPUTS; i++) {
        char csv[64], json[64];
        snprintf(csv, sizeof(csv), "%s/p%d.csv", folder, i);
        snprintf(json, sizeof(json), "%s/p%d.json", folder, i);
        assert_true(!exists(scratch(csv)) || exists(scratch(json)));
    }
}

static int count_rows(const char *folder, const char *word)
{
    int count = 0;
    char name[64];
    snprintf(name, sizeof(name), "%s/facs-batch.csv", folder);
    char *text = read_text(scratch(name));
    for (const char *found = text; (found = strstr(found, word)) != NULL; found++)
        count++;
    free(text);
    return count;
}

/* Drafts and journals, of which a study that is complete keeps none. */
static int count_leftovers(const char *folder)
{
    char text[256];
    snprintf(text, sizeof(text), "find %s -name '*.part' -o -name '*.jsonl' | wc -l\n", folder);
    write_text(scratch("leftovers.sh"), text);
    outcome o = run_program("/bin/sh", "leftovers.sh");
    const int count = atoi(o.out);
    outcome_free(&o);
    return count;
}

static void succeed(const char *arguments)
{
    outcome o = run_facs(arguments);
    if (o.status != 0)
        fail_msg("%s: status %d: %s", arguments, o.status, o.err);
    outcome_free(&o);
}

static void test_killed(void **state)
{
    (void)state;
    const char *wanted = getenv("FACS_TEST_KILLS");
    const int kills = wanted ? atoi(wanted) : KILLS;
    unsigned random = 11;
    int killed = 0, rounds = 0;
    const double begun = now();
    succeed("extract study -d whole" OPTIONS);
    const double whole_seconds = now() - begun;
    const int whole = compare("whole");
    assert_true(whole >= 4 * INPUTS); /* CSV, JSON, page and video of each */

    for (int tries = 0; killed < kills && tries < 20 * kills; rounds++) {
        char line[256], status[64], folder[32];
        snprintf(folder, sizeof(folder), "run%d", rounds);
        snprintf(line, sizeof(line), "extract study -d %s" OPTIONS, folder);
        snprintf(status, sizeof(status), "status %s", folder);
        for (int i = 0; i < ROUND && killed < kills; i++, tries++) {
            random = random * 1664525u + 1013904223u;
            killed += kill_after((random >> 8) / (double)(1 << 24) * whole_seconds, line);
            compare(folder);
            check_pairs(folder);
        }
        succeed(line);
        assert_int_equal(compare(folder), whole);
        assert_int_equal(count_leftovers(folder), 0);
        assert_int_equal(count_rows(folder, ",left,"), 0);
        assert_int_equal(count_rows(folder, ",failed,"), 0);
        succeed(status);
    }
    print_message("# %d kills in %d studies\n", killed, rounds);
    assert_int_equal(killed, kills);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_killed, setup, scratch_teardown),
    };
    if (exe_wrapper()[0])
        return tap_skip_all("an emulator would be killed, not the command");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
