/* facs_quantize with the weights: what is made, that it is found and used, and how far its
 * landmarks are from FP32's. */
#include "csv_table.h"
#include "golden.h"
#include "make_clip.h"

#include "cmocka_all.h"

#include <facs/facs.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace's points 37 and 46: the outer corners of the eyes. */
#define RIGHT_EYE 36
#define LEFT_EYE  45

typedef struct made {
    int count, faster, inputs[2];
} made;

static void note(void *opaque, const facs_quantized *network)
{
    made *m = opaque;
    assert_non_null(strstr(network->path, "/facs/quantized/"));
    assert_true(network->fp32_ms > 0 && network->int8_ms > 0);
    m->inputs[m->count++] = (int)network->inputs;
    m->faster += network->faster;
}

static int stop_at_once(void *opaque, int64_t frames)
{
    (void)opaque;
    return frames > 0;
}

static facs_options weights_options(void)
{
    facs_options options;
    facs_default_options(&options);
    options.models = shared_models();
    options.backend = FACS_BACKEND_CPU;
    options.landmark_method = FACS_LANDMARKS_PFLD;
    return options;
}

static int setup(void **state)
{
    (void)state;
    make_folder();
    return setenv("XDG_CACHE_HOME", in_folder("cache"), 1);
}

static int teardown(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

/* ---- Landmarks ------------------------------------------------------------------------------- */

typedef struct track {
    float points[100][2 * FACS_LANDMARKS];
    int count, faces;
} track;

static int take(void *opaque, const facs_result *result)
{
    track *t = opaque;
    t->faces += result->success;
    if (t->count < 100)
        memcpy(t->points[t->count++], result->landmarks, sizeof(t->points[0]));
    return 0;
}

static track *run(const char *input, facs_precision precision)
{
    facs_extract_options options;
    facs_error error;
    track *t = calloc(1, sizeof(*t));
    assert_non_null(t);
    facs_default_extract_options(&options);
    options.analysis = weights_options();
    options.analysis.precision = precision;
    options.max_frames = 72;
    options.result = take;
    options.opaque = t;
    if (facs_extract(input, &options, NULL, &error) != 0)
        fail_msg("%s", error.text);
    return t;
}

/* Mean distance of the points, in per cent of that between the outer eye corners. */
static double landmark_error(const track *a, const track *b)
{
    double sum = 0;
    for (int f = 0; f < a->count; f++) {
        const float *x = b->points[f], *y = x + FACS_LANDMARKS;
        const double eyes =
            hypot((double)(x[RIGHT_EYE] - x[LEFT_EYE]), (double)(y[RIGHT_EYE] - y[LEFT_EYE]));
        for (int i = 0; i < FACS_LANDMARKS; i++)
            sum += hypot((double)(a->points[f][i] - x[i]),
                         (double)(a->points[f][FACS_LANDMARKS + i] - y[i])) /
                   eyes;
    }
    return 100 * sum / FACS_LANDMARKS / a->count;
}

static void test_landmarks(void **state)
{
    (void)state;
    made m = {.count = 0};
    facs_error error;
    const char *clips[] = {shared_path("videos/changeLighting.wmv")};
    const char *other = shared_path("videos/single_face.mp4");
    const facs_options options = weights_options();
    const facs_quantize_callbacks callbacks = {
        .size = sizeof(callbacks), .made = note, .opaque = &m};
    if (facs_quantize(clips, 1, &options, &callbacks, &error) != 0)
        fail_msg("%s", error.text);
    assert_int_equal(m.count, 2);
    /* Of 88 frames every third, in each a crop (two in the first, where a face is found), the whole
       picture, and the face's surroundings but in the first. */
    assert_int_equal(m.inputs[0], 31);
    assert_int_equal(m.inputs[1], 60);
    track *fp32 = run(other, FACS_PRECISION_FP32), *fp16 = run(other, FACS_PRECISION_FP16),
          *int8 = run(other, FACS_PRECISION_INT8);
    assert_int_equal(fp32->count, 72);
    assert_int_equal(fp16->faces, fp32->faces);
    assert_int_equal(int8->faces, fp32->faces);
    printf("landmarks from FP32's, %% of the outer-eye distance: FP16 %.3f, INT8 %.3f\n",
           landmark_error(fp16, fp32), landmark_error(int8, fp32));
    /* Measured 0.10 and 0.46. Weights of seven bits, as processors without VNNI get them, have 1.4
       times the error of eight (0.51 against 0.36 on the reference clip), and another runtime may
       round otherwise: twice the figures. PFLD itself is 2.1 from OpenFace. */
    assert_true(landmark_error(fp16, fp32) < 0.2);
    if (m.faster == 2) {
        assert_true(landmark_error(int8, fp32) < 0.92);
        assert_true(landmark_error(int8, fp32) > 0.01); /* or it was not in use */
    }
    free(fp32);
    free(fp16);
    free(int8);
}

/* ---- What can go wrong ----------------------------------------------------------------------- */

static void check(int status, const facs_error *error, int expected, facs_error_kind kind,
                  const char *part)
{
    if (status != expected || error->kind != kind || !strstr(error->text, part))
        fail_msg("status %d, kind %d, \"%s\"", status, (int)error->kind, error->text);
}

static void test_refused(void **state)
{
    (void)state;
    facs_error error;
    const char *clips[] = {shared_path("videos/no_face.mp4"), "nowhere.mp4"};
    facs_options options = weights_options();
    facs_models *models = NULL;

    setenv("XDG_CACHE_HOME", in_folder("empty"), 1);
    options.precision = FACS_PRECISION_INT8;
    int status = facs_models_open(&models, &options, &error);
    check(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "make one with facs quantize");
    options.backend = FACS_BACKEND_CUDA;
    status = facs_models_open(&models, &options, &error);
    check(status, &error, -EINVAL, FACS_ERROR_USAGE, "int8 is computed on the CPU");
    options.precision = (facs_precision)7;
    status = facs_models_open(&models, &options, &error);
    check(status, &error, -EINVAL, FACS_ERROR_USAGE, "expected fp32, fp16 or int8");

    options = weights_options();
    status = facs_quantize(clips, 0, &options, NULL, &error);
    check(status, &error, -EINVAL, FACS_ERROR_USAGE, "one or more");
    status = facs_quantize(&clips[1], 1, &options, NULL, &error);
    check(status, &error, -ENOENT, FACS_ERROR_INPUT, "nowhere.mp4");
    status = facs_quantize(clips, 1, &options, NULL, &error);
    check(status, &error, -ENODATA, FACS_ERROR_INPUT, "no face was found");
    const facs_quantize_callbacks stop = {.size = sizeof(stop), .progress = stop_at_once};
    status = facs_quantize(clips, 1, &options, &stop, &error);
    check(status, &error, -ECANCELED, FACS_ERROR_CANCELLED, "stopped");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_landmarks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
