/* The push and pull contract of facs_analyzer, on small models in the real formats. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static facs_models *models;
static facs_options options;

static int set_up(void **state)
{
    facs_error error;
    (void)state;
    tiny_world_make();
    options = tiny_world_options().analysis;
    return facs_models_open(&models, &options, &error);
}

static int tear_down(void **state)
{
    (void)state;
    facs_models_close(&models);
    assert_null(models);
    remove_folder();
    return 0;
}

static uint8_t dark[48 * 64 * 3];

static facs_frame dark_frame(int64_t index)
{
    return (facs_frame){.size = sizeof(facs_frame),
                        .pixels = dark,
                        .width = 64,
                        .height = 48,
                        .stride = 64 * 3,
                        .index = index,
                        .time = (double)index / 30};
}

static void test_push_and_pull(void **state)
{
    (void)state;
    facs_analyzer *analyzer;
    facs_result result = {.size = sizeof(result)};
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    assert_int_equal(facs_analyzer_pull(analyzer, &result), -EAGAIN);
    for (int n = 0; n < 3; n++) {
        facs_frame frame = dark_frame(n);
        assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        assert_int_equal(facs_analyzer_push(analyzer, &frame), -EAGAIN);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), -EAGAIN);
        assert_int_equal(result.index, n);
        assert_true(result.time == n / 30.0);
        assert_int_equal(result.success, 0);
        assert_true(result.landmarks[0] == 0 && result.pose[2] == 0 && result.confidence == 0);
    }
    assert_int_equal(facs_analyzer_series(analyzer, 0, &result), -EAGAIN);
    assert_int_equal(facs_analyzer_finish(analyzer), 0);
    assert_int_equal(facs_analyzer_count(analyzer), 3);
    result.face_id = 7;
    result.pose[0] = 8;
    assert_int_equal(facs_analyzer_series(analyzer, 1, &result), 0);
    assert_true(result.index == 1 && result.face_id == 0 && result.success == 0);
    assert_true(result.pose[0] == 8 && result.time == 2 / 30.0); /* the rest stays */
    assert_int_equal(facs_analyzer_series(analyzer, 3, &result), -ERANGE);
    assert_int_equal(facs_analyzer_series(analyzer, 0, NULL), -EINVAL);
    facs_frame late = dark_frame(3);
    assert_int_equal(facs_analyzer_push(analyzer, &late), -EPIPE);
    assert_string_not_equal(facs_analyzer_error(analyzer), "");
    facs_analyzer_close(&analyzer);
    assert_null(analyzer);
    facs_analyzer_close(&analyzer);
}

static void test_no_picture(void **state)
{
    (void)state;
    facs_analyzer *analyzer;
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    facs_frame bad[5];
    for (int i = 0; i < 5; i++)
        bad[i] = dark_frame(0);
    bad[0].pixels = NULL;
    bad[1].width = 0;
    bad[2].height = 40000;
    bad[3].stride = 64 * 3 - 1;
    bad[4].width = -1;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(facs_analyzer_push(analyzer, &bad[i]), -EINVAL);
        assert_non_null(strstr(facs_analyzer_error(analyzer), "frame 0"));
    }
    facs_frame good = dark_frame(0);
    assert_int_equal(facs_analyzer_push(analyzer, &good), 0);
    facs_analyzer_close(&analyzer);
}

static void test_cancel(void **state)
{
    (void)state;
    facs_analyzer *analyzer;
    facs_frame frame = dark_frame(0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    facs_analyzer_cancel(analyzer);
    assert_int_equal(facs_analyzer_push(analyzer, &frame), -ECANCELED);
    facs_analyzer_close(&analyzer);
}

/* Points that come with the frame are used as they are; all zero says that there is no face. */
static void test_given_landmarks(void **state)
{
    (void)state;
    facs_analyzer *analyzer;
    facs_frame frame = dark_frame(0);
    facs_result result = {.size = sizeof(result)};
    float points[2 * FACS_LANDMARKS];
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        points[i] = 20 + (float)(i * 7 % 23);
        points[FACS_LANDMARKS + i] = 10 + (float)(i * 5 % 27);
    }
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options, NULL), 0);
    frame.landmarks = points;
    assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
    assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
    assert_int_equal(result.success, 1);
    assert_memory_equal(result.landmarks, points, sizeof(points));
    assert_true(result.box[0] == 20 && result.box[1] == 10 && result.box[2] == 22 &&
                result.box[3] == 26);
    memset(points, 0, sizeof(points));
    assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
    assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
    assert_int_equal(result.success, 0);
    facs_analyzer_close(&analyzer);
}

/* Not the path that was asked for is no path: test_cpu.c has the sentence. */
static void test_path_that_is_not_there(void **state)
{
    (void)state;
    facs_models *other;
    facs_error error;

    assert_int_equal(setenv("FACS_SIMD", "avx3", 1), 0);
    int status = facs_models_open(&other, &options, &error);
    unsetenv("FACS_SIMD");
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_null(other);
    assert_non_null(strstr(error.text, "FACS_SIMD is avx3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_push_and_pull, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cancel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_given_landmarks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_path_that_is_not_there, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("analyzer", tests, NULL, NULL);
}
