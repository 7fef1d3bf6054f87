#include "cmocka_all.h"
#include "make_clip.h"

#include "media/landmark_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[64 << 10];

static void add(const char *more)
{
    assert_true(strlen(text) + strlen(more) < sizeof(text));
    strcat(text, more);
}

/* Starts the table: frame first, y before x, other columns between them; separator "," or ", ". */
static void start(const char *separator, int with_success)
{
    char cell[32];
    text[0] = 0;
    add("frame");
    for (int i = 0; i < 136; i++) {
        snprintf(cell, sizeof(cell), "%s%c_%d", separator, i < 68 ? 'y' : 'x', i % 68);
        add(cell);
    }
    add(separator);
    add("X_0");
    if (with_success) {
        add(separator);
        add("success");
    }
    add("\n");
}

/* Adds a row with x_i = first + i and y_i = first + 100 + i. */
static void add_row(const char *separator, int frame, int first, int success)
{
    char cell[32];
    snprintf(cell, sizeof(cell), "%d", frame);
    add(cell);
    for (int i = 0; i < 136; i++) {
        snprintf(cell, sizeof(cell), "%s%d.5", separator, first + i % 68 + (i < 68 ? 100 : 0));
        add(cell);
    }
    snprintf(cell, sizeof(cell), "%s-7", separator);
    add(cell);
    if (success >= 0) {
        snprintf(cell, sizeof(cell), "%s%d", separator, success);
        add(cell);
    }
    add("\n");
}

static facs_landmark_table *open_text(void)
{
    facs_landmark_table *table;
    facs_error error;
    write_file(in_folder("points.csv"), text, strlen(text));
    if (facs_landmark_table_open(&table, in_folder("points.csv"), NULL, &error) < 0)
        fail_msg("%s", error.text);
    return table;
}

/* Returns x_0 of frame index, after checking all other points against it. */
static float read_first(facs_landmark_table *table, int64_t index)
{
    float points[136];
    facs_error error;
    assert_int_equal(facs_landmark_table_read(table, index, points, &error), 0);
    for (int i = 0; i < 68 && points[0] != 0; i++) {
        assert_true(points[i] == points[0] + (float)i);
        assert_true(points[68 + i] == points[0] + 100 + (float)i);
    }
    return points[0];
}

static void test_both_separators(void **state)
{
    (void)state;
    const char *const separators[] = {",", ", "};
    for (int s = 0; s < 2; s++) {
        start(separators[s], 1);
        add_row(separators[s], 1, 10, 1);
        add_row(separators[s], 2, 20, 0); /* tracked, but not successfully */
        add_row(separators[s], 3, 30, 1);
        facs_landmark_table *table = open_text();
        assert_true(read_first(table, 0) == 10.5f);
        assert_true(read_first(table, 1) == 0);
        assert_true(read_first(table, 2) == 30.5f);
        assert_true(read_first(table, 3) == 0); /* past the end */
        facs_landmark_table_close(&table);
        assert_null(table);
    }
}

/* Frames missing from the table have no face; frames not asked for are skipped. */
static void test_gaps(void **state)
{
    (void)state;
    start(",", 0);
    add_row(",", 2, 20, -1);
    add_row(",", 5, 50, -1);
    add("\n");
    add_row(",", 8, 80, -1);
    facs_landmark_table *table = open_text();
    assert_true(read_first(table, 0) == 0);
    assert_true(read_first(table, 1) == 20.5f);
    assert_true(read_first(table, 2) == 0);
    assert_true(read_first(table, 7) == 80.5f);
    facs_landmark_table_close(&table);
}

static void test_several_faces(void **state)
{
    (void)state;
    start(",", 0);
    add_row(",", 1, 10, -1);
    add_row(",", 1, 60, -1);
    add_row(",", 2, 20, -1);
    facs_landmark_table *table = open_text();
    assert_true(read_first(table, 0) == 10.5f);
    assert_true(read_first(table, 1) == 20.5f);
    facs_landmark_table_close(&table);
}

static void expect_open_failure(int status, const char *words)
{
    facs_landmark_table *table;
    facs_error error;
    write_file(in_folder("points.csv"), text, strlen(text));
    assert_int_equal(facs_landmark_table_open(&table, in_folder("points.csv"), NULL, &error),
                     status);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_non_null(strstr(error.text, words));
    assert_null(table);
}

static void test_no_such_table(void **state)
{
    (void)state;
    facs_landmark_table *table;
    facs_error error;
    assert_int_equal(facs_landmark_table_open(&table, in_folder("absent.csv"), NULL, &error),
                     -ENOENT);
    assert_non_null(strstr(error.text, "absent.csv"));
    text[0] = 0;
    expect_open_failure(-EINVAL, "empty");
    add("frame,x_0,y_0\n1,2,3\n");
    expect_open_failure(-EINVAL, "x_67");
    start(",", 0);
    text[strlen(text) - 1] = 0;
    add(",x_5\n");
    expect_open_failure(-EINVAL, "once");
    text[0] = 0;
    add("\x01\x02\xff\xfe random");
    expect_open_failure(-EINVAL, "is not a text file");
    text[0] = 0;
    add("frame;x_0;y_0\n1;2,5;3\n");
    expect_open_failure(-EINVAL, "separated by semicolons");
}

/* As OpenFace on Windows writes it: no face in that frame, no other face instead, and a warning. */
static void test_rows_without_numbers(void **state)
{
    (void)state;
    facs_landmark_table *table;
    facs_warnings *warnings;
    facs_warning warning;
    start(",", 1);
    add_row(",", 1, 10, 1);
    add_row(",", 2, 20, 1);
    memcpy(strstr(text, "\n2,") + 3, "-nan(ind),0", 11); /* instead of 120.5,121.5 */
    add_row(",", 2, 70, 1);
    add_row(",", 3, 30, 0);
    memcpy(strstr(text, "\n3,") + 3, "nan  ", 5); /* without a face, no numbers are expected */
    add_row(",", 4, 40, 1);
    write_file(in_folder("points.csv"), text, strlen(text));
    assert_int_equal(facs_warnings_open(&warnings, "clip", NULL), 0);
    assert_int_equal(facs_landmark_table_open(&table, in_folder("points.csv"), warnings, NULL), 0);
    assert_true(read_first(table, 0) == 10.5f);
    assert_true(read_first(table, 1) == 0);
    assert_true(read_first(table, 2) == 0);
    assert_true(read_first(table, 3) == 40.5f);
    assert_int_equal(facs_warnings_get(warnings, 0, &warning), 0);
    assert_int_equal(warning.count, 1);
    assert_int_equal(warning.first_frame, 1);
    assert_non_null(strstr(warning.text, "1 row of the given landmarks lacks a number"));
    assert_int_equal(facs_warnings_kinds(warnings), 1);
    facs_landmark_table_close(&table);
    facs_warnings_close(&warnings);
}

static void expect_read_failure(const char *words)
{
    float points[136];
    facs_error error = {0};
    facs_landmark_table *table = open_text();
    int status = 0;
    for (int64_t n = 0; n < 4 && status == 0; n++)
        status = facs_landmark_table_read(table, n, points, &error);
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_non_null(strstr(error.text, words));
    facs_landmark_table_close(&table);
}

static void test_damaged_rows(void **state)
{
    (void)state;
    start(",", 0);
    add_row(",", 1, 10, -1);
    text[strlen(text) - 20] = 'q'; /* within the last numbers */
    expect_read_failure("line 2");

    start(",", 0);
    add("1,2,3\n");
    expect_read_failure("as many cells");

    start(",", 0);
    add_row(",", 0, 10, -1);
    expect_read_failure("at least 1");

    start(",", 0);
    add_row(",", 2, 10, -1);
    add_row(",", 1, 10, -1);
    expect_read_failure("ascending");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_separators, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_gaps, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_several_faces, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_no_such_table, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_rows_without_numbers, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_rows, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests_name("landmark_table", tests, NULL, NULL);
}
