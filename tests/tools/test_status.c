/* What facs status makes of the rows of a batch table: totals and reasons. The rows are made up. */
#include "status.h"

#include "cmocka_all.h"
#include "made_row.h"
#include "scratch.h"

#include "os/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- A table without a file ------------------------------------------------------------------ */

static facs_batch_row *rows;
static int row_count, read_status;

int facs_batch_read(const char *folder, int (*row)(void *opaque, const facs_batch_row *row),
                    void *opaque, facs_error *error)
{
    int status = read_status;
    (void)folder;
    for (int i = 0; i < row_count && status == 0; i++)
        status = row(opaque, &rows[i]);
    if (status < 0)
        *error = (facs_error){FACS_ERROR_INPUT, "the table cannot be read"};
    return status;
}

/* ---- Reasons --------------------------------------------------------------------------------- */

static void test_a_reason_is_the_same_for_all_inputs(void **state)
{
    static const struct {
        const char *path, *message, *reason;
    } cases[] = {
        {"study/p01/clip.mp4", "study/p01/clip.mp4: it cannot be opened: no such file",
         "it cannot be opened: no such file"},
        {"study/p01/clip.mp4", "results/p01/clip.csv cannot be written (No space left on device)",
         "... cannot be written (No space left on device)"},
        {"study/p01/clip.mp4", "the result \"r 1/clip.csv\", made before",
         "the result \"r ...\", made before"},
        {"study/two words.mp4", "study/two words.mp4 has 12 frames, 3.5 s of 1920x1080 H264",
         "... has N frames, N s of NxN H264"},
        {"a.mp4", "a file a.mp4 of 1,234 bytes at 0:12", "a file ... of N bytes at N"},
        {"in/clip.mp4", "clips, clip.mp4 and clip_face00.csv", "clips, ... and ..."},
        {"empty.mp4", "it is empty. Its result is empty.csv", "it is empty. Its result is ..."},
        {"clip.mp4", "its digest 0123456789abcdef is not deadbeef", "its digest N is not deadbeef"},
        {"clip.mp4", "mp4 of version 2 in 33 parts", "mp4 of version N in N parts"},
        {"\xff\xfe.avi", "\xff\xfe.avi: damaged \xff", "damaged \xff"},
        {"", "out of memory", "out of memory"},
        {"clip.mp4", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        facs_reasons reasons = {.count = 0};
        assert_int_equal(facs_reasons_add(&reasons, cases[i].path, cases[i].message), 0);
        char *text = reasons.list[0].text;
        for (char *at = text; *at; at++)
            *at = *at == '\1' ? 'N' : *at; /* the mark of a number, which sorting would put back */
        assert_string_equal(text, cases[i].reason);
        facs_reasons_free(&reasons);
    }
}

static void test_the_most_frequent_reason_comes_first(void **state)
{
    facs_reasons reasons = {.count = 0};
    char path[32], message[64];
    (void)state;
    for (int i = 0; i < 30; i++) {
        snprintf(path, sizeof(path), "clip%d.mp4", i);
        snprintf(message, sizeof(message), i % 3 ? "%s: frame %d is damaged" : "%s: no such file",
                 path, i);
        assert_int_equal(facs_reasons_add(&reasons, path, message), 0);
    }
    facs_reasons_sort(&reasons);
    assert_int_equal(reasons.count, 2);
    assert_int_equal(reasons.inputs, 30);
    assert_string_equal(reasons.list[0].text, "frame N is damaged");
    assert_int_equal(reasons.list[0].count, 20);
    assert_string_equal(reasons.list[0].path, "clip1.mp4");
    assert_string_equal(reasons.list[0].message, "clip1.mp4: frame 1 is damaged");
    assert_int_equal(reasons.list[1].count, 10);
    facs_reasons_free(&reasons);
}

/* What is the same in all messages is no number of one input: a limit, for example. */
static void test_numbers_that_all_messages_have(void **state)
{
    facs_reasons reasons = {.count = 0};
    char message[96];
    (void)state;
    for (int i = 0; i < 20; i++) {
        snprintf(message, sizeof(message),
                 "No\1e: dynamic models mean something from %d on, %d, %d", 60, i / 19, i);
        assert_int_equal(facs_reasons_add(&reasons, "clip7.mp4", message), 0);
    }
    assert_int_equal(facs_reasons_add(&reasons, "x.mp4", "x.mp4 has 1920x1080, not 640"), 0);
    facs_reasons_sort(&reasons);
    assert_int_equal(reasons.count, 2);
    assert_string_equal(reasons.list[0].text,
                        "No?e: dynamic models mean something from 60 on, N, N");
    assert_string_equal(reasons.list[1].text, "... has 1920x1080, not 640");
    facs_reasons_free(&reasons);
}

/* ---- Totals ---------------------------------------------------------------------------------- */

static void test_totals_of_a_table(void **state)
{
    facs_status s;
    facs_error error;
    facs_batch_row table[8];
    (void)state;
    table[0] = make_row("a", FACS_BATCH_DONE, "");
    table[0].frames = 100;
    table[0].face_share = 0.5;
    table[0].seconds = 2;
    table[1] = make_row("b", FACS_BATCH_WARNED, "few frames");
    table[1].frames = 300;
    table[1].face_share = 1;
    table[1].seconds = 3;
    table[2] = make_row("c", FACS_BATCH_SKIPPED, "");
    table[2].frames = 50;
    table[3] = make_row("d", FACS_BATCH_FAILED, "no such file");
    for (int i = 4; i < 8; i++)
        table[i] = make_row(i == 4 ? "e" : "f", FACS_BATCH_LEFT, "");
    rows = table;
    row_count = 8;
    read_status = 0;
    assert_int_equal(facs_status_read(&s, scratch(""), NULL, NULL, &error), 0);
    assert_int_equal(s.totals.inputs, 8);
    assert_int_equal(s.totals.done, 3);
    assert_int_equal(s.totals.warned, 1);
    assert_int_equal(s.totals.failed, 1);
    assert_int_equal(s.totals.skipped, 1);
    assert_int_equal(s.totals.left, 4);
    assert_int_equal(s.totals.frames, 450);
    assert_float_equal(s.totals.seconds, 5, 0);
    assert_float_equal(s.face_rows / s.rows, 350 / 400.0, 1e-12);
    assert_int_equal(s.failures.count, 1);
    assert_int_equal(s.warnings.count, 1);
    assert_string_equal(s.left[0], "e");
    assert_string_equal(s.left[3], "f");
    assert_null(s.left[4]);
    facs_status_free(&s);
}

static void check_refused(const char *folder, const char *sentence)
{
    facs_status s;
    facs_error error;
    assert_true(facs_status_read(&s, folder, NULL, NULL, &error) < 0);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_non_null(strstr(error.text, sentence));
    facs_status_free(&s);
}

static void test_no_table(void **state)
{
    (void)state;
    row_count = 0;
    write_text(scratch("file"), "");
    check_refused(scratch("nothing"), "nothing: there is no such folder");
    check_refused(scratch("file"), "file is not a folder");
    read_status = -ENOENT;
    check_refused(scratch(""), "has no batch table (facs-batch.csv)");
    read_status = -EINVAL;
    check_refused(scratch(""), "the table cannot be read");
    read_status = 0;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static void test_runs_that_are_under_way_or_broke_off(void **state)
{
    static const char head[] = "{\"batch\": {\"program\": \"facs\", \"started\": "
                               "\"2026-01-02T03:04:05Z\", \"host\": \"lab\"}}\n{\"path\": \"x\"}\n";
    facs_status s;
    facs_error error;
    (void)state;
    row_count = 0;
    write_text(scratch("facs-batch.jsonl"), head);
    write_text(scratch("facs-batch.2-of-3.jsonl"), "");
    write_text(scratch("clip.jsonl"), head);
    const int handle = facs_handle_open(scratch("facs-batch.jsonl"), FACS_OPEN_CHANGE);
    assert_true(handle >= 0);
    assert_int_equal(facs_handle_lock(handle), 0);
    assert_int_equal(facs_status_read(&s, scratch(""), NULL, NULL, &error), 0);
    assert_int_equal(s.run_count, 2);
    assert_string_equal(s.runs[0].journal, "facs-batch.2-of-3.jsonl");
    assert_int_equal(s.runs[0].running, 0);
    assert_null(s.runs[0].started);
    assert_string_equal(s.runs[1].journal, "facs-batch.jsonl");
    assert_int_equal(s.runs[1].running, 1);
    assert_string_equal(s.runs[1].started, "2026-01-02T03:04:05Z");
    assert_string_equal(s.runs[1].host, "lab");
    facs_handle_close(handle);
    facs_status_free(&s);
}

/* ---- Shards ---------------------------------------------------------------------------------- */

static void check_shards(const char *more, int here, int shards)
{
    facs_status s = {.run_count = 0};
    if (more)
        write_text(scratch(more), "");
    assert_int_equal(facs_status_find_shards(&s, scratch("")), 0);
    assert_int_equal(s.shards_here, here);
    assert_int_equal(s.shards, shards);
}

static void test_shards_that_have_not_begun(void **state)
{
    (void)state;
    check_shards(NULL, 0, 0);
    check_shards("facs-batch.9-of-8.csv", 0, 0);
    check_shards("facs-batch.1-of-3.txt", 0, 0);
    check_shards("facs-batch.3-of-3.csv", 1, 3);
    check_shards("facs-batch.3-of-3.jsonl", 1, 3);
    check_shards("facs-batch.1-of-3.2.jsonl", 2, 3);
    check_shards("facs-batch.1-of-7.csv", 2, 3);
    check_shards("facs-batch.2-of-3.csv", 0, 0);
    assert_int_equal(remove(scratch("facs-batch.2-of-3.csv")), 0);
    check_shards(NULL, 2, 3);
    check_shards("facs-batch.csv", 0, 0); /* a run without shards, which has all inputs */
}

/* ---- Size ------------------------------------------------------------------------------------ */

enum { MANY = 100000 };

/* Comparing all pairs of reasons would take hours; this takes 0.1 s, and seconds under an emulator.
 */
#define MAX_SECONDS 20

static void test_a_hundred_thousand_rows(void **state)
{
    facs_status s;
    facs_error error;
    (void)state;
    char(*text)[2][64] = malloc(MANY * sizeof(*text));
    rows = malloc(MANY * sizeof(*rows));
    assert_true(text && rows);
    for (int i = 0; i < MANY; i++) {
        snprintf(text[i][0], 64, "study/p%05d/clip%d.mp4", i, i);
        snprintf(text[i][1], 64, "%s: frame %d is damaged", text[i][0], i);
        rows[i] = make_row(text[i][0], FACS_BATCH_FAILED, text[i][1]);
    }
    row_count = MANY;
    const clock_t begun = clock();
    assert_int_equal(facs_status_read(&s, scratch(""), NULL, NULL, &error), 0);
    const double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    assert_int_equal(s.failures.count, 1);
    assert_int_equal(s.failures.list[0].count, MANY);
    if (seconds > MAX_SECONDS)
        fail_msg("%.2f s", seconds);
    facs_status_free(&s);
    free(text);
    free(rows);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reason_is_the_same_for_all_inputs),
        cmocka_unit_test(test_the_most_frequent_reason_comes_first),
        cmocka_unit_test(test_numbers_that_all_messages_have),
        IN_SCRATCH(test_totals_of_a_table),
        IN_SCRATCH(test_no_table),
        IN_SCRATCH(test_runs_that_are_under_way_or_broke_off),
        IN_SCRATCH(test_shards_that_have_not_begun),
        IN_SCRATCH(test_a_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
