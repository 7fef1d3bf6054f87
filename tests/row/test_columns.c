/* The columns of docs/openface-csv.md, written down again and compared. */
#include "row/columns.h"

#include "cmocka_all.h"
#include "golden.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const aus[] = {"01", "02", "04", "05", "06", "07", "09", "10", "12",
                                  "14", "15", "17", "20", "23", "25", "26", "28", "45"};

static int count(unsigned features, int still)
{
    facs_column column = {.size = sizeof(column)};
    int n = 0;
    while (facs_column_get(n, features, still, &column) == 0)
        n++;
    return n;
}

static const char *header_of(unsigned features, int still)
{
    static char text[FACS_CSV_LINE_SIZE];
    const int length = facs_csv_header(text, sizeof(text), features, still);
    assert_int_equal(length, strlen(text));
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
    strcpy(at, "\n");
    assert_string_equal(header_of(FACS_FEATURE_OPENFACE, 0), expected);
    at += sprintf(at, ",lid_left,lid_right,lid_share_left,lid_share_right,brow_inner_left,"
                      "brow_inner_right,brow_outer_left,brow_outer_right,mouth_corner_up_left,"
                      "mouth_corner_up_right,mouth_corner_out_left,mouth_corner_out_right,"
                      "mouth_open,mouth_width,lip_parting,nose_wing_left,nose_wing_right,asym_lid,"
                      "asym_brow_inner,asym_brow_outer,asym_mouth_up,asym_mouth_out,asym_nose,"
                      "head_speed,gaze_speed,face_size,sharpness,light,quality");
    for (int i = 0; i < 18; i++)
        at += sprintf(at, ",AU%s_p", aus[i]);
    strcpy(at, "\n");
    assert_string_equal(header_of(FACS_FEATURE_ALL, 0), expected);
    free(expected);
}

static void test_counts_of_columns(void **state)
{
    (void)state;
    assert_int_equal(count(FACS_FEATURE_OPENFACE, 0), 5 + 288 + 6 + 136 + 204 + 40 + 35); /* 714 */
    assert_int_equal(count(FACS_FEATURE_OPENFACE & ~FACS_FEATURE_GAZE, 0), 426);
    assert_int_equal(count(FACS_FEATURE_ALL, 0), 714 + 29 + 18);
    assert_int_equal(count(FACS_FEATURE_MEASURES, 0), 5 + 29 + 18);
    assert_int_equal(count(0, 0), 5);
    assert_int_equal(count(FACS_FEATURE_POSE, 0), 5 + 6);
    assert_int_equal(count(FACS_FEATURE_2D, 0), 5 + 136);
    assert_int_equal(count(FACS_FEATURE_3D, 0), 5 + 204);
    assert_int_equal(count(FACS_FEATURE_PDM, 0), 5 + 40);
    assert_int_equal(count(FACS_FEATURE_AUS, 0), 5 + 35);
    assert_int_equal(count(FACS_FEATURE_AUS, 1), 2 + 35);
}

static void test_header_of_a_still_image(void **state)
{
    (void)state;
    assert_string_equal(header_of(FACS_FEATURE_POSE, 1),
                        "face,confidence,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz\n");
}

/* OpenFace's header, without blanks. */
static void test_header_equals_openface(void **state)
{
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
    assert_string_equal(header_of(FACS_FEATURE_OPENFACE, 0), expected);
    free(expected);
    free(line);
}

static facs_column column_of(const char *name, int still)
{
    facs_column column = {.size = sizeof(column)};
    for (int i = 0; facs_column_get(i, FACS_FEATURE_ALL, still, &column) == 0; i++)
        if (strcmp(column.name, name) == 0)
            return column;
    fail_msg("there is no column %s", name);
    return column;
}

static void assert_column(const char *name, const char *json, const char *unit, unsigned feature)
{
    const facs_column column = column_of(name, 0);
    assert_string_equal(column.json, json);
    assert_string_equal(column.unit, unit);
    assert_int_equal(column.feature, feature);
    assert_int_equal(column.final,
                     feature != FACS_FEATURE_AUS && !strstr(name, "_p") && !strstr(name, "share"));
}

static void test_every_column_says_what_it_is(void **state)
{
    facs_column column = {.size = sizeof(column)};
    (void)state;
    for (int still = 0; still < 2; still++)
        for (int i = 0; facs_column_get(i, FACS_FEATURE_ALL, still, &column) == 0; i++) {
            assert_non_null(column.unit);
            assert_true(strlen(column.meaning) > 3);
            assert_true(column.decimals >= 0 && column.decimals <= 6);
        }
    assert_column("frame", "frame", "", 0);
    assert_column("timestamp", "time", "s", 0);
    assert_column("AU12_r", "intensity.AU12", "0 to 5", FACS_FEATURE_AUS);
    assert_column("AU28_c", "presence.AU28", "0 or 1", FACS_FEATURE_AUS);
    assert_column("pose_Rx", "pose.rotation[0]", "rad", FACS_FEATURE_POSE);
    assert_column("gaze_1_z", "gaze.right[2]", "", FACS_FEATURE_GAZE);
    assert_column("eye_lmk_Z_55", "gaze.eye_landmarks_3d[55][2]", "mm", FACS_FEATURE_GAZE);
    assert_column("x_3", "landmarks[3][0]", "px", FACS_FEATURE_2D);
    assert_column("y_3", "landmarks[3][1]", "px", FACS_FEATURE_2D);
    assert_column("p_scale", "shape.scale", "px/mm", FACS_FEATURE_PDM);
    assert_column("p_33", "shape.modes[33]", "mm", FACS_FEATURE_PDM);
    assert_column("lid_left", "measures.lid_left", "%", FACS_FEATURE_MEASURES);
    assert_column("lid_share_right", "measures.lid_share_right", "", FACS_FEATURE_MEASURES);
    assert_column("quality", "measures.quality", "0 to 2", FACS_FEATURE_MEASURES);
    assert_column("AU28_p", "corrected.AU28", "0 or 1", FACS_FEATURE_MEASURES);
    assert_string_equal(column_of("AU12_r", 0).meaning, "Lip corner puller");
    assert_int_equal(column_of("confidence", 0).decimals, 2);
    assert_int_equal(column_of("confidence", 1).decimals, 3);
}

static void test_what_is_asked_for_wrongly(void **state)
{
    facs_column column = {.size = sizeof(column)};
    (void)state;
    assert_int_equal(facs_column_get(714, FACS_FEATURE_OPENFACE, 0, &column), -ERANGE);
    assert_int_equal(facs_column_get(-1, FACS_FEATURE_ALL, 0, &column), -ERANGE);
    assert_int_equal(facs_column_get(0, FACS_FEATURE_ALL, 0, NULL), -EINVAL);
    column.size = 0;
    assert_int_equal(facs_column_get(0, FACS_FEATURE_ALL, 0, &column), -EINVAL);
}

/* A program built when the struct was shorter. */
static void test_a_smaller_struct_is_filled_as_far_as_it_reaches(void **state)
{
    facs_column column;
    (void)state;
    memset(&column, '#', sizeof(column));
    column.size = offsetof(facs_column, unit);
    assert_int_equal(facs_column_get(0, 0, 0, &column), 0);
    assert_int_equal(column.size, offsetof(facs_column, unit));
    assert_string_equal(column.name, "frame");
    for (size_t i = column.size; i < sizeof(column); i++)
        assert_int_equal(((const char *)&column)[i], '#');
}

static void test_words_of_features(void **state)
{
    (void)state;
    assert_string_equal(facs_feature_name(FACS_FEATURE_POSE), "pose");
    assert_string_equal(facs_feature_name(FACS_FEATURE_2D), "2d");
    assert_string_equal(facs_feature_name(FACS_FEATURE_3D), "3d");
    assert_string_equal(facs_feature_name(FACS_FEATURE_PDM), "pdm");
    assert_string_equal(facs_feature_name(FACS_FEATURE_AUS), "aus");
    assert_string_equal(facs_feature_name(FACS_FEATURE_GAZE), "gaze");
    assert_string_equal(facs_feature_name(FACS_FEATURE_MEASURES), "measures");
    assert_null(facs_feature_name(0));
    assert_null(facs_feature_name(FACS_FEATURE_OPENFACE));
    assert_null(facs_feature_name(FACS_FEATURE_ALL));
    assert_null(facs_feature_name(FACS_FEATURE_ALL + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_with_everything),
        cmocka_unit_test(test_counts_of_columns),
        cmocka_unit_test(test_header_of_a_still_image),
        cmocka_unit_test(test_header_equals_openface),
        cmocka_unit_test(test_every_column_says_what_it_is),
        cmocka_unit_test(test_what_is_asked_for_wrongly),
        cmocka_unit_test(test_a_smaller_struct_is_filled_as_far_as_it_reaches),
        cmocka_unit_test(test_words_of_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
