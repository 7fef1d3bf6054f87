/* Results in memory: rows of a program's own, and tables that are read whole. */
#include "output/data.h"

#include "output/csv_faces.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 300 /* more than four times the first room */

static facs_data_column column_of(const facs_data *data, const char *name)
{
    facs_data_column column = {.size = sizeof(column)};
    assert_int_equal(facs_data_get(data, facs_data_find(data, name), &column), 0);
    return column;
}

static facs_result made_result(int n)
{
    facs_result r = {.size = sizeof(r), .index = 3 * n, .time = n / 7.0, .face_id = n % 3};
    r.success = n % 2;
    float *numbers = &r.confidence;
    for (size_t i = 0;
         i < (offsetof(facs_result, stage_ms) - offsetof(facs_result, confidence)) / 4; i++)
        numbers[i] = sinf((float)(n + 1) * (float)(i + 1)) * (float)(1 << i % 20);
    return r;
}

/* ---- Rows of a program's own ----------------------------------------------------------------- */

static void assert_row(const facs_data *data, int n, char *line)
{
    char *rest = NULL;
    int i = 0;
    for (char *cell = strtok_r(line, ",\n", &rest); cell; cell = strtok_r(NULL, ",\n", &rest)) {
        facs_data_column column = {.size = sizeof(column)};
        assert_int_equal(facs_data_get(data, i++, &column), 0);
        const double read = strtod(cell, NULL);
        const double kept = column.numbers ? column.numbers[n] : (double)column.integers[n];
        if (memcmp(&read, &kept, sizeof(read)) != 0)
            fail_msg("%s, row %d: %s, and %.17g in memory", column.name, n, cell, kept);
    }
    assert_int_equal(i, facs_data_columns(data));
}

static void test_rows_are_what_the_lines_say(void **state)
{
    static char line[FACS_CSV_LINE_SIZE];
    (void)state;
    for (int way = 0; way < 4; way++) {
        const int full = way & 1, still = way >> 1;
        facs_data *data;
        assert_int_equal(facs_data_open(&data, FACS_FEATURE_ALL, still, full), 0);
        assert_int_equal(facs_data_rows(data), 0);
        for (int n = 0; n < ROWS; n++) {
            const facs_result result = made_result(n);
            assert_int_equal(facs_data_add(data, &result), 0);
        }
        assert_int_equal(facs_data_rows(data), ROWS);
        assert_string_equal(facs_data_json(data), "");
        for (int n = 0; n < ROWS; n++) {
            const facs_result result = made_result(n);
            assert_true(facs_csv_line(line, sizeof(line), &result, FACS_FEATURE_ALL, full, still) >
                        0);
            assert_row(data, n, line);
        }
        facs_data_close(&data);
    }
}

/* As facs_column_get has it; whole numbers are the counts and choices. */
static void test_every_column_says_what_it_is(void **state)
{
    facs_data *data;
    facs_column known = {.size = sizeof(known)};
    facs_data_column column = {.size = sizeof(column)};
    int i = 0;
    (void)state;
    assert_int_equal(facs_data_open(&data, FACS_FEATURE_ALL, 0, 0), 0);
    for (; facs_column_get(i, FACS_FEATURE_ALL, 0, &known) == 0; i++) {
        assert_int_equal(facs_data_get(data, i, &column), 0);
        assert_string_equal(column.name, known.name);
        assert_ptr_equal(column.unit, known.unit);
        assert_ptr_equal(column.meaning, known.meaning);
        assert_true(column.feature == known.feature && column.decimals == known.decimals &&
                    column.final == known.final);
        const int whole = strcmp(known.name, "frame") == 0 || strcmp(known.name, "face_id") == 0 ||
                          strcmp(known.name, "success") == 0 || strcmp(known.name, "quality") == 0;
        assert_true((column.integers != NULL) == whole && (column.numbers == NULL) == whole);
    }
    assert_int_equal(facs_data_columns(data), i);
    assert_int_equal(facs_data_get(data, i, &column), -ERANGE);
    assert_int_equal(facs_data_get(data, -1, &column), -ERANGE);
    assert_int_equal(facs_data_find(data, "AU99_r"), -1);
    memset(&column, '#', sizeof(column)); /* a program built when the struct was shorter */
    column.size = offsetof(facs_data_column, numbers);
    assert_int_equal(facs_data_get(data, 0, &column), 0);
    assert_string_equal(column.name, "frame");
    assert_int_equal(*(const char *)&column.numbers, '#');
    facs_data_close(&data);
}

static void test_numbers_that_are_none(void **state)
{
    facs_data *data;
    facs_result result = {.size = sizeof(result), .time = INFINITY, .confidence = NAN};
    (void)state;
    result.pose[0] = -INFINITY;
    result.pose[1] = FLT_MAX;
    for (int full = 0; full < 2; full++) {
        assert_int_equal(facs_data_open(&data, FACS_FEATURE_POSE, 0, full), 0);
        assert_int_equal(facs_data_add(data, &result), 0);
        assert_true(isnan(column_of(data, "timestamp").numbers[0]));
        assert_true(isnan(column_of(data, "confidence").numbers[0]));
        assert_true(isnan(column_of(data, "pose_Tx").numbers[0]));
        assert_true((float)column_of(data, "pose_Ty").numbers[0] == FLT_MAX);
        facs_data_close(&data);
    }
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static facs_data *read_table(const char *text)
{
    facs_data *data;
    facs_error error;
    write_text(scratch("t.csv"), text);
    if (facs_data_read(&data, scratch("t.csv"), &error) < 0)
        fail_msg("%s", error.text);
    return data;
}

static void test_a_table_of_another_program(void **state)
{
    (void)state;
    facs_data *data = read_table("frame, face_id, AU01_r, mine\n1, 0, 0.5, 7\n2, NA, , 8.25\n");
    assert_int_equal(facs_data_rows(data), 2);
    assert_int_equal(facs_data_columns(data), 4);
    const int64_t *frame = column_of(data, "frame").integers;
    assert_true(frame && frame[0] == 1 && frame[1] == 2);
    const double *face = column_of(data, "face_id").numbers; /* not all of them are known */
    assert_true(face && face[0] == 0 && isnan(face[1]));
    const facs_data_column au = column_of(data, "AU01_r"), mine = column_of(data, "mine");
    assert_true(au.numbers[0] == 0.5 && isnan(au.numbers[1]));
    assert_string_equal(au.unit, "0 to 5");
    assert_string_equal(au.meaning, "Inner brow raiser");
    assert_true(au.feature == FACS_FEATURE_AUS && au.decimals == 2 && !au.final);
    assert_true(mine.numbers[1] == 8.25 && mine.feature == 0 && mine.decimals == -1);
    assert_string_equal(mine.unit, "");
    assert_string_equal(mine.meaning, "");
    const facs_result result = {.size = sizeof(result)};
    assert_int_equal(facs_data_add(data, &result), -EINVAL);
    assert_string_equal(facs_data_json(data), "");
    facs_data_close(&data);
}

static void test_whole_numbers_that_are_none(void **state)
{
    (void)state;
    facs_data *data = read_table("frame,success,face_id\n1.5,1e300,-3\n");
    assert_true(column_of(data, "frame").numbers[0] == 1.5);
    assert_true(column_of(data, "success").numbers[0] == 1e300);
    assert_int_equal(column_of(data, "face_id").integers[0], -3);
    facs_data_close(&data);
}

/* The confidence of an image has a decimal more than a video's. */
static void test_a_table_of_an_image(void **state)
{
    (void)state;
    facs_data *data = read_table("face,confidence\n0,0.987\n");
    assert_int_equal(column_of(data, "face").integers[0], 0);
    assert_int_equal(column_of(data, "confidence").decimals, 3);
    facs_data_close(&data);
    data = read_table("frame,confidence\n1,0.98\n");
    assert_int_equal(column_of(data, "confidence").decimals, 2);
    facs_data_close(&data);
}

static void test_tables_with_nothing(void **state)
{
    (void)state;
    facs_data *data = read_table("");
    assert_true(facs_data_rows(data) == 0 && facs_data_columns(data) == 0);
    facs_data_close(&data);
    data = read_table("frame,AU01_r\n");
    assert_true(facs_data_rows(data) == 0 && facs_data_columns(data) == 2);
    assert_non_null(column_of(data, "frame").integers);
    assert_non_null(column_of(data, "AU01_r").numbers);
    facs_data_close(&data);
}

static void test_what_is_not_a_table(void **state)
{
    facs_data *data = (facs_data *)state;
    facs_error error;
    assert_int_equal(facs_data_read(&data, scratch("absent.csv"), &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_null(data);
    write_text(scratch("t.csv"), "frame,name\n1,Anna\n");
    assert_int_equal(facs_data_read(&data, scratch("t.csv"), &error), -EINVAL);
    assert_non_null(strstr(error.text, "line 2: \"Anna\" is not a number"));
    assert_null(data);
}

/* ---- The NAME.json beside it ----------------------------------------------------------------- */

static const char *json_of(const char *csv)
{
    static char text[512];
    facs_data *data;
    assert_int_equal(facs_data_read(&data, scratch(csv), NULL), 0);
    snprintf(text, sizeof(text), "%s", facs_data_json(data));
    facs_data_close(&data);
    return text;
}

static void test_the_json_beside_a_table(void **state)
{
    static const char ours[] = "{\n \"program\": \"facs\",\n \"results\": []\n}\n";
    static const char other[] = "{\"program\": \"facs\", \"results\": [{\"file\": \"other.csv\", "
                                "\"rows\": 9, \"bytes\": 9, \"sha256\": \"00\"}]}";
    (void)state;
    write_text(scratch("a.csv"), "frame\n1\n");
    write_text(scratch("a_face00.csv"), "frame\n1\n");
    write_text(scratch("a_face00_face01.csv"), "frame\n1\n");
    assert_string_equal(json_of("a.csv"), "");
    write_text(scratch("a.json"), ours);
    assert_string_equal(json_of("a.csv"), ours);
    assert_string_equal(json_of("a_face00.csv"), ours);
    assert_string_equal(json_of("a_face00_face01.csv"), "");
    write_text(scratch("a.json"), other); /* the table was put there later */
    assert_string_equal(json_of("a.csv"), "");
    write_text(scratch("a.json"), "{\"program\": \"other\"}");
    assert_string_equal(json_of("a.csv"), "");
    write_text(scratch("a.json"), "{\"program\": \"fa");
    assert_string_equal(json_of("a.csv"), "");
}

static void assert_whole(const char *path, const char *expected)
{
    char *whole = facs_csv_whole_path(path);
    assert_string_equal(whole, expected);
    free(whole);
}

static void test_names_of_faces(void **state)
{
    (void)state;
    assert_whole("a/b_face00.csv", "a/b.csv");
    assert_whole("b_face31", "b");
    assert_whole("b_face123.csv", "b.csv");
    assert_whole("b_face1.csv", "b_face1.csv"); /* facs writes two digits, and more if needed */
    assert_whole("b_face012.csv", "b_face012.csv");
    assert_whole("b_face1234567890.csv", "b_face1234567890.csv");
    assert_whole("b_face.csv", "b_face.csv");
    assert_whole("_face00.csv", "_face00.csv"); /* of nothing */
    assert_whole("00.csv", "00.csv");
    assert_whole("face00.csv", "face00.csv");
    assert_whole("", "");
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_what_the_lines_say),
        cmocka_unit_test(test_every_column_says_what_it_is),
        cmocka_unit_test(test_numbers_that_are_none),
        IN_SCRATCH(test_a_table_of_another_program),
        IN_SCRATCH(test_whole_numbers_that_are_none),
        IN_SCRATCH(test_a_table_of_an_image),
        IN_SCRATCH(test_tables_with_nothing),
        IN_SCRATCH(test_what_is_not_a_table),
        IN_SCRATCH(test_the_json_beside_a_table),
        cmocka_unit_test(test_names_of_faces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
