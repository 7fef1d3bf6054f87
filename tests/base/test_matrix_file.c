/* Matrices of binary model files: what is read, and what is refused before memory is asked for. */
#include "cmocka_all.h"
#include "made_network.h"

#include "base/matrix_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_error error;

static facs_file head(int rows, int columns, int type, int values)
{
    made_bytes bytes = {0};
    made_head(&bytes, rows, columns, type);
    for (int i = 0; i < values; i++)
        made_int(&bytes, i);
    facs_file file = made_file_of(&bytes, bytes.size);
    file.error = &error;
    free(bytes.data);
    return file;
}

/* Read a head where rows and columns are wanted so (0: any); its status. */
static int read_head(facs_file file, facs_matrix_type type, int *rows, int *columns)
{
    memset(&error, 0, sizeof(error));
    int status = facs_matrix_head(&file, type, rows, columns, "things");
    if (status) {
        assert_int_equal(status, -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "made"));
        assert_non_null(strstr(error.text, "things"));
    }
    facs_file_free(&file);
    return status;
}

static void a_head_says_how_many_values_follow(void **state)
{
    (void)state;
    int rows = 0, columns = 0;
    assert_int_equal(read_head(head(2, 3, 5, 6), FACS_MATRIX_FLOAT32, &rows, &columns), 0);
    assert_int_equal(rows, 2);
    assert_int_equal(columns, 3);
    assert_int_equal(read_head(head(2, 3, 4, 6), FACS_MATRIX_INT32, &rows, &columns), 0);
    assert_int_equal(read_head(head(2, 3, 6, 12), FACS_MATRIX_FLOAT64, &rows, &columns), 0);
}

static void heads_that_are_not_so_are_refused(void **state)
{
    (void)state;
    static const struct {
        int rows, columns, type, values;
    } bad[] = {
        {2, 3, 5, 5},         /* a value is missing */
        {2, 3, 6, 11},        /* half a value is missing */
        {2, 3, 4, 6},         /* of another type */
        {0, 3, 5, 6},         /* none */
        {-2, -3, 5, 6},       /* whose product would be right */
        {65536, 65536, 5, 6}, /* whose product is 0 in 32 bits */
        {INT32_MAX, INT32_MAX, 5, 6},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int rows = 0, columns = 0;
        facs_matrix_type type = bad[i].type == 6 ? FACS_MATRIX_FLOAT64 : FACS_MATRIX_FLOAT32;
        assert_int_equal(read_head(head(bad[i].rows, bad[i].columns, bad[i].type, bad[i].values),
                                   type, &rows, &columns),
                         -EINVAL);
    }
    int two = 2, four = 4;
    assert_int_equal(read_head(head(2, 3, 5, 6), FACS_MATRIX_FLOAT32, &two, &four), -EINVAL);
    assert_int_equal(read_head(head(3, 4, 5, 12), FACS_MATRIX_FLOAT32, &two, &four), -EINVAL);
}

static void floats_are_finite_and_moderate(void **state)
{
    (void)state;
    static const double good[] = {-1e6, 0.5, 1e6}, bad[] = {NAN, INFINITY, -INFINITY, 1.1e6, 1e300};
    made_bytes bytes = {0};
    float values[3];

    for (int i = 0; i < 3; i++)
        made_double(&bytes, good[i]);
    for (int i = 0; i < 3; i++)
        made_float(&bytes, (float)good[i]);
    facs_file file = made_file_of(&bytes, bytes.size);
    file.error = &error;
    assert_int_equal(facs_matrix_floats(&file, FACS_MATRIX_FLOAT64, values, 3, "things"), 0);
    for (int i = 0; i < 3; i++)
        assert_true((double)values[i] == good[i]);
    assert_int_equal(facs_matrix_floats(&file, FACS_MATRIX_FLOAT32, values, 3, "things"), 0);
    for (int i = 0; i < 3; i++)
        assert_true((double)values[i] == good[i]);
    assert_int_equal(facs_matrix_floats(&file, FACS_MATRIX_FLOAT32, values, 1, "things"),
                     -EINVAL); /* there is no more */
    facs_file_free(&file);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bytes.size = 0;
        made_double(&bytes, bad[i]);
        made_float(&bytes, (float)bad[i]);
        file = made_file_of(&bytes, bytes.size);
        assert_int_equal(facs_matrix_floats(&file, FACS_MATRIX_FLOAT64, values, 1, "things"),
                         -EINVAL);
        file.at = 8;
        file.status = 0;
        assert_int_equal(facs_matrix_floats(&file, FACS_MATRIX_FLOAT32, values, 1, "things"),
                         -EINVAL);
        facs_file_free(&file);
    }
    free(bytes.data);
}

/* Every float that is passed over is looked at, whichever its place and however many there are. */
static void floats_that_are_not_needed_yet_are_checked(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 7.5000005f, -7.5000005f};

    for (size_t count = 1; count < 20; count++)
        for (size_t wrong = 0; wrong <= count; wrong++) { /* count: none */
            made_bytes bytes = {0};
            for (size_t i = 0; i < count; i++)
                made_float(&bytes, i == wrong ? bad[(count + wrong) % 5] : i % 2 ? 7.5f : -7.5f);
            made_float(&bytes, NAN);
            facs_file file = made_file_of(&bytes, bytes.size);
            file.error = &error;
            const int expected = wrong == count ? 0 : -EINVAL;
            assert_int_equal(facs_matrix_pass_floats(&file, count, 7.5f, "things"), expected);
            assert_true(expected < 0 || file.at == 4 * count);
            assert_int_equal(facs_matrix_pass_floats(&file, 2, 7.5f, "things"), -EINVAL);
            facs_file_free(&file);
            free(bytes.data);
        }
}

static void whole_numbers_are_within_their_range(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    int32_t values[3];

    for (int i = -1; i < 2; i++)
        made_int(&bytes, i);
    facs_file file = made_file_of(&bytes, bytes.size);
    file.error = &error;
    assert_int_equal(facs_matrix_ints(&file, values, 3, (const int[]){-1, 1}, "things"), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(values[i], i - 1);
    file.at = 0;
    assert_int_equal(facs_matrix_ints(&file, values, 3, (const int[]){0, 1}, "things"), -EINVAL);
    /* The failure stays, although these would do. */
    file.at = 0;
    assert_int_equal(facs_matrix_ints(&file, values, 3, (const int[]){-1, 1}, "others"), -EINVAL);
    assert_int_equal(file.at, 0);
    assert_null(strstr(error.text, "others"));
    file.status = 0;
    assert_int_equal(facs_matrix_ints(&file, values, 3, (const int[]){-1, 0}, "things"), -EINVAL);
    facs_file_free(&file);
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_says_how_many_values_follow),
        cmocka_unit_test(heads_that_are_not_so_are_refused),
        cmocka_unit_test(floats_are_finite_and_moderate),
        cmocka_unit_test(floats_that_are_not_needed_yet_are_checked),
        cmocka_unit_test(whole_numbers_are_within_their_range),
    };
    return cmocka_run_group_tests_name("matrix_file", tests, NULL, NULL);
}
