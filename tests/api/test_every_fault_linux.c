/*
 * An allocation, file operation, opening or thread of a short extraction with all outputs fails:
 * no crash, no hang, no leak (under AddressSanitizer), always a message, and no file with a final
 * name that differs from that of a run without a fault. Of each kind as many calls fail, one in
 * each run, as take some seconds, under AddressSanitizer, which sees most, three times as many;
 * with FACS_TEST_EVERY_FAULT in the environment, every one.
 */
#include "cmocka_all.h"
#include "faults.h"
#include "finals.h"
#include "make_clip.h"
#include "sanitized.h"
#include "tiny_world.h"

#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FRAMES 2
#define SHARE  (SANITIZED ? 1 : 3) /* one in so many of the runs */

typedef struct outcome {
    int status;
    facs_error error;
    long calls;
} outcome;

/* A fault that is tolerated must be one that costs no result, such as of the cache. */
static facs_extract_options all_outputs(const char *folder)
{
    static char paths[8][300];
    static const char *const names[] = {"x.csv", "x.json",           "x.hog",         "x_aligned",
                                        "x.avi", "x_of_details.txt", "x_overlay.avi", "rows.jsonl"};
    for (int i = 0; i < 8; i++) {
        char name[128];
        snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
        snprintf(paths[i], sizeof(paths[i]), "%s", in_folder(name));
    }
    facs_extract_options options = tiny_world_options();
    options.csv = paths[0];
    options.json = paths[1];
    options.hog = paths[2];
    options.aligned = paths[3];
    options.tracked = paths[4];
    options.details = paths[5];
    options.overlay = paths[6];
    options.json_rows = paths[7];
    options.max_frames = FRAMES;
    options.analysis.threads = 2;
    return options;
}

static outcome run(const char *folder, fault_kind kind, long k)
{
    facs_extract_options options = all_outputs(folder);
    facs_report_options page;
    char html[300];
    outcome o = {.status = 0};
    facs_default_report_options(&page);
    snprintf(html, sizeof(html), "%s.html", options.csv);
    page.html = html;
    page.json = options.json;
    assert_int_equal(mkdir(in_folder(folder), 0777), 0);
    faults_begin(kind, k);
    o.status = facs_extract(in_folder("frames"), &options, NULL, &o.error);
    if (o.status == 0)
        o.status = facs_report(options.csv, &page, &o.error);
    o.calls = faults_end();
    return o;
}

static void take_back(const char *folder)
{
    char path[300];
    snprintf(path, sizeof(path), "%s", in_folder(folder));
    remove_tree(path);
}

/* The details file names the folder, so all runs are called the same. */
static int keep_whole(void)
{
    outcome o = run("run", FAULT_KINDS, 0);
    assert_string_equal(o.error.text, "");
    assert_int_equal(o.status, 0);
    assert_int_equal(rename(in_folder("run"), in_folder("whole")), 0);
    return finals_compare(in_folder("whole"), in_folder("whole"));
}

static void fail_each(fault_kind kind, int max)
{
    const int whole = keep_whole();
    const long calls = run("run", kind, 0).calls;
    const char *all = getenv("FACS_TEST_EVERY_FAULT");
    const long step = all || calls <= max ? 1 : calls / max + 1;
    int tolerated = 0, runs = 0;
    take_back("run");
    assert_in_range(calls, 1, 100000);
    /* Threads may make a few calls more or fewer. */
    for (long k = 1; k <= calls + 2; k += step, runs++) {
        const outcome o = run("run", kind, k);
        const int found = finals_compare(in_folder("run"), in_folder("whole"));
        if (o.status < 0 && (!o.error.text[0] || o.error.kind == FACS_ERROR_NONE))
            fail_msg("%s %ld of %ld: status %d without a message", fault_kind_name(kind), k, calls,
                     o.status);
        if (o.status == 0 && found != whole)
            fail_msg("%s %ld of %ld: %d of %d files, and no error", fault_kind_name(kind), k, calls,
                     found, whole);
        tolerated += o.status == 0 && k <= calls;
        take_back("run");
    }
    print_message("# %s: %ld calls, %d runs, %d without an effect\n", fault_kind_name(kind), calls,
                  runs, tolerated);
}

static void test_every_allocation(void **state)
{
    (void)state;
    fail_each(FAULT_ALLOCATION, 120 / SHARE);
}

static void test_every_file_operation(void **state)
{
    (void)state;
    fail_each(FAULT_FILE, 70 / SHARE);
}

static void test_every_opening(void **state)
{
    (void)state;
    fail_each(FAULT_OPEN, 70 / SHARE);
}

static void test_every_thread(void **state)
{
    (void)state;
    fail_each(FAULT_THREAD, 70 / SHARE);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, tiny_world_set_up, tiny_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_every_allocation),
        IN_WORLD(test_every_file_operation),
        IN_WORLD(test_every_opening),
        IN_WORLD(test_every_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
