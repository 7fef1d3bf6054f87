/* COMPAT's table of columns, written down a second time and compared. */
#include "output/csv_columns.h"

#include "cmocka_all.h"
#include "golden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const aus[] = {"01", "02", "04", "05", "06", "07", "09", "10", "12",
                                  "14", "15", "17", "20", "23", "25", "26", "28", "45"};

static int count(const facs_csv_options *options)
{
    char name[FACS_CSV_NAME_SIZE];
    const char *unit, *meaning;
    int n = 0;
    while (facs_csv_column(options, n, name, &unit, &meaning) == 0)
        n++;
    return n;
}

static char *written_header(const facs_csv_options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    facs_csv_write_header(file, options);
    assert_int_equal(fclose(file), 0);
    return text;
}

static char *append(char *at, const char *prefix, int n)
{
    for (int i = 0; i < n; i++)
        at += sprintf(at, ",%s%d", prefix, i);
    return at;
}

static void test_header_with_everything(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_ALL};
    char *expected = malloc(16384), *at = expected;
    (void)state;
    assert_non_null(expected);
    at += sprintf(at, "frame,face_id,timestamp,confidence,success,"
                      "gaze_0_x,gaze_0_y,gaze_0_z,gaze_1_x,gaze_1_y,gaze_1_z,"
                      "gaze_angle_x,gaze_angle_y");
    at = append(at, "eye_lmk_x_", 56);
    at = append(at, "eye_lmk_y_", 56);
    at = append(at, "eye_lmk_X_", 56);
    at = append(at, "eye_lmk_Y_", 56);
    at = append(at, "eye_lmk_Z_", 56);
    at += sprintf(at, ",pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz");
    at = append(at, "x_", 68);
    at = append(at, "y_", 68);
    at = append(at, "X_", 68);
    at = append(at, "Y_", 68);
    at = append(at, "Z_", 68);
    at += sprintf(at, ",p_scale,p_rx,p_ry,p_rz,p_tx,p_ty");
    at = append(at, "p_", 34);
    for (int i = 0; i < 18; i++)
        if (strcmp(aus[i], "28") != 0)
            at += sprintf(at, ",AU%s_r", aus[i]);
    for (int i = 0; i < 18; i++)
        at += sprintf(at, ",AU%s_c", aus[i]);
    sprintf(at, "\n");
    char *header = written_header(&options);
    assert_string_equal(header, expected);
    free(header);
    free(expected);
}

static void test_counts_of_columns(void **state)
{
    facs_csv_options options = {.features = FACS_FEATURE_ALL};
    (void)state;
    assert_int_equal(count(&options), 5 + 288 + 6 + 136 + 204 + 40 + 35); /* 714 */
    options.features = FACS_FEATURE_ALL & ~FACS_FEATURE_GAZE;
    assert_int_equal(count(&options), 426);
    options.features = 0;
    assert_int_equal(count(&options), 5);
    options.features = FACS_FEATURE_POSE;
    assert_int_equal(count(&options), 5 + 6);
    options.features = FACS_FEATURE_2D;
    assert_int_equal(count(&options), 5 + 136);
    options.features = FACS_FEATURE_3D;
    assert_int_equal(count(&options), 5 + 204);
    options.features = FACS_FEATURE_PDM;
    assert_int_equal(count(&options), 5 + 40);
    options.features = FACS_FEATURE_AUS;
    assert_int_equal(count(&options), 5 + 35);
    options.still_image = 1;
    assert_int_equal(count(&options), 2 + 35);
}

static void test_header_of_a_still_image(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_POSE, .still_image = 1};
    char *header = written_header(&options);
    (void)state;
    assert_string_equal(header,
                        "face,confidence,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz\n");
    free(header);
}

/* OpenFace's own header, without blanks. */
static void test_header_equals_openface(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_ALL};
    const char *path = shared_path("golden/csv/default.csv");
    char *line = NULL, *expected = calloc(1, 16384), *rest = NULL;
    size_t size = 0;
    (void)state;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(getline(&line, &size, file) > 0);
    fclose(file);
    for (char *name = strtok_r(line, ", \n", &rest); name; name = strtok_r(NULL, ", \n", &rest))
        sprintf(expected + strlen(expected), "%s%s", expected[0] ? "," : "", name);
    strcat(expected, "\n");
    char *header = written_header(&options);
    assert_string_equal(header, expected);
    free(header);
    free(expected);
    free(line);
}

static void test_every_column_says_what_it_is(void **state)
{
    const facs_csv_options options = {.features = FACS_FEATURE_ALL};
    char name[FACS_CSV_NAME_SIZE];
    const char *unit, *meaning;
    (void)state;
    for (int i = 0; facs_csv_column(&options, i, name, &unit, &meaning) == 0; i++) {
        assert_non_null(unit);
        assert_non_null(meaning);
        assert_true(strlen(meaning) > 3);
        if (strcmp(name, "AU12_r") == 0) {
            assert_string_equal(unit, "0 to 5");
            assert_string_equal(meaning, "Lip corner puller");
        }
        if (strcmp(name, "pose_Rx") == 0)
            assert_string_equal(unit, "rad");
    }
    assert_int_equal(facs_csv_column(&options, 714, name, &unit, &meaning), -ERANGE);
    assert_int_equal(facs_csv_column(&options, -1, name, &unit, &meaning), -ERANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_with_everything),
        cmocka_unit_test(test_counts_of_columns),
        cmocka_unit_test(test_header_of_a_still_image),
        cmocka_unit_test(test_header_equals_openface),
        cmocka_unit_test(test_every_column_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
