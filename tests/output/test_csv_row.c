/* A CSV row as text: what facs extract would write for a program's own result. */
#include "output/csv.h"

#include "cmocka_all.h"

#include <errno.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

static facs_result made_result(void)
{
    facs_result result = {.size = sizeof(result),
                          .index = 41,
                          .time = 1.3666666,
                          .face_id = 2,
                          .success = 1,
                          .confidence = 0.9876f};
    result.pose[0] = -0.04f;
    result.pose[5] = 0.25f;
    result.intensity[FACS_AU12_R] = 3.456f;
    result.presence[FACS_AU28_C] = 1;
    return result;
}

static const char *line_of(const facs_result *result, unsigned features, int full_precision,
                           int still)
{
    static char text[FACS_CSV_LINE_SIZE];
    const int length = facs_csv_line(text, sizeof(text), result, features, full_precision, still);
    assert_int_equal(length, strlen(text));
    return text;
}

static void test_rows(void **state)
{
    (void)state;
    const facs_result result = made_result();
    assert_string_equal(line_of(&result, 0, 0, 0), "42,2,1.367,0.99,1\n");
    assert_string_equal(line_of(&result, 0, 1, 0), "42,2,1.3666666,0.9876,1\n");
    assert_string_equal(line_of(&result, FACS_FEATURE_POSE, 0, 0),
                        "42,2,1.367,0.99,1,-0.0,0.0,0.0,0.000,0.000,0.250\n");
    assert_string_equal(line_of(&result, FACS_FEATURE_POSE, 1, 1), "2,0.9876,-0.04,0,0,0,0,0.25\n");
    const char *aus = line_of(&result, FACS_FEATURE_AUS, 0, 1);
    assert_true(strncmp(aus, "2,0.988,0.00,", 13) == 0);
    assert_non_null(strstr(aus, ",3.46,"));
    assert_string_equal(aus + strlen(aus) - 11, ",1.00,0.00\n");
}

/* Each cell is below its column, and the largest numbers fit. */
static void test_cells_stand_below_their_columns(void **state)
{
    (void)state;
    facs_result result = {.size = sizeof(result), .success = 1, .time = DBL_MAX};
    char header[FACS_CSV_LINE_SIZE], *cells[2] = {header, NULL};
    float *numbers = result.box;
    for (size_t i = 0; i < (offsetof(facs_result, stage_ms) - offsetof(facs_result, box)) / 4; i++)
        numbers[i] = -FLT_MAX;
    for (size_t i = 0; i < sizeof(result.measures) / 4; i++)
        ((float *)&result.measures)[i] = -FLT_MAX; /* as a whole number, quality too is long */
    for (int i = 0; i < FACS_PRESENCES; i++)
        result.corrected[i] = -FLT_MAX;
    assert_true(facs_csv_header(header, sizeof(header), FACS_FEATURE_ALL, 0) > 0);
    for (int full = 0; full < 2; full++) {
        int count[2] = {0};
        char row[FACS_CSV_LINE_SIZE];
        strcpy(row, line_of(&result, FACS_FEATURE_ALL, full, 0));
        cells[1] = row;
        for (int k = 0; k < 2; k++)
            for (const char *at = cells[k]; (at = strchr(at, ',')) != NULL; at++)
                count[k]++;
        assert_true(count[0] > 0);
        assert_int_equal(count[0], count[1]);
        const float last = strtof(strrchr(row, ',') + 1, NULL);
        assert_true(last == -FLT_MAX);
    }
}

/* A measure that was not taken is an empty cell; a value of OpenFace's columns never is. */
static void test_what_was_not_measured_is_empty(void **state)
{
    (void)state;
    facs_result result = {.size = sizeof(result), .success = 1, .confidence = NAN};
    result.measures.lid[0] = result.corrected[FACS_PRESENCES - 1] = NAN;
    result.measures.quality = 2;
    for (int full = 0; full < 2; full++) {
        const char *row = line_of(&result, FACS_FEATURE_MEASURES, full, 1);
        assert_memory_equal(row, full ? "0,nan,,0,0," : "0,nan,,0.00,0.000,", full ? 11 : 18);
        assert_non_null(strstr(row, full ? ",2,0,0" : ",2,0.00,0.00"));
        assert_string_equal(row + strlen(row) - 3, "0,\n");
    }
}

/* A buffer that is too small is refused, and nothing is written past its end. */
static void test_too_small(void **state)
{
    (void)state;
    const facs_result result = made_result();
    char whole[FACS_CSV_LINE_SIZE], text[FACS_CSV_LINE_SIZE];
    for (int row = 0; row < 2; row++) {
        const int length =
            row ? facs_csv_line(whole, sizeof(whole), &result, FACS_FEATURE_AUS, 0, 0)
                : facs_csv_header(whole, sizeof(whole), FACS_FEATURE_AUS, 0);
        for (size_t size = 0; size <= (size_t)length + 1; size++) {
            memset(text, '#', (size_t)length + 16);
            const int status = row ? facs_csv_line(text, size, &result, FACS_FEATURE_AUS, 0, 0)
                                   : facs_csv_header(text, size, FACS_FEATURE_AUS, 0);
            assert_int_equal(status, size == (size_t)length + 1 ? length : -ENOSPC);
            for (size_t i = size; i < size + 8; i++)
                assert_int_equal(text[i], '#');
        }
        assert_string_equal(text, whole);
    }
}

static void test_nothing_to_write_from_or_to(void **state)
{
    (void)state;
    char text[64];
    const facs_result result = made_result(), unfilled = {.size = 0};
    assert_int_equal(facs_csv_header(NULL, 64, 0, 0), -EINVAL);
    assert_int_equal(facs_csv_line(NULL, 64, &result, 0, 0, 0), -EINVAL);
    assert_int_equal(facs_csv_line(text, sizeof(text), NULL, 0, 0, 0), -EINVAL);
    assert_int_equal(facs_csv_line(text, sizeof(text), &unfilled, 0, 0, 0), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_cells_stand_below_their_columns),
        cmocka_unit_test(test_what_was_not_measured_is_empty),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_nothing_to_write_from_or_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
