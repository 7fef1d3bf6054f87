/* Which values and combinations of options are valid, and which detector follows from them. */
#include "pipeline/options.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static facs_options defaults(void)
{
    return (facs_options){.size = sizeof(facs_options), .faces = 1, .detect_every = 1};
}

static void expect(int (*check)(const facs_options *options, facs_error *error),
                   const facs_options *options, const char *word)
{
    facs_error error = {0};
    const int status = check(options, &error);
    if (!word) {
        assert_int_equal(status, 0);
        return;
    }
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    if (!strstr(error.text, word))
        fail_msg("\"%s\" does not say \"%s\"", error.text, word);
}

static void test_the_detector_that_is_taken(void **state)
{
    (void)state;
    facs_options options = defaults();
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_MTCNN);
    options.backend = FACS_BACKEND_CPU;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_MTCNN);
    options.backend = FACS_BACKEND_CUDA;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_RETINAFACE);
    options.backend = FACS_BACKEND_AUTO;
    options.precision = FACS_PRECISION_INT8;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_RETINAFACE);
    options.precision = FACS_PRECISION_FP32;
    options.landmark_method = FACS_LANDMARKS_PFLD;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_RETINAFACE);
    options.landmark_method = FACS_LANDMARKS_CLNF;
    options.detector = FACS_DETECTOR_RETINAFACE;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_RETINAFACE);
}

static void test_detectors(void **state)
{
    (void)state;
    facs_options options = defaults();
    options.detector = (facs_detector_kind)3;
    expect(facs_options_check_models, &options, "detector: expected auto, mtcnn or retinaface");
    options.detector = FACS_DETECTOR_MTCNN;
    expect(facs_options_check_models, &options, NULL);
    options.precision = FACS_PRECISION_FP16;
    expect(facs_options_check_models, &options, "fp32 on the CPU");
    options.landmark_method = FACS_LANDMARKS_CECLM; /* the precision is of its own weights */
    expect(facs_options_check_models, &options, NULL);
    options.detector = FACS_DETECTOR_AUTO;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_MTCNN);
    options.precision = FACS_PRECISION_INT8;
    assert_int_equal(facs_options_detector(&options), FACS_DETECTOR_RETINAFACE);
    options.detector = FACS_DETECTOR_MTCNN;
    options.precision = FACS_PRECISION_FP32;
    options.landmark_method = FACS_LANDMARKS_PFLD;
    expect(facs_options_check_models, &options, "choose retinaface");
}

static void test_faces(void **state)
{
    (void)state;
    static const int good[][4] = {
        {0, 0, 1, 1}, {10, 20, 300, 200}, {0, 0, 32767, 32767}, {32766, 32766, 1, 1}};
    static const int bad[][4] = {{0, 0, 0, 1}, {0, 0, 1, 0},     {-1, 0, 1, 1},
                                 {1, 0, 0, 0}, {0, 0, 32768, 1}, {32766, 0, 2, 1}};
    facs_options options = defaults();
    expect(facs_options_check_analysis, &options, NULL);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        memcpy(options.region, good[i], sizeof(options.region));
        expect(facs_options_check_analysis, &options, NULL);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memcpy(options.region, bad[i], sizeof(options.region));
        expect(facs_options_check_analysis, &options, "region: expected");
    }
    options = defaults();
    options.min_face = FACS_MIN_FACE;
    expect(facs_options_check_analysis, &options, NULL);
    options.min_face = 11;
    expect(facs_options_check_analysis, &options, "min_face: expected");
    options.min_face = -1;
    expect(facs_options_check_analysis, &options, "min_face: expected");
    options = defaults();
    options.face_choice = (facs_face_choice)3;
    expect(facs_options_check_analysis, &options, "face: expected largest");
    options.face_choice = FACS_FACE_FIRST;
    expect(facs_options_check_analysis, &options, NULL);
    options.faces = 0;
    expect(facs_options_check_analysis, &options, "needs faces 1");
}

/* 0 stands for a default; everything else has its limits. */
static void test_camera(void **state)
{
    (void)state;
    facs_options options = defaults();
    options.focal_x = options.focal_y = (float)FACS_MAX_FOCAL;
    options.centre_x = options.centre_y = FACS_MAX_SIDE;
    expect(facs_options_check_analysis, &options, NULL);
    options.focal_x = 0.5f;
    expect(facs_options_check_analysis, &options, "focal_x: expected a number from 1 to 1000000");
    options.focal_x = NAN;
    expect(facs_options_check_analysis, &options, "focal_x: expected");
    options.focal_x = 0;
    options.centre_y = -1;
    expect(facs_options_check_analysis, &options, "centre_y: expected a number from 0 to 32767");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_detector_that_is_taken),
        cmocka_unit_test(test_detectors),
        cmocka_unit_test(test_faces),
        cmocka_unit_test(test_camera),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
