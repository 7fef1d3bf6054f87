/* Batch tables and journals as files: any names, anything damaged, many rows. */
#include "cmocka_all.h"
#include "folder.h"
#include "os/path.h"
#include "study/batch_figures.h"
#include "study/batch_files.h"
#include "study/batch_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 100000

typedef struct list {
    int count, stop_at;
    char path[8][512], message[8][64];
    facs_batch_row last;
} list;

static int take(void *opaque, const facs_batch_row *row)
{
    list *l = opaque;
    if (l->count < 8) {
        snprintf(l->path[l->count], sizeof(l->path[0]), "%s", row->path);
        snprintf(l->message[l->count], sizeof(l->message[0]), "%s", row->message);
    }
    l->last = *row;
    return ++l->count == l->stop_at ? 7 : 0;
}

static list read_list(void)
{
    facs_error error;
    list l = {.count = 0};
    if (facs_batch_read(in_folder(""), take, &l, &error) < 0)
        fail_msg("%s", error.text);
    return l;
}

static void assert_damaged(const char *word)
{
    facs_error error;
    list l = {.count = 0};
    assert_int_equal(facs_batch_read(in_folder(""), take, &l, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    if (!strstr(error.text, word))
        fail_msg("%s (expected: %s)", error.text, word);
}

/* ---- What is written is read ----------------------------------------------------------------- */

static const char *const odd_names[] = {"a\nb.mp4",
                                        "\"quoted\", with comma.mp4",
                                        " blank at ends ",
                                        "\xff\xfe not UTF-8.mp4",
                                        "tab\tand\rreturn.mp4",
                                        "=cmd|' /C calc'!A0"};
enum { ODD = sizeof(odd_names) / sizeof(odd_names[0]) };

static facs_batch_row full_row(const char *path)
{
    facs_batch_row row = facs_batch_row_unknown();
    row.path = path;
    row.state = FACS_BATCH_WARNED;
    row.message = "one; \"two\", three";
    row.frames = INT64_C(9007199254740992);
    row.face_share = 0.5;
    row.mean_confidence = 0.25;
    row.people = 2;
    row.seconds = 1.125;
    row.fps = 29.5;
    row.options = "0123456789abcdef";
    row.results = "x\xff.csv;x.json";
    row.bytes = 12;
    row.modified = "2026-01-01T00:00:00Z";
    row.finished = "2026-01-01T00:00:01.5Z";
    row.host = "h\xc3\xb6st";
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        *facs_batch_figure_in(&row, i) = 0.5 * i;
    return row;
}

static void assert_full(const facs_batch_row *row)
{
    assert_int_equal(row->state, FACS_BATCH_WARNED);
    assert_string_equal(row->message, "one; \"two\", three");
    assert_int_equal(row->frames, INT64_C(9007199254740992));
    assert_true(row->face_share == 0.5 && row->mean_confidence == 0.25 && row->people == 2);
    assert_true(row->seconds == 1.125 && row->fps == 29.5 && row->bytes == 12);
    assert_string_equal(row->options, "0123456789abcdef");
    assert_string_equal(row->results, "x\xff.csv;x.json");
    assert_string_equal(row->modified, "2026-01-01T00:00:00Z");
    assert_string_equal(row->finished, "2026-01-01T00:00:01.5Z");
    assert_string_equal(row->host, "h\xc3\xb6st");
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        assert_true(facs_batch_figure_of(row, i) == 0.5 * i);
}

static void add_row(facs_batch_rows *rows, const char *path, facs_batch_state state,
                    const char *results, const char *finished, double seconds)
{
    facs_batch_row row = facs_batch_row_unknown();
    row.path = path;
    row.state = state;
    row.results = results;
    row.finished = finished;
    row.seconds = seconds;
    assert_int_equal(facs_batch_rows_add(rows, &row), 0);
}

/* An input that was given by another path and skipped has one row, with what the older one knew. */
static void test_a_result_that_was_skipped_has_one_row(void **state)
{
    (void)state;
    facs_batch_rows rows = {.count = 0};
    const double unknown = (double)NAN;
    add_row(&rows, "v/a.mp4", FACS_BATCH_DONE, "a.csv;a.json", "2026-01-01", 3);
    add_row(&rows, "./v/a.mp4", FACS_BATCH_SKIPPED, "a.csv;a.html", "2026-01-03", unknown);
    add_row(&rows, "/x/v/a.mp4", FACS_BATCH_SKIPPED, "a.csv;a.json", "2026-01-02", unknown);
    add_row(&rows, "v/A.mp4", FACS_BATCH_SKIPPED, "A.csv;A.json", "2026-01-01", unknown);
    add_row(&rows, "v/ab.mp4", FACS_BATCH_SKIPPED, "a.csv2;a.json", "2026-01-01", unknown);
    add_row(&rows, "one", FACS_BATCH_DONE, "b.csv;b.json", "2026-01-01", 1);
    add_row(&rows, "other", FACS_BATCH_DONE, "b.csv;b.json", "2026-01-02", 2);
    add_row(&rows, "failed", FACS_BATCH_FAILED, "", "2026-01-02", unknown);
    add_row(&rows, "failed too", FACS_BATCH_FAILED, "", "2026-01-02", unknown);
    assert_int_equal(facs_batch_rows_settle(&rows), 0);
    assert_int_equal(rows.count, facs_path_ignores_case() ? 6 : 7);
    assert_null(facs_batch_rows_find(&rows, "v/a.mp4"));
    assert_null(facs_batch_rows_find(&rows, "/x/v/a.mp4"));
    assert_true(facs_batch_rows_find(&rows, "./v/a.mp4")->seconds == 3);
    assert_int_equal(facs_batch_rows_find(&rows, "v/A.mp4") == NULL, facs_path_ignores_case());
    assert_non_null(facs_batch_rows_find(&rows, "v/ab.mp4"));
    assert_non_null(facs_batch_rows_find(&rows, "one"));
    assert_non_null(facs_batch_rows_find(&rows, "failed too"));
    facs_batch_rows_free(&rows);
}

static void test_any_name_in_a_table_and_a_journal(void **state)
{
    (void)state;
    char path[512];
    facs_journal journal;
    facs_batch_rows rows = {.count = 0}, back = {.count = 0};
    for (int i = 0; i < ODD; i++) {
        const facs_batch_row row = full_row(odd_names[i]);
        assert_int_equal(facs_batch_rows_add(&rows, &row), 0);
    }
    snprintf(path, sizeof(path), "%s", in_folder("facs-batch.csv"));
    assert_int_equal(facs_batch_table_write(path, &rows, NULL), 0);
    assert_int_equal(facs_batch_table_read(&back, path, NULL), 0);
    assert_int_equal(facs_journal_open(&journal, in_folder("facs-batch"), NULL), 0);
    for (int i = 0; i < ODD; i++)
        assert_int_equal(facs_journal_add(&journal, &rows.records[i].row, NULL), 0);
    back.source++;
    assert_int_equal(facs_journal_read(&back, in_folder("facs-batch.jsonl"), NULL), 0);
    assert_int_equal(back.count, 2 * ODD);
    for (size_t i = 0; i < back.count; i++) {
        assert_string_equal(back.records[i].row.path, odd_names[i % ODD]);
        assert_full(&back.records[i].row);
    }
    assert_int_equal(facs_batch_rows_settle(&back), 0);
    assert_int_equal(back.count, ODD);
    for (int i = 0; i < ODD; i++)
        assert_non_null(facs_batch_rows_find(&back, odd_names[i]));
    assert_null(facs_batch_rows_find(&back, "other"));
    facs_journal_close(&journal);
    facs_batch_rows_free(&rows);
    facs_batch_rows_free(&back);
}

/* ---- Which row counts ------------------------------------------------------------------------ */

static void test_the_newest_row_of_each_path(void **state)
{
    (void)state;
    write_in_folder("facs-batch.csv", "path,state,message,finished\n"
                                      "clip10,done,table,2026-01-01T00:00:02Z\n"
                                      "clip2,failed,table,2026-01-01T00:00:03Z\n"
                                      "clip2,done,later line,2026-01-01T00:00:00Z\n");
    write_in_folder("facs-batch.2-of-3.csv", "state,path,message,finished,more\n"
                                             "done,clip10,shard,2026-01-01T00:00:04Z,x\n");
    write_in_folder(
        "facs-batch.7.jsonl",
        "{\"batch\":{}}\n"
        "{\"path\":\"clip1\",\"state\":\"left\",\"finished\":\"2026-01-01T00:00:05Z\"}\n"
        "{\"path\":\"clip2\",\"state\":\"left\",\"finished\":\"2026-01-01T00:00:05Z\"}\n"
        "{\"path\":\"clip1\",\"state\":\"done\",\"finished\":\"2026-01-01T00:00:05Z\"}\n"
        "{\"path\":\"cl");
    write_in_folder("facs-batch.2-of-3.jsonl", "");
    write_in_folder("facs-batch-of-mine.csv", "something else\n");
    write_in_folder("other.jsonl", "something else\n");
    write_in_folder("facs-batch.csv.1f09a2c3.part", "something else\n");
    list l = read_list();
    assert_int_equal(l.count, 3);
    assert_string_equal(l.path[0], "clip1");
    assert_string_equal(l.path[1], "clip2");
    assert_string_equal(l.message[1], "");
    assert_string_equal(l.path[2], "clip10");
    assert_string_equal(l.message[2], "shard");
    l = (list){.stop_at = 2};
    assert_int_equal(facs_batch_read(in_folder(""), take, &l, NULL), 7);
    assert_int_equal(l.count, 2);
}

/* The clock of an earlier run was ahead; its rows do not count against this run's. */
static void test_a_clock_that_was_ahead(void **state)
{
    (void)state;
    char table[512];
    facs_journal journal;
    facs_batch_row row = facs_batch_row_unknown();
    snprintf(table, sizeof(table), "%s", in_folder("facs-batch.csv"));
    write_in_folder("facs-batch.csv", "path,state,finished\n"
                                      "a.mp4,failed,2099-01-01T00:00:00Z\n"
                                      "b.mp4,done,2099-01-01T00:00:00Z\n");
    assert_int_equal(facs_batch_files_begin(&journal, table, NULL), 0);
    row.path = "a.mp4";
    row.state = FACS_BATCH_DONE;
    row.message = "now";
    row.finished = "2026-01-01T00:00:00Z";
    assert_int_equal(facs_journal_add(&journal, &row, NULL), 0);
    row.path = "b.mp4";
    row.state = FACS_BATCH_LEFT;
    assert_int_equal(facs_journal_add(&journal, &row, NULL), 0);
    assert_int_equal(facs_batch_files_end(&journal, table, NULL), 0);
    const list l = read_list();
    assert_int_equal(l.count, 2);
    assert_string_equal(l.message[0], "now");
    assert_int_equal(l.last.state, FACS_BATCH_DONE); /* what another run did is not undone */
}

static void test_a_journal_that_was_removed(void **state)
{
    (void)state;
    char table[512];
    facs_journal journal;
    facs_error error;
    snprintf(table, sizeof(table), "%s", in_folder("facs-batch.csv"));
    assert_int_equal(facs_batch_files_begin(&journal, table, NULL), 0);
    remove_open_file(in_folder("facs-batch.jsonl"));
    assert_int_equal(facs_batch_files_end(&journal, table, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "facs-batch.jsonl was removed during the run"));
    facs_journal_close(&journal);
}

/* ---- What is damaged ------------------------------------------------------------------------- */

static void test_no_table(void **state)
{
    (void)state;
    facs_error error;
    list l = {.count = 0};
    assert_int_equal(facs_batch_read(in_folder(""), take, &l, &error), -ENOENT);
    assert_non_null(strstr(error.text, "has no batch table"));
    assert_int_equal(facs_batch_read(in_folder("missing"), take, &l, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
}

static void test_damaged_tables(void **state)
{
    (void)state;
    static const struct {
        const char *text, *word;
    } tables[] = {
        {"", "line 1 is not the header"},
        {"path,message\nx,y\n", "line 1 is not the header"},
        {"path,state\nx,done\ny\n", "line 3 has another number of cells"},
        {"path,state\nx,done,z\n", "line 2 has another number of cells"},
        {"path,state\nx,ready\n", "line 2 has no valid state"},
        {"path,state\n,done\n", "line 2 has no path"},
        {"path,state,frames\nx,done,-1\n", "no valid frames"},
        {"path,state,frames\nx,done,1.5\n", "no valid frames"},
        {"path,state,frames\nx,done,1e300\n", "no valid frames"},
        {"path,state,frames\nx,done,nan\n", "no valid frames"},
        {"path,state,fps\nx,done,inf\n", "no valid fps"},
        {"path,state\n\"x,done\n", "quote that is not closed"},
        {"path,state\n\xff\xff,done\ny", "line 3 has another number"},
        {"PK\3\4", "is a workbook"},
    };
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        write_in_folder("facs-batch.csv", tables[i].text);
        assert_damaged(tables[i].word);
    }
}

static void test_lines_without_end(void **state)
{
    (void)state;
    const size_t size = 1 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, "path,state\n", 11);
    write_file(in_folder("facs-batch.csv"), text, size);
    assert_damaged("line 2 is too long");
    remove(in_folder("facs-batch.csv"));
    memcpy(text, "{\"batch\":{}}\n", 13);
    write_file(in_folder("facs-batch.jsonl"), text, size);
    assert_damaged("facs-batch.jsonl: line 2 is damaged");
    free(text);
}

static void test_damaged_journals(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "x",
        "[]",
        "{}",
        "{\"path\":\"x\"}",
        "{\"path\":\"\",\"state\":\"done\"}",
        "{\"path\":3,\"state\":\"done\"}",
        "{\"path\":\"x\",\"state\":\"x\"}",
        "{\"path\":\"x\",\"state\":\"done\",\"frames\":-1}",
        "{\"path\":\"x\",\"state\":\"done\",\"frames\":1.5}",
        "{\"path\":\"x\",\"state\":\"done\",\"fps\":\"1\"}",
        "{\"path\":\"x\",\"state\":\"done\",\"message\":1}",
        "{\"path\":\"x\",\"path_bytes\":\"%0\",\"state\":\"done\"}",
        "{\"batch\":{}}", /* not the first line */
        "\xff\xfe",
    };
    static const char good[] = "{\"path\":\"good\",\"state\":\"done\"}\n";
    char text[512];
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        snprintf(text, sizeof(text), "%s%s\n%s", good, lines[i], good);
        write_in_folder("facs-batch.jsonl", text);
        assert_damaged("facs-batch.jsonl: line 2 is damaged");
        snprintf(text, sizeof(text), "%s%s", good, lines[i]); /* broken off there */
        write_in_folder("facs-batch.jsonl", text);
        assert_int_equal(read_list().count, 1);
    }
}

/* A damaged table is not replaced by one without its rows. */
static void test_a_damaged_table_stays(void **state)
{
    (void)state;
    facs_error error;
    facs_journal journal;
    char table[512];
    snprintf(table, sizeof(table), "%s", in_folder("facs-batch.csv"));
    assert_int_equal(facs_batch_files_begin(&journal, table, &error), 0);
    write_in_folder("facs-batch.csv", "path,state\nx\n");
    assert_int_equal(facs_batch_files_end(&journal, table, &error), -EINVAL);
    facs_journal_close(&journal);
    assert_int_equal(facs_batch_files_begin(&journal, table, &error), -EINVAL);
    assert_non_null(strstr(error.text, "line 2"));
    size_t size;
    unsigned char *text = read_whole(table, &size);
    assert_int_equal(size, 13);
    free(text);
    assert_null(find_part(table));
}

/* ---- Journals -------------------------------------------------------------------------------- */

/* A run leaves the journals that others hold alone, and takes those that nobody holds. */
static void test_journals_of_others(void **state)
{
    (void)state;
    char table[512];
    facs_journal first, second;
    const facs_batch_row row = full_row("clip");
    snprintf(table, sizeof(table), "%s", in_folder("sub/facs-batch.csv"));
    assert_int_equal(facs_batch_files_begin(&first, table, NULL), 0);
    assert_int_equal(facs_batch_files_begin(&second, table, NULL), 0);
    assert_string_equal(second.file.path, in_folder("sub/facs-batch.2.jsonl"));
    assert_int_equal(facs_journal_add(&first, &row, NULL), 0);
    assert_int_equal(facs_batch_files_end(&second, table, NULL), 0);
    facs_batch_rows rows = {.count = 0};
    assert_int_equal(facs_batch_table_read(&rows, table, NULL), 0);
    assert_int_equal(rows.count, 0);
    facs_journal_close(&first); /* as if it had been killed */
    assert_int_equal(facs_batch_files_begin(&second, table, NULL), 0);
    assert_string_equal(second.file.path, in_folder("sub/facs-batch.jsonl"));
    assert_int_equal(facs_batch_table_read(&rows, table, NULL), 0);
    assert_int_equal(rows.count, 1);
    facs_journal_close(&second);
    facs_batch_rows_free(&rows);
}

/* What cannot be written is an OUTPUT error, which stops the batch. */
static void test_a_full_disk(void **state)
{
    (void)state;
    facs_error error;
    facs_journal journal;
    const facs_batch_row row = full_row("clip");
    const int full = facs_handle_open("/dev/full", FACS_OPEN_REPLACE);
    if (full < 0)
        skip();
    assert_int_equal(facs_journal_open(&journal, in_folder("facs-batch"), &error), 0);
    const int own = journal.file.handle;
    journal.file.handle = full;
    assert_int_equal(facs_journal_add(&journal, &row, &error), -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "facs-batch.jsonl cannot be written"));
    facs_handle_close(own);
    facs_journal_close(&journal);
}

/* ---- Many ------------------------------------------------------------------------------------ */

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void test_a_hundred_thousand_rows(void **state)
{
    (void)state;
    char path[64];
    facs_batch_rows rows = {.count = 0};
    for (int i = 0; i < ROWS; i++) {
        snprintf(path, sizeof(path), "study/group%d/participant%d.mp4", i % 100, i);
        const facs_batch_row row = full_row(path);
        assert_int_equal(facs_batch_rows_add(&rows, &row), 0);
    }
    assert_int_equal(facs_batch_table_write(in_folder("facs-batch.csv"), &rows, NULL), 0);
    facs_batch_rows_free(&rows);
    const double begun = cpu_seconds();
    assert_int_equal(read_list().count, ROWS);
    print_message("%d rows read in %.2f s of CPU time\n", ROWS, cpu_seconds() - begun);
    /* A quarter of a second here; sanitizers and emulators take thirty times as long. Comparing all
     * pairs would take minutes. */
    assert_true(cpu_seconds() - begun < 30);
}

/* Of the first face; of several files, the first one's. What is not known stays so. */
static void test_figures_of_a_result(void **state)
{
    (void)state;
    static const char csv[] = "frame,face_id,timestamp,confidence,success,AU12_r\n"
                              "1,0,0.0,0.98,1,0.00\n1,1,0.0,0.10,1,0.00\n2,0,0.1,0.10,1,0.00\n";
    facs_batch_row row = facs_batch_row_unknown();
    facs_batch_figures(&row, in_folder("none.csv"), NULL);
    assert_true(isnan(row.usable_share));
    write_in_folder("a_face00.csv", csv);
    facs_batch_figures(&row, in_folder("a.csv"), NULL);
    assert_true(row.usable_share == 0.5 && row.smiles_per_minute == 0);
    assert_true(isnan(row.duchenne_share) && isnan(row.blinks_per_minute));
    write_in_folder("b.csv", csv);
    row = facs_batch_row_unknown();
    facs_batch_figures(&row, in_folder("b.csv"), "blink.max=x");
    assert_true(isnan(row.usable_share));
    facs_batch_figures(&row, in_folder("b.csv"), NULL);
    assert_true(row.usable_share == 0.5);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_result_that_was_skipped_has_one_row),
        IN_FOLDER(test_any_name_in_a_table_and_a_journal),
        IN_FOLDER(test_the_newest_row_of_each_path),
        IN_FOLDER(test_a_clock_that_was_ahead),
        IN_FOLDER(test_a_journal_that_was_removed),
        IN_FOLDER(test_no_table),
        IN_FOLDER(test_damaged_tables),
        IN_FOLDER(test_lines_without_end),
        IN_FOLDER(test_damaged_journals),
        IN_FOLDER(test_a_damaged_table_stays),
        IN_FOLDER(test_journals_of_others),
        IN_FOLDER(test_a_full_disk),
        IN_FOLDER(test_figures_of_a_result),
        IN_FOLDER(test_a_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
