/* The fast reader of rows, against the careful one of base/. */
#include "study/merge_reader.h"

#include "cmocka_all.h"
#include "folder.h"

#include "base/number.h"
#include "base/sha256.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 40

static facs_merge_reader *open_text(const char *text, size_t size, int hashed)
{
    facs_merge_reader *reader;
    facs_merge_line header;
    facs_error error = {.text = ""};
    write_file(in_folder("rows.csv"), text, size);
    if (facs_merge_reader_open(&reader, in_folder("rows.csv"), hashed, &header, &error) < 0)
        fail_msg("%s", error.text);
    return reader;
}

/* Writes a number in one of the forms of a CSV; repeatable. */
static int write_number(char *text, size_t size)
{
    static unsigned state = 1;
    unsigned random[4];
    for (int i = 0; i < 4; i++)
        random[i] = (state = state * 1103515245u + 12345u) >> 8;
    const double value =
        ((double)random[0] - 8e6) / pow(10, random[1] % 9) * (random[2] % 7 == 0 ? 0 : 1);
    switch (random[3] % 8) {
    case 0:
        return snprintf(text, size, "%.17g", value);
    case 1:
        return snprintf(text, size, "%.9e", value);
    case 2:
        return snprintf(text, size, " %.3f ", value);
    case 3:
        return snprintf(text, size, "\"%.2f\"", value);
    case 4:
        return snprintf(text, size, "%s", random[0] % 2 ? "-nan(ind)" : "");
    default:
        return snprintf(text, size, "%.*f", (int)(random[1] % 7), value);
    }
}

/* What the careful reader makes of the same cell. */
static double expected_number(const char *cell)
{
    char text[64];
    double value = 0;
    snprintf(text, sizeof(text), "%s", cell + strspn(cell, " \""));
    text[strcspn(text, " \"")] = 0;
    assert_int_equal(facs_number_parse_cell(text, &value), 0);
    return value;
}

/* More rows than one block, with lines that are split between two. */
static void test_numbers_of_every_form(void **state)
{
    (void)state;
    enum { ROWS = 2000 };
    double *expected = malloc(sizeof(double) * ROWS * COLUMNS), values[COLUMNS];
    char *text = malloc((size_t)ROWS * COLUMNS * 32);
    assert_non_null(expected);
    assert_non_null(text);
    size_t length = (size_t)sprintf(text, "header\n");
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        char cell[64];
        write_number(cell, sizeof(cell));
        expected[i] = expected_number(cell);
        length += (size_t)sprintf(text + length, "%s%s", cell,
                                  (i + 1) % COLUMNS ? ","
                                  : i % 3           ? "\n"
                                                    : "\r\n");
    }
    int to[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        to[i] = i;
    facs_merge_reader *reader = open_text(text, length, 1);
    facs_merge_line line;
    for (int row = 0; row < ROWS; row++) {
        assert_int_equal(facs_merge_reader_next(reader, to, COLUMNS, values, &line, NULL), 1);
        for (int i = 0; i < COLUMNS; i++) {
            const double other = expected[row * COLUMNS + i];
            if (memcmp(&values[i], &other, sizeof(other)) != 0 &&
                !(isnan(other) && isnan(values[i])))
                fail_msg("row %d, cell %d: %.17g and not %.17g", row, i, values[i], other);
        }
    }
    char sha256[65], direct[65];
    assert_int_equal(facs_merge_reader_next(reader, to, COLUMNS, values, &line, NULL), 0);
    assert_int_equal(facs_merge_reader_end(reader, sha256), length);
    facs_sha256(text, length, direct);
    assert_string_equal(sha256, direct);
    facs_merge_reader_close(&reader);
    free(expected);
    free(text);
}

static void test_plain_lines(void **state)
{
    (void)state;
    static const char text[] = "a,b\n1,2\n1, 2\n1,\n\n1,2e0\r\n3,4";
    static const int plain[] = {1, 0, 0, 0, 1};
    static const int to[] = {1, 0};
    facs_merge_reader *reader = open_text(text, sizeof(text) - 1, 0);
    facs_merge_line line;
    double values[2];
    for (int i = 0; i < 5; i++) {
        assert_int_equal(facs_merge_reader_next(reader, to, 2, values, &line, NULL), 1);
        assert_int_equal(line.plain, plain[i]);
    }
    assert_int_equal(line.length, 3);
    assert_memory_equal(line.text, "3,4", 3);
    assert_true(values[0] == 4 && values[1] == 3);
    assert_int_equal(facs_merge_reader_next(reader, to, 2, values, &line, NULL), 0);
    facs_merge_reader_close(&reader);
}

/* A picture's name is passed over, with its commas, quotes and line ends. */
static void test_text_is_passed_over(void **state)
{
    (void)state;
    static const char text[] = "a,picture\n1,x.jpg\n2,\"a,\"\"b\n\n,c\"\n\n3,\"d\r\n\"\r\n4,";
    static const int to[] = {0, -1}, first[] = {-1, 0};
    facs_merge_reader *reader = open_text(text, sizeof(text) - 1, 0);
    facs_merge_line line;
    facs_error error;
    double value;
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(facs_merge_reader_next(reader, to, 2, &value, &line, NULL), 1);
        assert_true(value == i && !line.plain);
    }
    assert_int_equal(facs_merge_reader_next(reader, to, 2, &value, &line, NULL), 0);
    facs_merge_reader_close(&reader);
    static const char other[] = "picture,a\n\"x,\"\",y\",5\n";
    reader = open_text(other, sizeof(other) - 1, 0);
    assert_int_equal(facs_merge_reader_next(reader, first, 2, &value, &line, NULL), 1);
    assert_true(value == 5);
    facs_merge_reader_close(&reader);
    static const char open[] = "a,picture\n1,\"x\n2,y\n,";
    reader = open_text(open, sizeof(open) - 1, 0);
    assert_int_equal(facs_merge_reader_next(reader, to, 2, &value, &line, &error), 1);
    assert_int_equal(facs_merge_reader_next(reader, to, 2, &value, &line, &error), 0);
    facs_merge_reader_close(&reader);
}

static void test_lines_that_are_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {"1",      "1,2,3", "1,x", "1,2\0003",     "1,..",
                                        "1,0x10", "1;2",   ",,",  "1,1e999999999"};
    static const int to[] = {0, 1};
    char text[64];
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const size_t length = i == 3 ? 5 : strlen(lines[i]);
        memcpy(text, "a,b\n", 4);
        memcpy(text + 4, lines[i], length);
        facs_merge_reader *reader = open_text(text, 4 + length, 0);
        facs_merge_line line;
        facs_error error = {.text = ""};
        double values[2];
        if (facs_merge_reader_next(reader, to, 2, values, &line, &error) != -EINVAL)
            fail_msg("%s is taken", lines[i]);
        assert_int_equal(error.kind, FACS_ERROR_INPUT);
        facs_merge_reader_close(&reader);
    }
}

static void test_a_line_without_end(void **state)
{
    (void)state;
    const size_t size = 600 * 1024;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, '1', size);
    memcpy(text, "a\n", 2);
    facs_merge_reader *reader = open_text(text, size, 0);
    facs_merge_line line;
    facs_error error;
    double value;
    static const int to[] = {0};
    assert_int_equal(facs_merge_reader_next(reader, to, 1, &value, &line, &error), -EINVAL);
    assert_non_null(strstr(error.text, "line 2 is too long"));
    facs_merge_reader_close(&reader);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_numbers_of_every_form, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_plain_lines, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_text_is_passed_over, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_lines_that_are_refused, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_line_without_end, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
