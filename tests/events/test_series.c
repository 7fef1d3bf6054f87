/* Results of facs and OpenFace, with and without each block, as a report reads them. */
#include "events/series.h"

#include "made_result.h"

#include "cmocka_all.h"
#include "golden.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_columns_and_lost_frames(void **state)
{
    (void)state;
    facs_recording r =
        recording_of("frame, timestamp, confidence, success, pose_Rx, AU12_r, AU12_c, AU45_c\n"
                     "1, 0.000, 0.98, 1, 0.25, 1.50, 1, 0\n"
                     "2, 0.040, 0.10, 0, 0.75, 4.50, 1, 1\n"
                     "4, 0.120, 0.90, 1, 0.5, nan, 0, 1\n");
    assert_int_equal(r.count, 1);
    const facs_recorded_face *face = &r.faces[0];
    assert_int_equal(face->rows, 3);
    assert_true(r.has_times && r.dimensions == 0);
    assert_int_equal(face->frames[2], 4);
    assert_true(face->times[2] == 0.12);
    assert_true(face->success[0] && !face->success[1] && face->success[2]);
    /* AU12 is the 9th of the intensities and of the presences; AU45 the 18th presence. */
    assert_true(face->values[FACS_MEASURE_INTENSITY + 8][0] == 1.5f);
    assert_true(isnan(face->values[FACS_MEASURE_INTENSITY + 8][1])); /* no face: no measure */
    assert_true(isnan(face->values[FACS_MEASURE_INTENSITY + 8][2]));
    assert_true(face->values[FACS_MEASURE_PRESENCE + 17][2] == 1);
    assert_true(face->values[FACS_MEASURE_POSE + 3][2] == 0.5f);
    assert_true(face->values[FACS_MEASURE_CONFIDENCE][1] ==
                0.10f); /* the confidence is kept: it says why */
    assert_null(face->values[FACS_MEASURE_INTENSITY]);
    assert_null(face->values[FACS_MEASURE_SIDES]);
    assert_null(face->values[FACS_MEASURE_BOX]);
    facs_recording_free(&r);
    assert_null(r.faces);
}

/* Every column a report looks for is one of facs's, and is found in facs's own rows. */
static void test_all_that_a_report_looks_for_is_in_the_table_of_columns(void **state)
{
    (void)state;
    static char text[2 * FACS_CSV_LINE_SIZE];
    facs_result result = {.size = sizeof(result), .success = 1, .confidence = 0.5f};
    result.intensity[FACS_AU45_R] = 1.5f;
    result.presence[FACS_AU28_C] = 1;
    result.pose[5] = 0.25f;
    for (int i = 0; i < 3 * FACS_LANDMARKS; i++)
        result.landmarks_3d[i] = (float)i;
    const int header = facs_csv_header(text, FACS_CSV_LINE_SIZE, FACS_FEATURE_ALL, 0);
    assert_true(header > 0);
    assert_true(facs_csv_line(text + header, FACS_CSV_LINE_SIZE, &result, FACS_FEATURE_ALL, 1, 0) >
                0);
    facs_recording r = recording_of(text);
    for (int i = 0; i < FACS_MEASURES; i++)
        assert_true(r.has[i]);
    assert_true(r.has_times && r.dimensions == 3);
    const facs_recorded_face *face = &r.faces[0];
    assert_true(face->values[FACS_MEASURE_INTENSITY + FACS_AU45_R][0] == 1.5f);
    assert_true(face->values[FACS_MEASURE_PRESENCE + FACS_AU28_C][0] == 1);
    assert_true(face->values[FACS_MEASURE_POSE + 5][0] == 0.25f);
    assert_true(face->values[FACS_MEASURE_CONFIDENCE][0] == 0.5f);
    facs_recording_free(&r);
}

static void test_places_of_own_columns(void **state)
{
    (void)state;
    static const struct {
        int place;
        const char *name;
    } places[] = {
        {-1, "success"},
        {FACS_OWN_LID, "lid_left"},
        {FACS_OWN_LID_SHARE, "lid_share_left"},
        {FACS_OWN_BROW_INNER, "brow_inner_left"},
        {FACS_OWN_BROW_OUTER, "brow_outer_left"},
        {FACS_OWN_MOUTH_OPEN, "mouth_open"},
        {FACS_OWN_MOUTH_WIDTH, "mouth_width"},
        {FACS_OWN_NOSE_WING, "nose_wing_left"},
        {FACS_OWN_ASYMMETRY - 1, "nose_wing_right"},
        {FACS_OWN_ASYMMETRY, "asym_lid"},
        {FACS_OWN_HEAD_SPEED - 1, "asym_nose"},
        {FACS_OWN_HEAD_SPEED, "head_speed"},
        {FACS_OWN_GAZE_SPEED, "gaze_speed"},
        {FACS_OWN_QUALITY, "quality"},
        {FACS_OWN_COLUMNS, "AU01_p"},
    };
    facs_column column = {.size = sizeof(column)};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        assert_int_equal(facs_column_get(FACS_LEADING_COLUMNS + places[i].place,
                                         FACS_FEATURE_MEASURES, 0, &column),
                         0);
        assert_string_equal(column.name, places[i].name);
    }
}

static void test_faces_and_doubled_rows(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,face_id,timestamp,AU12_r\n"
                                    "1,0,0,1\n1,7,0,2\n2,7,0.1,3\n3,0,0.2,4\n3,0,0.2,9\n");
    assert_int_equal(r.count, 2);
    assert_int_equal(r.rows, 4);
    assert_int_equal(r.faces[1].id, 7);
    assert_int_equal(r.faces[0].rows, 2);
    assert_true(r.faces[0].values[8][1] == 4); /* the first row for a frame counts */
    facs_recording_free(&r);
}

/* Frame numbers replace times that are missing, go back or are too late. */
static void test_without_times(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "frame,AU12_r\n5,1\n6,1\n", "frame,timestamp,AU12_r\n5,1,1\n6,0.5,1\n",
        "frame,timestamp,AU12_r\n5,1,1\n6,5e9,1\n", "frame,timestamp,AU12_r\n5,,1\n6,1,1\n",
        "frame,timestamp,AU12_r\n5,1,1\n6,1,1\n" /* as of some folders of images */};
    for (int i = 0; i < 5; i++) {
        facs_recording r = recording_of(texts[i]);
        assert_false(r.has_times);
        assert_true(r.faces[0].times[0] == 5 && r.faces[0].times[1] == 6);
        facs_recording_free(&r);
    }
    /* Nor does a still image with several faces have frames. */
    facs_recording r = recording_of("face,confidence,AU12_r\n0,0.9,1\n1,0.8,2\n");
    assert_int_equal(r.count, 2);
    assert_int_equal(r.faces[1].frames[0], 1);
    assert_true(r.faces[1].success[0]);
    facs_recording_free(&r);
}

/* Rows with a face and a cell of nan or NA are counted; rows without a frame are left out. */
static void test_rows_without_numbers(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,success,confidence,AU12_r,AU12_c\n1,1,1,1,1\n"
                                    "2,1,1,-nan(ind),1\n3,0,nan,nan,nan\n4,1,1,2,NA\n"
                                    "nan,1,1,3,1\n6,1,1,4,1\n");
    assert_int_equal(r.rows, 5);
    assert_int_equal(r.no_number, 3);
    assert_int_equal(r.no_number_line, 3);
    assert_int_equal(r.faces[0].frames[4], 6);
    assert_true(isnan(r.faces[0].values[FACS_MEASURE_INTENSITY + 8][1]));
    assert_true(r.faces[0].values[FACS_MEASURE_PRESENCE + 8][1] == 1);
    facs_recording_free(&r);
    assert_recording_refused("frame,AU12_r\nNA,1\n", "expected rows after the first line");
}

/* From a bug report: no times, and frame numbers of 4e9. */
static void test_a_long_recording_without_times(void **state)
{
    facs_recording r;
    (void)state;
    assert_int_equal(facs_recording_open(&r, shared_path("cases/report_clock.csv"), NULL), 0);
    assert_false(r.has_times);
    assert_int_equal(r.count, 2);
    assert_true(r.faces[0].times[1] == 4e9);
    facs_recording_free(&r);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    char *many = malloc(20000);
    size_t length = 0;
    assert_non_null(many);
    assert_recording_refused("", "with columns AU01_r or the like");
    assert_recording_refused("frame,x\n1,2\n", "with columns AU01_r or the like");
    assert_recording_refused("frame,AU12_r\n", "expected rows after the first line");
    assert_recording_refused("frame,AU12_r\n2,1\n1,1\n",
                             "line 3: expected frames in increasing order");
    assert_recording_refused("frame,AU12_r\n-1,1\n", "from 0 to 4294967295");
    assert_recording_refused("frame,AU12_r\n4294967296,1\n", "from 0 to 4294967295");
    assert_recording_refused("frame,face_id,AU12_r\n1,-1,1\n", "a face number from 0");
    assert_recording_refused("frame,face_id,AU12_r\n1,1e18,1\n", "a face number from 0");
    assert_recording_refused("frame,face_id,AU12_r\n1,nan,1\n", "a face number from 0");
    assert_recording_refused("frame,AU12_r\n1,high\n", "\"high\" is not a number");
    length = (size_t)sprintf(many, "frame,face_id,AU12_r\n");
    for (int i = 0; i <= 1000; i++)
        length += (size_t)sprintf(many + length, "1,%d,1\n", i);
    assert_recording_refused(many, "no more than 1000 faces");
    *strrchr(many, '1') = 0; /* drop the last row, which ends in "1,1000,1\n" */
    many[strlen(many) - strlen("1,1000,")] = 0;
    facs_recording r = recording_of(many);
    assert_int_equal(r.count, 1000);
    facs_recording_free(&r);
    free(many);
}

/* A file from OpenFace: every block, and an adult's face about 500 mm away. */
static void test_a_file_of_openface(void **state)
{
    const char *path = shared_path("golden/csv/default.csv");
    facs_recording r;
    facs_error error;
    (void)state;
    assert_int_equal(facs_recording_open(&r, path, &error), 0);
    assert_int_equal(r.count, 1);
    assert_int_equal(r.rows, 288);
    assert_int_equal(r.dimensions, 3);
    for (int i = 0; i < FACS_MEASURE_OWN; i++)
        assert_true(r.has[i]);
    const facs_recorded_face *face = &r.faces[0];
    for (size_t row = 0; row < face->rows; row++) {
        /* An adult's mouth is 0.5 to 0.9 eye distances below the eyes, its corners 0.2 to 0.5
           beside the middle; both sides alike but for the movement. */
        const float up = face->values[FACS_MEASURE_SIDES + 4][row];
        const float out = face->values[FACS_MEASURE_SIDES + 7][row];
        assert_true(up < -50 && up > -90 && out > 20 && out < 50);
        assert_true(face->values[FACS_MEASURE_BOX + 2][row] >
                    face->values[FACS_MEASURE_BOX][row] + 50);
    }
    facs_recording_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_columns_and_lost_frames),
        cmocka_unit_test(test_places_of_own_columns),
        IN_FOLDER(test_faces_and_doubled_rows),
        IN_FOLDER(test_all_that_a_report_looks_for_is_in_the_table_of_columns),
        IN_FOLDER(test_without_times),
        IN_FOLDER(test_rows_without_numbers),
        IN_FOLDER(test_what_is_refused),
        cmocka_unit_test(test_a_long_recording_without_times),
        cmocka_unit_test(test_a_file_of_openface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
