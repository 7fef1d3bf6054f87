/* The landmark stage on tiny networks with known points, and on the weights if they are there. */
#include "face_support.h"

#include "golden.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static facs_pfld *open_pfld(facs_session *session)
{
    facs_error error = {0};
    facs_pfld *pfld = NULL;
    if (facs_pfld_open(&pfld, session, &error))
        fail_msg("%s", error.text);
    return pfld;
}

/* Checks that found is a multiple of 1/32 pixel, within tolerance of expected. */
static void check_place(float found, double expected, double tolerance)
{
    assert_true(found * 32 == rintf(found * 32));
    assert_float_equal(found, expected, 1 / 64.0 + tolerance);
}

/* Checks points of a crop (0..1, those of the tiny networks), moved by x, y of 0..1, in the
 * picture. */
static void check_points(const float *landmarks, const float box[4], double x, double y,
                         double tolerance)
{
    const float *points = tiny_points();
    const double side = 1.1 * fmax(box[2], box[3]);
    const double left = box[0] + box[2] / 2 - side / 2, top = box[1] + box[3] / 2 - side / 2;
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        check_place(landmarks[i], left + (points[2 * i] - PFLD_RIGHT_SHIFT + x) * side, tolerance);
        check_place(landmarks[FACS_LANDMARKS + i], top + (points[2 * i + 1] + y) * side, tolerance);
    }
}

/* On a black picture all crops look alike, so the tiny points come back unchanged. */
static void points_map_back_wherever_the_crop_lies(void **state)
{
    (void)state;
    static const float boxes[][4] = {
        {100, 60, 80, 100}, {-30, -50, 120, 120}, {280.5f, 200.25f, 90, 70}, {-20, 100, 400, 90},
        {150, 220, 60, 60}, {-300, -300, 20, 20}, {0, 0, 5000, 3000},        {5, 5, 0.5f, 0.25f}};
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_pfld *pfld = open_pfld(nets.pfld);
    canvas c = new_canvas(320, 240);
    float landmarks[2 * FACS_LANDMARKS];
    facs_error error = {0};
    for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
        assert_int_equal(facs_pfld_run(pfld, &c.image, boxes[i], landmarks, &error), 0);
        /* single precision, of numbers of the box's size */
        check_points(landmarks, boxes[i], 0, 0, 1e-6 * (boxes[i][2] + 500));
    }
    free(c.pixels);
    facs_pfld_close(&pfld);
    assert_null(pfld);
    close_nets(&nets);
}

/* The tiny network moves its points by 0.275 of the crop for a white half: the part outside the
 * picture must be 0, and count as part of the crop when the points are mapped back. */
static void outside_the_picture_is_black(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_pfld *pfld = open_pfld(nets.pfld);
    canvas c = new_canvas(320, 240);
    fill(&c, 255);
    float landmarks[2 * FACS_LANDMARKS];
    facs_error error = {0};
    const float right[4] = {270, 70, 100, 100}, top_left[4] = {-50, -50, 100, 100};
    const float inside[4] = {50, 50, 100, 100};
    assert_int_equal(facs_pfld_run(pfld, &c.image, right, landmarks, &error), 0);
    check_points(landmarks, right, -0.275, 0, 0.05);
    /* A quarter is white, so each half that contains it is half white. */
    assert_int_equal(facs_pfld_run(pfld, &c.image, top_left, landmarks, &error), 0);
    check_points(landmarks, top_left, 0.1375, 0.1375, 0.05);
    assert_int_equal(facs_pfld_run(pfld, &c.image, inside, landmarks, &error), 0);
    check_points(landmarks, inside, 0, 0, 0.05);
    free(c.pixels);
    facs_pfld_close(&pfld);
    close_nets(&nets);
}

static void a_white_square_is_followed(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_pfld *pfld = open_pfld(nets.pfld);
    canvas c = new_canvas(320, 240);
    draw_square(&c, 103, 68, 80, 255); /* wholly within the crop */
    float landmarks[2 * FACS_LANDMARKS];
    facs_error error = {0};
    const float box[4] = {100, 70, 80, 80}, square[4] = {103, 68, 80, 80};
    assert_int_equal(facs_pfld_run(pfld, &c.image, box, landmarks, &error), 0);
    check_points(landmarks, square, 0, 0, 1.5); /* the tiny network's own error: see tiny_onnx.h */
    free(c.pixels);
    facs_pfld_close(&pfld);
    close_nets(&nets);
}

static void the_network_sees_red_first_in_0_to_1(void **state)
{
    (void)state;
    static const float points[2 * FACS_LANDMARKS];
    static float weights[3][2 * FACS_LANDMARKS]; /* number i is the mean of channel i % 3 */
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        weights[i % 3][i] = 1;
    facs_runtime *runtime = open_runtime();
    facs_session *session =
        mean_landmarks(runtime, (const float(*)[2 * FACS_LANDMARKS]) weights, points);
    facs_pfld *pfld = open_pfld(session);
    canvas c = new_canvas(200, 200);
    for (int y = 0; y < 200; y++)
        for (int x = 0; x < 200; x++) {
            uint8_t *pixel = c.pixels + y * c.image.stride + 3 * x;
            pixel[0] = 10, pixel[1] = 100, pixel[2] = 250;
        }
    const float box[4] = {45, 45, 100, 100}; /* crop: 110 from 40 */
    float landmarks[2 * FACS_LANDMARKS];
    facs_error error = {0};
    assert_int_equal(facs_pfld_run(pfld, &c.image, box, landmarks, &error), 0);
    static const double levels[3] = {250 / 255.0, 100 / 255.0, 10 / 255.0};
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        check_place(landmarks[i], 40 + 110 * (levels[2 * i % 3] - PFLD_RIGHT_SHIFT), 0.01);
        check_place(landmarks[FACS_LANDMARKS + i], 40 + 110 * levels[(2 * i + 1) % 3], 0.01);
    }
    free(c.pixels);
    facs_pfld_close(&pfld);
    facs_session_close(&session);
    facs_runtime_close(&runtime);
}

static void boxes_that_are_none_are_refused(void **state)
{
    (void)state;
    static const float boxes[][4] = {
        {NAN, 0, 10, 10}, {0, 0, NAN, NAN},    {0, 0, 0, 0},          {0, 0, -5, -5},
        {0, 0, 1e30f, 5}, {INFINITY, 0, 9, 9}, {0, -1e30f, 100, 100}, {0, 0, INFINITY, INFINITY}};
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_pfld *pfld = open_pfld(nets.pfld);
    canvas c = new_canvas(32, 32);
    float landmarks[2 * FACS_LANDMARKS];
    for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
        facs_error error = {0};
        int status = facs_pfld_run(pfld, &c.image, boxes[i], landmarks, &error);
        check_failure(status, &error, -EINVAL, FACS_ERROR_INTERNAL, "no landmarks");
    }
    free(c.pixels);
    facs_pfld_close(&pfld);
    close_nets(&nets);
}

static void other_networks_are_refused(void **state)
{
    (void)state;
    face_nets nets;
    facs_error error = {0};
    facs_pfld *pfld;
    open_tiny_nets(&nets, 0);
    /* The detector also takes 112x112, but does not give 136 numbers. */
    check_failure(facs_pfld_open(&pfld, nets.detector, &error), &error, -EINVAL,
                  FACS_ERROR_ENVIRONMENT, "1x136");
    assert_null(pfld);
    close_nets(&nets);
    open_tiny_nets(&nets, 640);
    check_failure(facs_pfld_open(&pfld, nets.detector, &error), &error, -EINVAL,
                  FACS_ERROR_ENVIRONMENT, "1x3x112x112");
    close_nets(&nets);
}

static void cancelled_it_stays_so(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_pfld *pfld = open_pfld(nets.pfld);
    canvas c = new_canvas(32, 32);
    const float box[4] = {5, 5, 20, 20};
    float landmarks[2 * FACS_LANDMARKS];
    facs_error error = {0};
    facs_pfld_cancel(pfld);
    assert_int_equal(facs_pfld_run(pfld, &c.image, box, landmarks, &error), -ECANCELED);
    free(c.pixels);
    facs_pfld_close(&pfld);
    close_nets(&nets);
}

/* The average box of RetinaFace for OpenFace's landmarks: see face_square.h. */
static void box_of(const double *landmarks, float box[4])
{
    double low[2] = {1e9, 1e9}, high[2] = {-1e9, -1e9};
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++) {
        int axis = i / FACS_LANDMARKS;
        low[axis] = fmin(low[axis], landmarks[i]);
        high[axis] = fmax(high[axis], landmarks[i]);
    }
    double side = fmax(high[0] - low[0], high[1] - low[1]);
    box[2] = box[3] = (float)(1.3 * side);
    box[0] = (float)((low[0] + high[0]) / 2 - 0.65 * side);
    box[1] = (float)((low[1] + high[1]) / 2 - 0.78 * side);
}

static void mirror(uint8_t *pixels)
{
    for (int y = 0; y < 480; y++)
        for (int x = 0; x < 320; x++)
            for (int k = 0; k < 3; k++) {
                uint8_t *a = pixels + (y * 640 + x) * 3 + k;
                uint8_t *b = pixels + (y * 640 + 639 - x) * 3 + k;
                uint8_t swap = *a;
                *a = *b;
                *b = swap;
            }
}

/* Mean distance to expected, in units of the outer-eye distance. */
static double distance(const float *landmarks, const double *expected)
{
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        sum += hypot(landmarks[i] - expected[i], landmarks[68 + i] - expected[68 + i]);
    return sum / FACS_LANDMARKS / hypot(expected[45] - expected[36], expected[113] - expected[104]);
}

static double mean_x(const float *landmarks)
{
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        sum += landmarks[i] / FACS_LANDMARKS;
    return sum;
}

/* Over eight frames, from OpenFace's points: 1.9 % of the outer-eye distance (3.0 % without the
 * correction of the shift). A mirrored picture gives mirrored points: without the correction they
 * are 4 pixels apart. */
static void the_weights_find_openfaces_points(void **state)
{
    (void)state;
    shared_path("golden/default");
    face_nets nets;
    open_real_nets(&nets, "retinaface_mobilenet025.onnx");
    double *golden = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    facs_pfld *pfld = open_pfld(nets.pfld);
    double mean = 0, apart = 0;
    for (int frame = 0; frame < 200; frame += 25) {
        const double *expected = golden + (size_t)frame * 2 * FACS_LANDMARKS;
        uint8_t *pixels = golden_frame(frame);
        const facs_image picture = {
            .pixels = pixels, .width = 640, .height = 480, .stride = 3 * 640};
        float box[4], landmarks[2 * FACS_LANDMARKS];
        facs_error error = {0};
        box_of(expected, box);
        assert_int_equal(facs_pfld_run(pfld, &picture, box, landmarks, &error), 0);
        mean += distance(landmarks, expected) / 8;
        apart += mean_x(landmarks) / 8;
        mirror(pixels);
        box[0] = 640 - box[0] - box[2];
        assert_int_equal(facs_pfld_run(pfld, &picture, box, landmarks, &error), 0);
        apart -= (639 - mean_x(landmarks)) / 8;
        free(pixels);
    }
    print_message("to OpenFace's points: %.4f of the eyes; picture to mirror: %.2f pixels\n", mean,
                  apart);
    assert_true(mean < 0.022);
    assert_true(fabs(apart) < 0.8);
    free(golden);
    facs_pfld_close(&pfld);
    close_nets(&nets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_map_back_wherever_the_crop_lies),
        cmocka_unit_test(outside_the_picture_is_black),
        cmocka_unit_test(a_white_square_is_followed),
        cmocka_unit_test(the_network_sees_red_first_in_0_to_1),
        cmocka_unit_test(boxes_that_are_none_are_refused),
        cmocka_unit_test(other_networks_are_refused),
        cmocka_unit_test(cancelled_it_stays_so),
        cmocka_unit_test(the_weights_find_openfaces_points),
    };
    return cmocka_run_group_tests_name("pfld", tests, NULL, NULL);
}
