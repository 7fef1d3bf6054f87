/* Tables as facs, OpenFace's versions and spreadsheets write them, and damaged ones. */
#include "cmocka_all.h"
#include "make_clip.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_table *open_text(const char *text)
{
    facs_table *table;
    facs_error error;
    write_file(in_folder("a.csv"), text, strlen(text));
    if (facs_table_open(&table, in_folder("a.csv"), &error) < 0)
        fail_msg("%s", error.text);
    return table;
}

static void both_separators_line_ends_and_a_mark(void **state)
{
    (void)state;
    static const char *const texts[] = {"frame,x,AU12_r\n1,2.5,3\n\n2,-1e1,4\n",
                                        "frame, x, AU12_r\r\n1, 2.5, 3\r\n  \r\n2, -1e1, 4",
                                        "\357\273\277frame ,x\t, AU12_r \n 1,2.5 ,3\n2,-1e1,4\n"};
    for (int i = 0; i < 3; i++) {
        facs_table *table = open_text(texts[i]);
        const int columns[] = {facs_table_column(table, "AU12_r", 0),
                               facs_table_column(table, "x", 0),
                               facs_table_column(table, "absent", 0)};
        double values[3];
        facs_error error;
        assert_int_equal(columns[0], 2);
        assert_int_equal(columns[2], -1);
        assert_string_equal(facs_table_name(table, 0), "frame");
        assert_null(facs_table_name(table, 3));
        assert_int_equal(facs_table_read(table, columns, 3, values, &error), 1);
        assert_true(values[0] == 3 && values[1] == 2.5 && isnan(values[2]));
        assert_int_equal(facs_table_line(table), 2);
        assert_int_equal(facs_table_read(table, columns, 3, values, &error), 1);
        assert_true(values[0] == 4 && values[1] == -10);
        assert_int_equal(facs_table_line(table), 4 - (i == 2));
        assert_int_equal(facs_table_read(table, columns, 3, values, &error), 0);
        facs_table_close(&table);
        assert_null(table);
    }
}

static void a_name_may_come_twice(void **state)
{
    (void)state;
    facs_table *table = open_text("a,b,a\n");
    assert_int_equal(facs_table_column(table, "a", 0), 0);
    assert_int_equal(facs_table_column(table, "a", 1), 2);
    assert_int_equal(facs_table_column(table, "a", 3), -1);
    facs_table_close(&table);
}

static void cells_without_a_number(void **state)
{
    (void)state;
    facs_table *table = open_text("a,b,c,d,e,f,g\n,nan,-nan(ind),NaN,inf,-inf,NA\n");
    const int columns[] = {0, 1, 2, 3, 4, 5, 6};
    double values[7];
    assert_int_equal(facs_table_read(table, columns, 7, values, NULL), 1);
    for (int i = 0; i < 7; i++)
        assert_true(isnan(values[i]));
    facs_table_close(&table);
}

static void refuse(const char *text, const char *words)
{
    const int columns[] = {0, 1};
    double values[2];
    facs_error error = {0};
    facs_table *table;
    write_file(in_folder("a.csv"), text, strlen(text));
    int status = facs_table_open(&table, in_folder("a.csv"), &error);
    if (status == 0)
        status = facs_table_read(table, columns, 2, values, &error);
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    if (!strstr(error.text, words))
        fail_msg("%s, expected: %s", error.text, words);
    facs_table_close(&table);
}

static void damaged_tables(void **state)
{
    (void)state;
    facs_table *table;
    facs_error error;
    assert_int_equal(facs_table_open(&table, in_folder("absent.csv"), &error), -ENOENT);
    assert_non_null(strstr(error.text, "absent.csv cannot be read"));
    assert_null(table);
    assert_int_equal(facs_table_open(&table, in_folder(""), &error), -EISDIR);
    refuse("a,b\n1,2,3\n", "line 2 has another number of columns");
    refuse("a,b\n1\n", "line 2 has another number of columns");
    refuse("a,b\n1,0x10\n", "line 2: \"0x10\" is not a number: expected one in column b");

    /* 256 KiB is the longest line, with its end and a NUL; 4096 columns are the most. */
    char *text = malloc(300000);
    assert_non_null(text);
    memset(text, ',', 300000);
    text[4096] = '\n';
    text[4097] = 0;
    refuse(text, "at most 4096 columns");
    text[4095] = '\n';
    text[4096] = 0;
    table = open_text(text);
    assert_non_null(facs_table_name(table, 4095));
    facs_table_close(&table);
    memset(text, ' ', 300000);
    text[299999] = 0;
    refuse(text, "line 1 is too long");
    free(text);
}

static void an_empty_file_has_no_columns(void **state)
{
    (void)state;
    facs_table *table = open_text("");
    assert_null(facs_table_name(table, 0));
    assert_int_equal(facs_table_read(table, NULL, 0, NULL, NULL), 0);
    facs_table_close(&table);
}

static int set_up(void **state)
{
    (void)state;
    make_folder();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(both_separators_line_ends_and_a_mark),
        IN_FOLDER(a_name_may_come_twice),
        IN_FOLDER(cells_without_a_number),
        IN_FOLDER(damaged_tables),
        IN_FOLDER(an_empty_file_has_no_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
