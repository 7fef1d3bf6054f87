/* The figures of a result, of its segments, and against a baseline. */
#include "events/summarize.h"

#include "cmocka_all.h"
#include "folder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS  32
#define EXACT 1e-6 /* of values that a CSV has with two decimals and columns hold as floats */

/* The rows that were passed, with copies of their figures. */
static struct {
    int count;
    facs_summary_row rows[ROWS];
} got;

static double *copy_of(const double *values)
{
    const size_t bytes = (size_t)facs_figure_columns() * sizeof(*values);
    double *copy = values ? malloc(bytes) : NULL;
    return copy ? memcpy(copy, values, bytes) : NULL;
}

static int take(void *opaque, const facs_summary_row *row)
{
    (void)opaque;
    assert_true(got.count < ROWS);
    got.rows[got.count] = *row;
    got.rows[got.count].values = copy_of(row->values);
    got.rows[got.count++].changes = copy_of(row->changes);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    for (int i = 0; i < got.count; i++) {
        free((void *)(uintptr_t)got.rows[i].values);
        free((void *)(uintptr_t)got.rows[i].changes);
    }
    got.count = 0;
    return folder_tear_down(state);
}

static int column(const char *name)
{
    facs_figure_column c;
    for (int i = 0; facs_figure_column_get(i, &c) == 0; i++)
        if (strcmp(c.name, name) == 0)
            return i;
    fail_msg("no column %s", name);
    return -1;
}

static double figure(int row, const char *name)
{
    assert_true(row < got.count);
    return got.rows[row].values[column(name)];
}

static void sum_up(const char *csv, const facs_segments *segments, const char *baseline)
{
    facs_error error;
    facs_parameters parameters;
    assert_int_equal(facs_parameters_set(&parameters, NULL, &error), 0);
    const facs_summarize_plan plan = {
        .parameters = &parameters, .segments = segments, .baseline = baseline};
    const facs_summary_rows rows = {take, NULL};
    write_in_folder("made.csv", csv);
    if (facs_summarize_result(&plan, in_folder("made.csv"), NULL, &rows, &error) < 0)
        fail_msg("%s", error.text);
}

static void assert_figure(int row, const char *name, double expected)
{
    const double found = figure(row, name);
    if (!(fabs(found - expected) <= EXACT) && !(isnan(found) && isnan(expected)))
        fail_msg("%s of row %d is %g, not %g", name, row, found, expected);
}

#define HEADER "frame,face_id,timestamp,confidence,success,AU12_r,AU12_c\n"

static void only_usable_rows_count(void **state)
{
    (void)state;
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,1\n"
                  "2,0,0.1,0.98,1,3.00,1\n"
                  "3,0,0.2,0.20,1,5.00,1\n" /* below the confidence */
                  "4,0,0.3,0.98,0,5.00,1\n" /* no face */
                  "5,0,0.4,0.98,1,2.00,0\n",
           NULL, NULL);
    assert_int_equal(got.count, 1);
    assert_null(got.rows[0].segment);
    assert_string_equal(got.rows[0].rule, "confidence");
    assert_figure(0, "face", 0);
    assert_figure(0, "frames", 5);
    assert_figure(0, "usable_frames", 3);
    assert_figure(0, "usable_share", 0.6);
    assert_figure(0, "left_out", 2);
    assert_figure(0, "start", 0);
    assert_figure(0, "end", 0.5);
    assert_figure(0, "duration", 0.5);
    assert_figure(0, "usable_duration", 0.3);
    assert_figure(0, "AU12_mean", 2);
    assert_figure(0, "AU12_median", 2);
    assert_figure(0, "AU12_sd", sqrt(2. / 3));
    assert_figure(0, "AU12_peak", 3);
    assert_figure(0, "AU12_share", 2. / 3);
}

static void unknown_figures_are_not_zero(void **state)
{
    (void)state;
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,1\n2,0,0.1,0.98,1,1.00,1\n", NULL, NULL);
    assert_true(isnan(figure(0, "AU01_mean")));
    assert_true(isnan(figure(0, "AU01_share")));
    assert_true(isnan(figure(0, "AU01_per_minute")));
    assert_true(isnan(figure(0, "blinks")));
    assert_true(isnan(figure(0, "head_yaw_range")));
    assert_true(isnan(figure(0, "file")));
}

static void a_video_without_a_face_has_an_empty_row(void **state)
{
    (void)state;
    facs_figure_column c;
    sum_up(HEADER "1,0,0.0,0.00,0,0.00,0\n2,0,0.1,0.00,0,0.00,0\n", NULL, NULL);
    assert_int_equal(got.count, 1);
    assert_figure(0, "usable_share", 0);
    for (int i = 0; facs_figure_column_get(i, &c) == 0; i++)
        if (facs_figure_changes(c.figure) && !isnan(got.rows[0].values[i]))
            fail_msg("%s is %g", c.name, got.rows[0].values[i]);
}

/* A frame that is shown for longer counts for more; a gap between frames does not. */
static void uneven_frames_are_weighted(void **state)
{
    (void)state;
    sum_up(HEADER "1,0,0.0,0.98,1,0.00,0\n"
                  "2,0,0.1,0.98,1,4.00,1\n" /* for 0.3 s */
                  "3,0,0.4,0.98,1,0.00,0\n"
                  "4,0,0.6,0.98,1,0.00,0\n"
                  "9,0,9.0,0.98,1,0.00,0\n",
           NULL, NULL);
    /* Rows 4 and 9 have no next frame, so they stand for the mean interval. */
    const double mean = (0.1 + 0.3 + 0.2) / 3, whole = 0.1 + 0.3 + 0.2 + 2 * mean;
    assert_figure(0, "duration", whole);
    assert_figure(0, "AU12_mean", 4 * 0.3 / whole);
    assert_figure(0, "AU12_share", 0.3 / whole);
    assert_figure(0, "AU12_median", 0);
}

/* Rounded times of 29.97 frames/s are even, so that figures are plain means. */
static void rounded_times_are_even(void **state)
{
    (void)state;
    char text[2000] = HEADER;
    size_t length = strlen(text);
    for (int i = 0; i < 30; i++)
        length +=
            (size_t)snprintf(text + length, sizeof(text) - length, "%d,0,%.3f,0.98,1,%.2f,0\n",
                             i + 1, i * 1001 / 30000., i % 2 ? 1.0 : 0.0);
    sum_up(text, NULL, NULL);
    assert_figure(0, "AU12_mean", 0.5);
    assert_figure(0, "AU12_median", 0.5);
}

static void each_face_has_a_row(void **state)
{
    (void)state;
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,1\n1,3,0.0,0.98,1,2.00,1\n"
                  "2,0,0.1,0.98,1,1.00,1\n3,0,0.2,0.98,1,1.00,1\n3,3,0.2,0.98,1,4.00,1\n",
           NULL, NULL);
    assert_int_equal(got.count, 2);
    assert_figure(1, "face", 3);
    assert_figure(1, "frames", 2);
    assert_figure(1, "AU12_mean", 3);
    assert_figure(1, "duration", 0.2);
}

static void segments_and_a_baseline(void **state)
{
    (void)state;
    facs_segment list[] = {{.label = "rest", .start = 0, .end = 0.2, .line = 2},
                           {.label = "task", .start = 0.15, .end = 0.4, .line = 3}, /* overlaps */
                           {.label = "late", .start = 9, .end = 10, .line = 4},
                           {.label = "other", .pattern = "x.mp4", .start = 0, .end = 1, .line = 5},
                           {.label = "rest", .start = 0.4, .end = 0.5, .line = 6}};
    const facs_segments segments = {.list = list, .count = 5};
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,0\n2,0,0.1,0.98,1,1.00,1\n3,0,0.2,0.98,1,3.00,1\n"
                  "4,0,0.3,0.98,1,5.00,1\n5,0,0.4,0.98,1,4.00,0\n",
           &segments, "rest");
    assert_int_equal(got.count, 5);
    assert_ptr_equal(got.rows[2].segment, &list[1]);
    assert_figure(1, "AU12_mean", 1);
    assert_figure(2, "AU12_mean", 4);
    assert_figure(2, "frames", 2);
    assert_true(got.rows[3].outside && !got.rows[2].outside && !got.rows[0].no_baseline);
    assert_figure(3, "frames", 0);
    assert_figure(3, "AU12_mean", (double)NAN);
    /* Both segments with the label are the baseline: 1, 1, 4. */
    assert_float_equal(got.rows[2].changes[column("AU12_mean")], 4 - 2, EXACT);
    assert_float_equal(got.rows[1].changes[column("AU12_share")], 0.5 - 1. / 3, EXACT);
    assert_true(isnan(got.rows[3].changes[column("AU12_mean")]));
}

/* The same characters, once as a name and once as a pattern. */
static void names_and_patterns_that_look_alike(void **state)
{
    (void)state;
    facs_segment list[] = {{.label = "a", .pattern = "m*.csv", .literal = 1, .start = 0, .end = 1},
                           {.label = "b", .pattern = "m*.csv", .start = 0, .end = 1}};
    const facs_segments segments = {.list = list, .count = 2};
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,0\n2,0,0.1,0.98,1,1.00,1\n", &segments, NULL);
    assert_int_equal(got.count, 2);
    assert_ptr_equal(got.rows[1].segment, &list[1]);
}

static void a_baseline_that_is_not_there(void **state)
{
    (void)state;
    facs_segment list[] = {{.label = "task", .start = 0, .end = 1}};
    const facs_segments segments = {.list = list, .count = 1};
    sum_up(HEADER "1,0,0.0,0.98,1,1.00,0\n2,0,0.1,0.98,1,1.00,1\n", &segments, "rest");
    assert_true(got.rows[1].no_baseline);
    assert_true(isnan(got.rows[1].changes[column("AU12_mean")]));
}

/* A ramp of half a unit a second, at any frame rate. */
static void liveliness_does_not_depend_on_the_frame_rate(void **state)
{
    static const int rates[] = {10, 25, 60, 240};
    for (int r = 0; r < 4; r++) {
        char *text = malloc(100000);
        size_t length = (size_t)sprintf(text, "%s", HEADER);
        for (int i = 0; i < 4 * rates[r]; i++)
            length += (size_t)sprintf(text + length, "%d,0,%.4f,0.98,1,%.5f,0\n", i + 1,
                                      i / (double)rates[r], 0.5 * i / rates[r]);
        sum_up(text, NULL, NULL);
        free(text);
        const double found = figure(got.count - 1, "liveliness");
        if (fabs(found - 0.5) > 0.01) /* steps have one frame more or less */
            fail_msg("%d frames/s: %g", rates[r], found);
    }
    (void)state;
}

/* Turning by 0.02 rad in each tenth of a second, and looking the same way in the head. */
static void speeds_without_columns_for_them(void **state)
{
    char text[2000] = "frame,timestamp,confidence,success,pose_Rx,pose_Ry,pose_Rz,AU12_r\n";
    size_t length = strlen(text);
    for (int i = 0; i < 20; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   "%d,%.1f,0.98,1,0,%.2f,0,1.00\n", i + 1, i / 10., i * 0.02);
    sum_up(text, NULL, NULL);
    const double found = figure(0, "head_speed_mean");
    assert_true(fabs(found - 0.2 * 180 / 3.14159265) < 1e-3);
    assert_true(isnan(figure(0, "gaze_speed_mean")));
    assert_string_equal(got.rows[0].rule, "confidence and pose");
    (void)state;
}

/* An empty cell is not an angle of 0. */
static void a_missing_pose_is_no_movement(void **state)
{
    char text[3000] = "frame,timestamp,confidence,success,pose_Rx,pose_Ry,pose_Rz,AU12_r\n";
    size_t length = strlen(text);
    for (int i = 0; i < 40; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   i % 10 == 7 ? "%d,%.1f,0.98,1,0,,0,1.00\n"
                                               : "%d,%.1f,0.98,1,0,%.2f,0,1.00\n",
                                   i + 1, i / 10., 0.2 + i * 0.01);
    sum_up(text, NULL, NULL);
    const double found = figure(0, "head_speed_mean");
    if (fabs(found - 0.1 * 180 / 3.14159265) > 1e-3)
        fail_msg("%g degrees/s", found);
    assert_figure(0, "usable_frames", 40);
    (void)state;
}

static void the_column_of_quality_decides(void **state)
{
    (void)state;
    sum_up("frame,timestamp,confidence,success,AU12_r,AU12_p,asym_lid,quality\n"
           "1,0.0,0.98,1,1.00,1,-2.00,0\n2,0.1,0.50,1,3.00,0,4.00,1\n"
           "3,0.2,0.98,1,5.00,1,9.00,2\n4,0.3,0.98,0,5.00,,,2\n",
           NULL, NULL);
    assert_string_equal(got.rows[0].rule, "quality");
    assert_figure(0, "usable_frames", 2);
    assert_figure(0, "AU12_mean", 2);
    assert_figure(0, "AU12_share_p", 0.5);
    assert_figure(0, "asym_lid_mean", 1);
    assert_figure(0, "asym_lid_abs", 3);
    assert_figure(0, "lid_left_mean", (double)NAN);
}

/* Two movements alike, the first of them in rows that are left out. */
static void events_of_rows_to_be_left_out_do_not_count(void **state)
{
    (void)state;
    char csv[4096] = "frame,timestamp,confidence,success,AU12_r,quality\n";
    for (int i = 0; i < 60; i++) {
        const int on = i % 30 >= 10 && i % 30 < 20, length = (int)strlen(csv);
        snprintf(csv + length, sizeof(csv) - (size_t)length, "%d,%.1f,0.98,1,%d,%d\n", i + 1,
                 i / 10., on ? 3 : 0, i < 30 ? 2 : 0);
    }
    sum_up(csv, NULL, NULL);
    assert_figure(0, "usable_duration", 3);
    assert_figure(0, "smiles", 1);
    assert_figure(0, "smiles_per_minute", 20);
    assert_figure(0, "AU12_per_minute", 20);
}

/* Seconds mean nothing where only frames are known, and talking nothing without the lips. */
static void what_cannot_be_looked_for_is_empty(void **state)
{
    (void)state;
    facs_segment list[] = {{.label = "rest", .start = 1, .end = 2.5}};
    const facs_segments segments = {.list = list, .count = 1};
    sum_up("frame,confidence,success,AU12_r,AU25_r\n1,0.98,1,1.00,0\n2,0.98,1,3.00,0\n"
           "3,0.98,1,5.00,0\n",
           &segments, "rest");
    assert_figure(0, "AU12_mean", 3);
    assert_figure(0, "talking_share", (double)NAN);
    assert_true(got.rows[0].no_baseline);
    assert_true(isnan(got.rows[0].changes[column("AU12_mean")]));
}

static void an_image_has_no_rates(void **state)
{
    (void)state;
    sum_up("face,confidence,AU12_r,AU12_c\n0,0.98,1.00,1\n1,0.98,2.00,0\n", NULL, NULL);
    assert_int_equal(got.count, 2);
    assert_figure(1, "AU12_mean", 2);
    assert_figure(1, "duration", (double)NAN);
    assert_figure(1, "AU12_per_minute", (double)NAN);
    assert_figure(1, "liveliness", (double)NAN);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, folder_set_up, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_usable_rows_count),
        TEST(unknown_figures_are_not_zero),
        TEST(a_video_without_a_face_has_an_empty_row),
        TEST(uneven_frames_are_weighted),
        TEST(rounded_times_are_even),
        TEST(each_face_has_a_row),
        TEST(segments_and_a_baseline),
        TEST(names_and_patterns_that_look_alike),
        TEST(a_baseline_that_is_not_there),
        TEST(liveliness_does_not_depend_on_the_frame_rate),
        TEST(speeds_without_columns_for_them),
        TEST(a_missing_pose_is_no_movement),
        TEST(the_column_of_quality_decides),
        TEST(events_of_rows_to_be_left_out_do_not_count),
        TEST(what_cannot_be_looked_for_is_empty),
        TEST(an_image_has_no_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
