/* The batch tables of shards: what a task reads when it resumes. */
#include "cmocka_all.h"
#include "folder.h"

#include "study/batch_files.h"
#include "study/batch_table.h"

#include <stdio.h>
#include <string.h>

/* A table with one input that failed. */
static void write_table(const char *path, const char *input)
{
    facs_error error;
    facs_batch_rows rows = {.records = NULL};
    facs_batch_row row = facs_batch_row_unknown();
    row.path = input;
    row.state = FACS_BATCH_FAILED;
    row.message = "damaged";
    assert_int_equal(facs_batch_rows_add(&rows, &row), 0);
    assert_int_equal(facs_batch_rows_settle(&rows), 0);
    assert_int_equal(facs_batch_table_write(in_folder(path), &rows, &error), 0);
    facs_batch_rows_free(&rows);
}

/* Expects the inputs, in natural order, with a blank after each. */
static void expect(const char *table, int files, const char *inputs)
{
    char found[128] = "";
    facs_error error;
    facs_batch_rows rows = {.records = NULL};
    assert_int_equal(facs_batch_files_read(&rows, in_folder("."), table, &error), files);
    for (size_t i = 0; i < rows.count; i++)
        snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s ",
                 rows.records[i].row.path);
    facs_batch_rows_free(&rows);
    assert_string_equal(found, inputs);
}

static void a_shard_leaves_the_tables_of_others_alone(void **state)
{
    (void)state;
    write_table("facs-batch.csv", "whole.mp4");
    write_table("facs-batch.3-of-40.csv", "own.mp4");
    write_table("facs-batch.33-of-40.csv", "other.mp4");
    write_table("facs-batch.1-of-40.csv", "first.mp4");
    write_table("facs-batch.3-of-400.csv", "finer.mp4"); /* of an earlier run, may have the input */
    expect(NULL, 5, "finer.mp4 first.mp4 other.mp4 own.mp4 whole.mp4 ");
    expect("facs-batch.csv", 5, "finer.mp4 first.mp4 other.mp4 own.mp4 whole.mp4 ");
    expect("./facs-batch.3-of-40.csv", 5, "finer.mp4 own.mp4 whole.mp4 ");
    /* Not even damage in one of them concerns it. */
    write_file(in_folder("facs-batch.33-of-40.csv"), "?", 1);
    expect("facs-batch.3-of-40.csv", 5, "finer.mp4 own.mp4 whole.mp4 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_shard_leaves_the_tables_of_others_alone, folder_set_up,
                                        folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
