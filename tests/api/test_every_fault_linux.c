/*
 * An allocation, file operation, opening or thread of a short extraction with all outputs fails:
 * no crash, no hang, no leak (under AddressSanitizer), always a message, and no file with a final
 * name that differs from that of a run without a fault. Of each kind as many calls fail, one in
 * each run, as take some seconds; with FACS_TEST_EVERY_FAULT in the environment, every one.
 */
#include "cmocka_all.h"
#include "faults.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <facs/facs.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FRAMES 2

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

/* Whether the bytes of a file depend on nothing but the input and the options. */
static int is_exact(const char *name)
{
    static const char *const endings[] = {".csv", ".hog", ".bmp", "details.txt"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strlen(name) > strlen(endings[i]) &&
            strcmp(name + strlen(name) - strlen(endings[i]), endings[i]) == 0)
            return 1;
    return 0;
}

/* A file with a final name must be one of the whole run's, with its bytes. Returns how many there
 * are. */
static int compare(const char *found, const char *whole)
{
    int count = 0;
    DIR *list = opendir(found);
    const struct dirent *entry;
    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        char path[600], other[600];
        struct stat status, expected;
        const char *name = entry->d_name;
        if (name[0] == '.' || strstr(name, ".part") || strstr(name, ".jsonl"))
            continue;
        snprintf(path, sizeof(path), "%s/%s", found, name);
        snprintf(other, sizeof(other), "%s/%s", whole, name);
        assert_int_equal(stat(path, &status), 0);
        if (stat(other, &expected) < 0 || expected.st_mode != status.st_mode)
            fail_msg("%s is not among the files of the whole run", path);
        if (S_ISDIR(status.st_mode)) {
            count += compare(path, other);
            continue;
        }
        size_t a, b;
        unsigned char *x = read_whole(path, &a), *y = read_whole(other, &b);
        if (is_exact(name) ? a != b || memcmp(x, y, a) != 0 : a < b / 2 || a == 0)
            fail_msg("%s is not as it should be", path);
        free(x);
        free(y);
        count++;
    }
    closedir(list);
    return count;
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
    return compare(in_folder("whole"), in_folder("whole"));
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
        const int found = compare(in_folder("run"), in_folder("whole"));
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
    fail_each(FAULT_ALLOCATION, 120);
}

static void test_every_file_operation(void **state)
{
    (void)state;
    fail_each(FAULT_FILE, 70);
}

static void test_every_opening(void **state)
{
    (void)state;
    fail_each(FAULT_OPEN, 70);
}

static void test_every_thread(void **state)
{
    (void)state;
    fail_each(FAULT_THREAD, 70);
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
