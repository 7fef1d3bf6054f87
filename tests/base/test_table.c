/* Tables as facs, OpenFace's versions and spreadsheets write them, and damaged ones. */
#include "cmocka_all.h"
#include "make_clip.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
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

/* One string of several literals: not within the list, where a comma may seem forgotten. */
#define PANDAS                                                                                     \
    ",a,b,\"a \"\"remark\"\", of\r\ntwo lines\"\n"                                                 \
    "0,1,2.5,\"x,\ny\"\n1,3,-nan(ind),\"\"\"\"\n"

/* The same cells in every dress: all give a = 1, 3 and b = 2.5, nan. */
static void quotes_marks_and_line_ends(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\"a\",\"b\"\n1,2.5\n3,NA\n",
        "\"a\",\"b\"\r\n\"1\",\"2.5\"\r\n\"3\",\"\"\r\n",
        "\357\273\277\"a\",\"b\"\r1,2.5\r3,nan",                     /* CR alone, as old Macs */
        "sep=,\r\n a , \"b\" \r\n 1 , \" 2.5 \" \r\n\r\n3,\r\n\032", /* Excel's and DOS's own */
        "\"\",\"a\",\"b\"\n\"1\",1,2.5\n\"2\",3,NA\n",               /* R's write.csv() */
        "\"a\",\"b\"\n\"1\",1,2.5\n\"2\",3,NA\n", /* R's write.table(sep = ",") */
        PANDAS,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        facs_table *table = open_text(texts[i]);
        const int columns[] = {facs_table_column(table, "a", 0), facs_table_column(table, "b", 0)};
        double values[2];
        facs_error error = {0};
        assert_true(columns[0] >= 0 && columns[1] == columns[0] + 1);
        assert_int_equal(facs_table_read(table, columns, 2, values, &error), 1);
        assert_true(values[0] == 1 && values[1] == 2.5);
        if (facs_table_read(table, columns, 2, values, &error) != 1)
            fail_msg("table %zu: %s", i, error.text);
        assert_true(values[0] == 3 && isnan(values[1]));
        assert_int_equal(facs_table_read(table, columns, 2, values, &error), 0);
        if (i == 6) { /* lines within quotes are counted */
            assert_string_equal(facs_table_name(table, 3), "a \"remark\", of\r\ntwo lines");
            assert_int_equal(facs_table_line(table), 5);
        }
        facs_table_close(&table);
    }
}

static void what_programs_write_for_no_number(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "-nan(ind)", "nan(snan)", "1.#QNAN", "-1.#IND", "1.#INF00", "-1.#J", "+inf",
        "Infinity",  "#N/A",      "#DIV/0!", "n/a",     "<NA>",     "None",  "null",
        "NULL",      ".",         "\"NA\"",  "-NaN",    "nan(0x1)", "-"};
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        char text[64];
        double values[2] = {0, 0};
        const int columns[] = {0, 1};
        snprintf(text, sizeof(text), "a,b\n%s,7\n", cells[i]);
        facs_table *table = open_text(text);
        if (facs_table_read(table, columns, 2, values, NULL) != 1 || !isnan(values[0]))
            fail_msg("%s is taken for a number", cells[i]);
        assert_true(values[1] == 7);
        facs_table_close(&table);
    }
}

/* Blocks of 64 KiB end anywhere: within a CRLF, between two quotes, behind the first of a mark. */
static void records_across_blocks(void **state)
{
    (void)state;
    enum { PAD = 65530 };
    static const char tail[] = "\"\r\n\"1\",\"a\"\"b\"\r\n";
    char *text = malloc(PAD + 64);
    assert_non_null(text);
    for (int shift = 0; shift < 16; shift++) {
        const int columns[] = {0};
        double value;
        memcpy(text, "x,\"", 3);
        memset(text + 3, 'y', (size_t)(PAD - 3 - shift));
        memcpy(text + PAD - shift, tail, sizeof(tail));
        facs_table *table = open_text(text);
        assert_int_equal(strlen(facs_table_name(table, 1)), PAD - 3 - shift);
        assert_int_equal(facs_table_read(table, columns, 1, &value, NULL), 1);
        assert_true(value == 1);
        assert_int_equal(facs_table_line(table), 2);
        assert_int_equal(facs_table_read(table, columns, 1, &value, NULL), 0);
        facs_table_close(&table);
    }
    free(text);
}

static void refuse_bytes(const void *text, size_t length, const char *words)
{
    const int columns[] = {0, 1};
    double values[2];
    facs_error error = {0};
    facs_table *table;
    write_file(in_folder("a.csv"), text, length);
    int status = facs_table_open(&table, in_folder("a.csv"), &error);
    if (status == 0)
        status = facs_table_read(table, columns, 2, values, &error);
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    if (!strstr(error.text, words))
        fail_msg("%s, expected: %s", error.text, words);
    facs_table_close(&table);
}

static void refuse(const char *text, const char *words)
{
    refuse_bytes(text, strlen(text), words);
}

static void other_separators_are_named(void **state)
{
    (void)state;
    refuse("frame;a;b\n1;2;3\n", "separated by semicolons: expected commas,");
    refuse("\"frame\";\"a\"\n1;2,5\n",
           "separated by semicolons, and its numbers have decimal commas: expected commas between "
           "cells and decimal points");
    refuse("sep=;\nframe;a\n1;2\n", "separated by semicolons");
    refuse("frame\ta\tb\n1\t2\t3\n", "separated by tabs: expected commas,");
    refuse("frame\ta\n1\t2,5\n", "separated by tabs, and its numbers have decimal commas");
    refuse("frame|a\n1|2\n", "separated by bars");
    refuse("\"frame\" \"a\"\n\"1\" 1 2\n", "separated by blanks");
    refuse("a,b\n1,5,2,5\n", "do its numbers have decimal commas?");
    refuse("a,b\n\"1,5\",2\n", "\"1,5\" is not a number: expected one with a decimal point");
    facs_table *table = open_text("one name of many words\n1\n"); /* of one column */
    facs_table_close(&table);
}

/* Names in UTF-8 of any script, and some in Latin-1, are names. */
static void names_beyond_ascii(void **state)
{
    (void)state;
    static const char *const texts[] = {"\303\244\303\266\303\274\303\237\303\251,b\n1,2\n",
                                        "\346\227\245\346\234\254\350\252\236\343\201\256,b\n1,2\n",
                                        "gr\374\337e,aus,dem,s\374den,und,norden,b\n"};
    for (int i = 0; i < 3; i++) {
        facs_table *table = open_text(texts[i]);
        assert_true(facs_table_column(table, "b", 0) > 0);
        facs_table_close(&table);
    }
}

/* As Excel's "Unicode text" begins, but with commas: more than is read at a time, and letters whose
 * halves are in two blocks. */
static void utf16_is_read_as_utf8(void **state)
{
    (void)state;
    enum { ROWS = 30000, ROW = 9 }; /* units in a row */
    static const uint16_t header[] = {0xfeff, 0xe9, ',', 0x4e2d, '\r', '\n'};
    const size_t head = sizeof(header) / sizeof(header[0]), units = head + (size_t)ROWS * ROW;
    uint16_t *text = malloc(units * sizeof(*text));
    unsigned char *bytes = malloc(2 * units);
    assert_true(text && bytes);
    memcpy(text, header, sizeof(header));
    for (size_t i = 0; i < ROWS; i++) {
        const uint16_t row[ROW] = {
            (uint16_t)('0' + i % 10), ',', '"', 0xd83d, 0xde00, 0x20ac, '"', '\r', '\n'};
        memcpy(text + head + i * ROW, row, sizeof(row));
    }
    for (int is_big = 0; is_big < 2; is_big++) {
        for (size_t i = 0; i < units; i++) {
            bytes[2 * i + !is_big] = (unsigned char)(text[i] >> 8);
            bytes[2 * i + is_big] = (unsigned char)text[i];
        }
        facs_table *table;
        facs_error error;
        const int columns[] = {0};
        double value;
        write_file(in_folder("a.csv"), bytes, 2 * units);
        assert_int_equal(facs_table_open(&table, in_folder("a.csv"), &error), 0);
        assert_int_equal(facs_table_column(table, "\303\251", 0), 0);
        assert_int_equal(facs_table_column(table, "\344\270\255", 0), 1);
        for (int i = 0; i < ROWS; i++) {
            assert_int_equal(facs_table_read(table, columns, 1, &value, &error), 1);
            assert_true(value == i % 10);
            assert_string_equal(facs_table_text(table, 1), "\360\237\230\200\342\202\254");
        }
        assert_int_equal(facs_table_read(table, columns, 1, &value, &error), 0);
        facs_table_close(&table);
    }
    free(text);
    free(bytes);
}

static void what_is_no_table_is_named(void **state)
{
    (void)state;
    refuse_bytes("\377\376a\0,\0b\0\330", 9, "a.csv is damaged text in UTF-16: save it as");
    refuse_bytes("\376\377\0a\0,\0b\330\0\0\n", 12, "a.csv is damaged text in UTF-16");
    refuse_bytes("a\0,\0b\0\n\0", 8, "is text in UTF-16");
    refuse_bytes("\0a\0,\0b\0\n", 8, "is text in UTF-16");
    refuse_bytes("PK\3\4rest", 8, "is a workbook or another zip archive");
    refuse_bytes("\320\317\021\340rest", 8, "is an old workbook");
    refuse_bytes("\037\213rest", 6, "is compressed by gzip");
    refuse_bytes("SQLite format 3\0rest", 20, "is an SQLite database");
    refuse_bytes("a,\1b\n1,2\n", 9, "is not a text file: expected a CSV");
    refuse_bytes("\0\0\0\0\0\0", 6, "is not a text file: expected a CSV");
    refuse("\200\200\200\200\200\200\200\200", "is not a text file: expected a CSV");
    refuse("\351;\300a\377\262,\361\362;x\240\n", "is not a text file: expected a CSV");
    refuse_bytes("a,b\n1,\0002\n", 9, "line 2 has a NUL");
    refuse("a,\"b\n1,2\n3,4\n", "line 1 opens a quote that is not closed");
    refuse("a,b\n1", "the file is cut short there");
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
    text[0] = '"';
    refuse(text, "line 1 opens a quote that is not closed");
    memset(text, ',', 4095); /* 4096 names, and one cell more in a row that R named */
    memcpy(text + 4095, "\n\"1\"", 4);
    memset(text + 4099, ',', 4096);
    text[4099 + 4096] = 0;
    refuse(text, "line 2 has another number of columns");
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

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(both_separators_line_ends_and_a_mark),
        IN_FOLDER(a_name_may_come_twice),
        IN_FOLDER(cells_without_a_number),
        IN_FOLDER(quotes_marks_and_line_ends),
        IN_FOLDER(what_programs_write_for_no_number),
        IN_FOLDER(records_across_blocks),
        IN_FOLDER(other_separators_are_named),
        IN_FOLDER(names_beyond_ascii),
        IN_FOLDER(utf16_is_read_as_utf8),
        IN_FOLDER(what_is_no_table_is_named),
        IN_FOLDER(damaged_tables),
        IN_FOLDER(an_empty_file_has_no_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
