/* The detector on tiny networks that find bright squares, and on the weights if they are there. */
#include "face_support.h"

#include "detect/nms.h"
#include "detect/retinaface.h"
#include "golden.h"
#include "make_clip.h"
#include "tiny_onnx.h"

#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static facs_detector *open_detector(const face_nets *nets, int side)
{
    facs_error error = {0};
    facs_detector *detector = NULL;
    if (facs_retinaface_open(&detector, nets->detector, side, &error))
        fail_msg("%s", error.text);
    return detector;
}

/* Checks that only this square of the picture is found, each edge within 5 % of its side: a pixel
 * of the input. */
static void check_square(facs_detector *detector, int width, int height, int x, int y, int side)
{
    canvas c = new_canvas(width, height);
    facs_detection faces[4];
    facs_error error = {0};
    draw_square(&c, x, y, side, 255);
    assert_int_equal(facs_detector_run(detector, &c.image, faces, 4, &error), 1);
    assert_true(faces[0].score > 0.5f && faces[0].score <= 1);
    const double tolerance = 0.05 * side;
    assert_float_equal(faces[0].box[0], x, tolerance);
    assert_float_equal(faces[0].box[1], y, tolerance);
    assert_float_equal(faces[0].box[2], side, tolerance);
    assert_float_equal(faces[0].box[3], side, tolerance);
    for (int i = 0; i < 5; i++) { /* the tiny network's points are around the square's centre */
        assert_float_equal(faces[0].points[2 * i], x + side / 2.0, 0.4 * side);
        assert_float_equal(faces[0].points[2 * i + 1], y + side / 2.0, 0.4 * side);
    }
    free(c.pixels);
}

static void an_open_input_follows_the_picture(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_detector *detector = open_detector(&nets, 0);
    check_square(detector, 320, 240, 100, 60, 64);
    check_square(detector, 640, 480, 200, 120, 128); /* shrunk to the same input */
    check_square(detector, 240, 320, 60, 150, 64);
    check_square(detector, 150, 110, 60, 40, 34); /* not enlarged */
    check_square(detector, 1280, 960, 600, 300, 256);
    check_square(detector, 320, 200, 120, 70, 64); /* the same input, less of it used */
    check_square(detector, 320, 240, 100, 60, 64);
    facs_detector_close(&detector);
    assert_null(detector);
    close_nets(&nets);
}

static void a_fixed_input_is_letterboxed(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 640);
    facs_detector *detector = open_detector(&nets, 0);
    check_square(detector, 320, 240, 100, 60, 64);
    check_square(detector, 1280, 960, 600, 300, 256);
    check_square(detector, 480, 1920, 150, 900, 200);
    check_square(detector, 640, 640, 400, 400, 128);
    facs_detector_close(&detector);
    close_nets(&nets);
}

static void a_view_of_any_shape_fits_a_square_input(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_detector *detector = open_detector(&nets, 96);
    check_square(detector, 160, 160, 48, 48, 64);
    check_square(detector, 320, 200, 100, 40, 120);
    check_square(detector, 90, 96, 30, 30, 36);
    facs_detector_close(&detector);
    close_nets(&nets);
}

static void extreme_pictures_are_served(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {1, 5000}, {32767, 1}, {2, 2}, {33, 31}};
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_detector *detector = open_detector(&nets, 0);
    facs_detection faces[4];
    facs_error error = {0};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        canvas c = new_canvas(sizes[i][0], sizes[i][1]);
        assert_int_equal(facs_detector_run(detector, &c.image, faces, 4, &error), 0);
        free(c.pixels);
    }
    check_square(detector, 7680, 4320, 3000, 1500, 1536); /* 8K: 64 pixels of the input */
    canvas none = new_canvas(4, 4);
    none.image.width = 0;
    check_failure(facs_detector_run(detector, &none.image, faces, 4, &error), &error, -EINVAL,
                  FACS_ERROR_INPUT, "0x4");
    none.image.width = 4;
    none.image.height = 40000;
    check_failure(facs_detector_run(detector, &none.image, faces, 4, &error), &error, -EINVAL,
                  FACS_ERROR_INPUT, "4x40000");
    free(none.pixels);
    facs_detector_close(&detector);
    close_nets(&nets);
}

static void several_faces_come_best_first_and_bounded(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_detector *detector = open_detector(&nets, 0);
    canvas c = new_canvas(320, 240);
    facs_detection faces[8];
    facs_error error = {0};
    draw_square(&c, 20, 20, 34, 255);
    draw_square(&c, 200, 130, 64, 255);
    draw_square(&c, 30, 150, 40, 255);
    int count = facs_detector_run(detector, &c.image, faces, 8, &error);
    assert_int_equal(count, 3);
    for (int i = 1; i < count; i++)
        assert_true(faces[i].score <= faces[i - 1].score);
    assert_int_equal(facs_detector_run(detector, &c.image, faces, 2, &error), 2);
    assert_int_equal(facs_detector_run(detector, &c.image, faces, 0, &error), 0);
    fill(&c, 0);
    assert_int_equal(facs_detector_run(detector, &c.image, faces, 8, &error), 0);
    free(c.pixels);
    facs_detector_close(&detector);
    close_nets(&nets);
}

static void other_networks_are_refused(void **state)
{
    (void)state;
    face_nets nets;
    facs_error error = {0};
    facs_detector *detector;
    open_tiny_nets(&nets, 0);
    check_failure(facs_retinaface_open(&detector, nets.pfld, 0, &error), &error, -EINVAL,
                  FACS_ERROR_ENVIRONMENT, "boxes, scores and points");
    assert_null(detector);

    assert_non_null(make_folder());
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "input", TINY_FLOAT, "1 1 height width");
    tiny_onnx_node(model, "Identity", "input", "output", NULL);
    tiny_onnx_output(model, "output", TINY_FLOAT, "1 1 height width");
    tiny_onnx_write(model, in_folder("grey.onnx"));
    facs_session *grey = open_session(nets.runtime, in_folder("grey.onnx"));
    remove_folder();
    check_failure(facs_retinaface_open(&detector, grey, 0, &error), &error, -EINVAL,
                  FACS_ERROR_ENVIRONMENT, "1x1x-1x-1");
    facs_session_close(&grey);
    close_nets(&nets);
}

/* Writes a detector of 32x32 whose 42 priors always give these values, whatever the picture
 * shows. */
static void write_stubborn(const char *path, const float loc[4], float score)
{
    enum { PRIORS = 42 };
    static const char *const names[] = {"loc", "conf", "landms"};
    static const int widths[] = {4, 2, 10};
    static float values[3][PRIORS * 10];
    for (int i = 0; i < PRIORS; i++) {
        for (int k = 0; k < 4; k++)
            values[0][4 * i + k] = loc[k];
        values[1][2 * i + 1] = score;
        for (int k = 0; k < 10; k++)
            values[2][10 * i + k] = loc[0];
    }
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "input", TINY_FLOAT, "1 3 32 32");
    for (int i = 0; i < 3; i++) {
        char constant[16], shape[16];
        snprintf(constant, sizeof(constant), "%s_value", names[i]);
        snprintf(shape, sizeof(shape), "1 42 %d", widths[i]);
        tiny_onnx_floats(model, constant, 3, (int64_t[]){1, PRIORS, widths[i]}, values[i]);
        tiny_onnx_node(model, "Identity", constant, names[i], NULL);
        tiny_onnx_output(model, names[i], TINY_FLOAT, shape);
    }
    tiny_onnx_write(model, path);
}

static void nonsense_from_a_network_is_no_face(void **state)
{
    (void)state;
    static const struct {
        float loc[4], score;
        int found; /* 1: boxes far away may be faces to the detector */
    } cases[] = {{{NAN, 0, 0, 0}, .9f, 0},     {{0, 0, INFINITY, 0}, .9f, 0},
                 {{0, 0, 1e9f, 0}, .9f, 0},    {{0, 0, -INFINITY, 0}, .9f, 0},
                 {{0, 0, 0, 0}, NAN, 0},       {{0, 0, 0, 0}, 7, 0},
                 {{0, 0, 0, 0}, -INFINITY, 0}, {{1e30f, -1e30f, 0, 0}, .9f, 1},
                 {{0, 0, -200, -200}, .9f, 0}, {{0, 0, 200, 200}, .9f, 1}};
    facs_runtime *runtime = open_runtime();
    canvas c = new_canvas(64, 64);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_non_null(make_folder());
        write_stubborn(in_folder("stubborn.onnx"), cases[i].loc, cases[i].score);
        const face_nets nets = {.detector = open_session(runtime, in_folder("stubborn.onnx"))};
        remove_folder();
        facs_detector *detector = open_detector(&nets, 0);
        facs_detection faces[FACS_DETECTOR_MAX_FACES];
        facs_error error = {0};
        int count = facs_detector_run(detector, &c.image, faces, FACS_DETECTOR_MAX_FACES, &error);
        assert_in_range(count, cases[i].found, cases[i].found ? FACS_DETECTOR_MAX_FACES : 0);
        facs_detector_close(&detector);
        facs_session *session = nets.detector;
        facs_session_close(&session);
    }
    free(c.pixels);
    facs_runtime_close(&runtime);
}

static void cancelled_it_stays_so(void **state)
{
    (void)state;
    face_nets nets;
    open_tiny_nets(&nets, 0);
    facs_detector *detector = open_detector(&nets, 0);
    canvas c = new_canvas(640, 480), other = new_canvas(200, 100);
    facs_detection faces[4];
    facs_error error = {0};
    facs_detector_cancel(detector);
    assert_int_equal(facs_detector_run(detector, &c.image, faces, 4, &error), -ECANCELED);
    assert_int_equal(facs_detector_run(detector, &other.image, faces, 4, &error), -ECANCELED);
    free(c.pixels);
    free(other.pixels);
    facs_detector_close(&detector);
    close_nets(&nets);
}

/* Both files hold the same weights: they find the reference clip's face in the same place. */
static void both_files_of_the_weights_agree(void **state)
{
    (void)state;
    static const char *const files[] = {"retinaface_mobilenet025.onnx",
                                        "retinaface_mobilenet025_640.onnx"};
    shared_path("golden/default");
    facs_detection found[2][8];
    for (int m = 0; m < 2; m++) {
        face_nets nets;
        open_real_nets(&nets, files[m]);
        facs_detector *detector = open_detector(&nets, 0);
        for (int i = 0; i < 8; i++) {
            uint8_t *pixels = golden_frame(25 * i);
            const facs_image picture = {
                .pixels = pixels, .width = 640, .height = 480, .stride = 3 * 640};
            facs_detection faces[4];
            facs_error error = {0};
            assert_int_equal(facs_detector_run(detector, &picture, faces, 4, &error), 1);
            assert_true(faces[0].score > 0.95f);
            found[m][i] = faces[0];
            free(pixels);
        }
        facs_detector_close(&detector);
        close_nets(&nets);
    }
    float min = 1;
    for (int i = 0; i < 8; i++)
        min = fminf(min, facs_box_overlap(found[0][i].box, found[1][i].box));
    print_message("overlap of the two files' boxes: %.2f and more\n", (double)min);
    assert_true(min > 0.8f); /* 0.89 measured: in half the size, edges move by some pixels */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_input_follows_the_picture),
        cmocka_unit_test(a_fixed_input_is_letterboxed),
        cmocka_unit_test(a_view_of_any_shape_fits_a_square_input),
        cmocka_unit_test(extreme_pictures_are_served),
        cmocka_unit_test(several_faces_come_best_first_and_bounded),
        cmocka_unit_test(other_networks_are_refused),
        cmocka_unit_test(nonsense_from_a_network_is_no_face),
        cmocka_unit_test(cancelled_it_stays_so),
        cmocka_unit_test(both_files_of_the_weights_agree),
    };
    return cmocka_run_group_tests_name("retinaface", tests, NULL, NULL);
}
