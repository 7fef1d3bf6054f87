/* The whole back end on the decoded reference video, with OpenFace's landmarks: its final values.
 */
#include "cmocka_all.h"
#include "golden.h"

#include "media/source.h"
#include "pipeline/models.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Push the first 200 frames of the reference video with their golden landmarks. */
static void push_frames(facs_analyzer *analyzer, const double *landmarks, const double *status)
{
    const facs_source_options options = {.fps = 0};
    facs_source *source;
    facs_frame_pool *pool;
    facs_error error;

    assert_int_equal(facs_source_open(&source, shared_path("videos/default.wmv"), &options, &error),
                     0);
    assert_int_equal(facs_frame_pool_open(&pool, 8 << 20, 4, 0), 0);
    for (int n = 0; n < GOLDEN_FRAMES; n++) {
        facs_pool_frame *frame;
        facs_result result = {.size = sizeof(result)};
        float points[2 * FACS_LANDMARKS];
        assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
        assert_non_null(frame);
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            points[i] = status[n * 5] != 0 ? (float)landmarks[n * 136 + i] : 0;
        const facs_frame pushed = {.size = sizeof(pushed),
                                   .pixels = frame->pixels,
                                   .width = frame->width,
                                   .height = frame->height,
                                   .stride = frame->stride,
                                   .index = frame->index,
                                   .time = frame->time,
                                   .landmarks = points};
        assert_int_equal(facs_analyzer_push(analyzer, &pushed), 0);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
        assert_int_equal(result.success, status[n * 5] != 0);
        facs_frame_pool_put(pool, frame);
    }
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
}

/* Column i of n rows of columns doubles. */
static void take_column(const double *rows, size_t columns, size_t i, double *column)
{
    for (size_t n = 0; n < GOLDEN_FRAMES; n++)
        column[n] = rows[n * columns + i];
}

static void compare(const facs_analyzer *analyzer, const double *regression, const double *classes)
{
    double ours[GOLDEN_FRAMES], theirs[GOLDEN_FRAMES];
    static facs_result row[GOLDEN_FRAMES];
    double mean_r = 0, mean_error = 0, equal = 0;

    for (int n = 0; n < GOLDEN_FRAMES; n++) {
        row[n].size = sizeof(row[n]);
        assert_int_equal(facs_analyzer_series(analyzer, n, &row[n]), 0);
    }
    for (size_t i = 0; i < FACS_INTENSITIES; i++) {
        take_column(regression, FACS_INTENSITIES, i, theirs);
        for (int n = 0; n < GOLDEN_FRAMES; n++) {
            ours[n] = (double)row[n].intensity[i];
            mean_error += fabs(ours[n] - theirs[n]) / GOLDEN_FRAMES / FACS_INTENSITIES;
        }
        mean_r += correlation(ours, theirs, GOLDEN_FRAMES) / FACS_INTENSITIES;
    }
    for (size_t i = 0; i < FACS_PRESENCES; i++) {
        take_column(classes, FACS_PRESENCES, i, theirs);
        for (int n = 0; n < GOLDEN_FRAMES; n++)
            equal += (double)row[n].presence[i] == theirs[n];
    }
    equal /= GOLDEN_FRAMES * FACS_PRESENCES;
    print_message("back end: mean r %.6f, mean abs. error %.6f, presence equal %.5f\n", mean_r,
                  mean_error, equal);
    assert_true(mean_r >= .999);
    assert_true(mean_error <= .01);
    assert_true(equal >= .99);
}

static void test_default_video(void **state)
{
    (void)state;
    facs_options options = {.size = sizeof(options),
                            .landmark_method = FACS_LANDMARKS_GIVEN,
                            .detect_every = 1,
                            .faces = 1};
    facs_models *models;
    facs_analyzer *analyzer;
    facs_error error;
    options.models = shared_models();
    shared_path("videos/default.wmv");
    double *landmarks = golden_doubles("landmarks", 136);
    double *status = golden_doubles("status", 5);
    double *regression = golden_doubles("au_reg_final", FACS_INTENSITIES);
    double *classes = golden_doubles("au_class_final", FACS_PRESENCES);

    assert_int_equal(facs_models_open(&models, &options, &error), 0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, &error), 0);
    push_frames(analyzer, landmarks, status);
    assert_int_equal(facs_analyzer_finish(analyzer), 0);
    compare(analyzer, regression, classes);

    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
    free(classes);
    free(regression);
    free(status);
    free(landmarks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_default_video)};
    return cmocka_run_group_tests_name("back_end", tests, NULL, NULL);
}
