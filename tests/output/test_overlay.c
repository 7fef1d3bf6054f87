/* What is drawn over a frame, and where. */
#include "output/overlay.h"

#include "cmocka_all.h"
#include "made_frame.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH  200
#define HEIGHT 160

/* A face of points in a row, a box, a cube that is a square on both sides, and no gaze. */
static facs_result make_face(facs_face_data *data)
{
    facs_result result = {.success = 1, .confidence = 1, .box = {20, 30, 100, 80}};
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        result.landmarks[i] = 40 + (float)i;
        result.landmarks[i + FACS_LANDMARKS] = 70;
    }
    data->described = 1;
    for (int i = 0; i < FACS_CUBE_CORNERS; i++) {
        data->cube[i][0] = i & 1 ? 180 : 140;
        data->cube[i][1] = i & 2 ? 140 : 100;
    }
    return result;
}

static const uint8_t *pixel(const facs_image *image, int x, int y)
{
    return image->pixels + y * image->stride + 3 * x;
}

static void assert_colour(const facs_image *image, int x, int y, int blue, int green, int red)
{
    const uint8_t *p = pixel(image, x, y);
    if (abs(p[0] - blue) > 12 || abs(p[1] - green) > 12 || abs(p[2] - red) > 12)
        fail_msg("at %d, %d: %d %d %d, not %d %d %d", x, y, p[0], p[1], p[2], blue, green, red);
}

/* Every pixel's colour is kept where nothing is drawn. */
static void test_a_frame_without_a_face(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_image drawn;
    const facs_result none = {.success = 0};
    facs_pool_frame frame = made_frame(0, 61, 47, 0);
    for (int i = 0; i < 3 * 61 * 47; i++)
        frame.pixels[i] = (uint8_t)(i * 7);
    assert_int_equal(facs_overlay_open(&overlay, 61, 47, NULL), 0);
    assert_int_equal(facs_overlay_draw(overlay, &frame, &none, 0, &drawn, NULL), 0);
    assert_true(drawn.width == 61 && drawn.height == 47);
    for (int y = 0; y < 47; y++)
        assert_memory_equal(pixel(&drawn, 0, y), frame.pixels + y * frame.stride, 3 * 61);
    facs_overlay_close(&overlay);
    assert_null(overlay);
    made_frame_free(&frame);
}

static void test_a_face(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_image drawn;
    facs_pool_frame frame = made_frame(0, WIDTH, HEIGHT, 0);
    facs_result result = make_face(made_frame_data(&frame));
    assert_int_equal(facs_overlay_open(&overlay, WIDTH, HEIGHT, NULL), 0);
    for (int again = 0; again < 2; again++) { /* what was drawn before is gone */
        assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
        assert_colour(&drawn, 70, 70, 255, 0, 0);       /* a point: blue, with a red rim */
        assert_colour(&drawn, 120, 50, 0, 204, 255);    /* the box: yellow */
        assert_colour(&drawn, 160, 100, 255, 0, 0);     /* the cube: blue, for it is certain */
        assert_colour(&drawn, 160, 120, 100, 100, 100); /* within it: nothing */
        assert_colour(&drawn, 5, 5, 100, 100, 100);
    }
    result.confidence = 0;
    assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
    assert_colour(&drawn, 160, 100, 0, 0, 255); /* uncertain: red */
    result.success = 0;
    made_frame_data(&frame)->described = 0;
    assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
    assert_colour(&drawn, 160, 100, 100, 100, 100);
    facs_overlay_close(&overlay);
    made_frame_free(&frame);
}

static void test_gaze(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_image drawn;
    facs_pool_frame frame = made_frame(0, WIDTH, HEIGHT, 0);
    facs_face_data *data = made_frame_data(&frame);
    facs_result result = make_face(data);
    const float lines[2][2][2] = {{{30, 150}, {90, 150}}, {{100, 150}, {130, 150}}};
    memcpy(data->gaze, lines, sizeof(lines));
    assert_int_equal(facs_overlay_open(&overlay, WIDTH, HEIGHT, NULL), 0);
    assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
    assert_colour(&drawn, 60, 150, 100, 100, 100); /* not measured: not drawn */
    data->has_gaze = 1;
    assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
    assert_colour(&drawn, 60, 150, 102, 217, 0);
    assert_colour(&drawn, 115, 150, 102, 217, 0);
    facs_overlay_close(&overlay);
    made_frame_free(&frame);
}

/* A face that lies beyond the picture, far beyond, is no fault. */
static void test_wild_places(void **state)
{
    (void)state;
    static const float wild[] = {-1e30f, 1e30f, -5000, 5000, 0};
    facs_overlay *overlay;
    facs_image drawn;
    facs_pool_frame frame = made_frame(0, WIDTH, HEIGHT, 0);
    facs_face_data *data = made_frame_data(&frame);
    assert_int_equal(facs_overlay_open(&overlay, WIDTH, HEIGHT, NULL), 0);
    for (int k = 0; k < 25; k++) {
        facs_result result = make_face(data);
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            result.landmarks[i] = wild[(k + i) % 5];
        for (int i = 0; i < 4; i++)
            result.box[i] = wild[(k / 5 + i) % 5];
        for (int i = 0; i < FACS_CUBE_CORNERS; i++)
            data->cube[i][i % 2] = wild[(k + i) % 5];
        assert_int_equal(facs_overlay_draw(overlay, &frame, &result, 0, &drawn, NULL), 0);
    }
    facs_overlay_close(&overlay);
    made_frame_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_frame_without_a_face),
        cmocka_unit_test(test_a_face),
        cmocka_unit_test(test_gaze),
        cmocka_unit_test(test_wild_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
