/* The panel: the length of bars, presence, several faces, and what the values are. */
#include "output/au_panel.h"

#include "drawn_frame.h"
#include "output/face_marks.h"

#include "cmocka_all.h"

#include <math.h>

#define UNIT   2 /* pixels */
#define WIDTH  (FACS_PANEL_WIDTH * UNIT)
#define HEIGHT (FACS_PANEL_HEIGHT * UNIT)

static uint8_t pixels[HEIGHT][WIDTH][3]; /* blue, green, red */

static facs_image draw(const facs_drawn_faces *faces, int warn)
{
    facs_au_panel *panel;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    const facs_au_panel_form form = {WIDTH, HEIGHT, UNIT, "values", warn};
    assert_int_equal(facs_au_panel_open(&panel, &form, NULL), 0);
    facs_au_panel_draw(panel, cairo, faces, 41, 83.25);
    facs_au_panel_close(&panel);
    assert_null(panel);
    assert_int_equal(cairo_status(cairo), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint32_t value;
            memcpy(&value, data + y * cairo_image_surface_get_stride(surface) + 4 * x, 4);
            for (int k = 0; k < 3; k++)
                pixels[y][x][k] = (uint8_t)(value >> 8 * k);
        }
    cairo_surface_destroy(surface);
    return (facs_image){
        .pixels = &pixels[0][0][0], .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
}

/* Counts pixels of the face's colour in the row of this bar. */
static int length_of(const facs_image *image, int au, int n, int count, int face_id)
{
    double bar[4];
    int length = 0;
    const facs_colour colour = facs_colour_of_face(face_id);
    facs_au_panel_bar(au, 5, n, count, bar);
    const int y = (int)(UNIT * (bar[1] + bar[3] / 2));
    for (int x = (int)(UNIT * bar[0]); x < (int)(UNIT * (bar[0] + bar[2])) + 4; x++) {
        const uint32_t p = drawn_pixel(image, x, y);
        length += abs(drawn_part(p, 16) - (int)(255 * colour.red)) < 8 &&
                  abs(drawn_part(p, 8) - (int)(255 * colour.green)) < 8 &&
                  abs(drawn_part(p, 0) - (int)(255 * colour.blue)) < 8;
    }
    return length;
}

/* A bar of 76 units for intensity 5; values out of range are clipped to its ends. */
static void test_bars_are_as_long_as_their_values(void **state)
{
    (void)state;
    static const float values[] = {0, 0.5f, 1, 2.25f, 4.9f, 5, 7, -1};
    static const float shown[] = {0, 0.5f, 1, 2.25f, 4.9f, 5, 5, 0};
    facs_pool_frame frame = drawn_frame(0, 8, 8, 1);
    facs_result *result = &drawn_faces(&frame)->faces[0].result;
    for (int r = 0; r < FACS_INTENSITIES; r++)
        result->intensity[r] = values[r % 8];
    const facs_image image = draw(drawn_faces(&frame), 0);
    for (int au = 0, r = 0; au < FACS_PRESENCES; au++) {
        if (au == 16) /* AU28 has no bar */
            continue;
        const double expected = UNIT * 76 * (double)shown[r++ % 8] / 5;
        const int length = length_of(&image, au, 0, 1, 0);
        if (fabs(length - expected) > 1) /* its end may cover part of a pixel */
            fail_msg("%s: %d pixels, not %.1f", facs_presence_name(au), length, expected);
    }
    drawn_frame_free(&frame);
}

/* A dot in the face's colour before each Action Unit that is present. */
static void test_presence(void **state)
{
    (void)state;
    double bar[4];
    facs_pool_frame frame = drawn_frame(0, 8, 8, 1);
    for (int au = 0; au < FACS_PRESENCES; au++)
        drawn_faces(&frame)->faces[0].result.presence[au] = (float)(au % 2);
    const facs_image image = draw(drawn_faces(&frame), 0);
    for (int au = 0; au < FACS_PRESENCES; au++) {
        facs_au_panel_bar(au, 5, 0, 1, bar);
        const uint32_t p = drawn_pixel(&image, 17 * UNIT, (int)(UNIT * (bar[1] + bar[3] / 2)));
        assert_int_equal(drawn_part(p, 0) > 200, au % 2);
    }
    drawn_frame_free(&frame);
}

/* Each face has its own bar in its colour; of five faces, the lost one has none. */
static void test_several_faces(void **state)
{
    (void)state;
    facs_pool_frame frame = drawn_frame(0, 8, 8, 5);
    for (int n = 0; n < 5; n++)
        drawn_faces(&frame)->faces[n].result.intensity[3] = (float)(n + 1);
    drawn_faces(&frame)->faces[2].result.success = 0;
    const facs_image image = draw(drawn_faces(&frame), 0);
    for (int n = 0; n < 4; n++) {
        const int face = n < 2 ? n : n + 1;
        assert_true(fabs(length_of(&image, 3, n, 4, face) - UNIT * 76 * (face + 1) / 5.0) <= 1);
        assert_int_equal(length_of(&image, 4, n, 4, face), 0);
    }
    drawn_faces(&frame)->faces[4].result.success = 0; /* three are seen, and one place is left */
    const facs_image fewer = draw(drawn_faces(&frame), 0);
    for (int n = 0; n < 4; n++) {
        const double expected = n == 2 ? 0 : UNIT * 76 * (n + 1) / 5.0;
        assert_true(fabs(length_of(&fewer, 3, n, 4, n) - expected) <= 1);
    }
    drawn_frame_free(&frame);
}

/* The foot is grey, or amber for a warning; frame and time are at the top. */
static void test_words(void **state)
{
    (void)state;
    facs_pool_frame frame = drawn_frame(0, 8, 8, 0);
    for (int warn = 0; warn < 2; warn++) {
        int amber = 0, light = 0, head = 0;
        const facs_image image = draw(drawn_faces(&frame), warn);
        for (int y = UNIT * 464; y < UNIT * 478; y++)
            for (int x = 0; x < WIDTH; x++) {
                const uint32_t p = drawn_pixel(&image, x, y);
                amber += drawn_part(p, 16) > 180 && drawn_part(p, 0) < 110;
                light += drawn_part(p, 16) > 120 && drawn_part(p, 0) > 120;
            }
        for (int x = 0; x < WIDTH; x++)
            head += drawn_part(drawn_pixel(&image, x, UNIT * 22), 16) > 200;
        assert_int_equal(amber > 20, warn);
        assert_int_equal(light > 20, !warn);
        assert_true(head > 20);
    }
    drawn_frame_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars_are_as_long_as_their_values),
        cmocka_unit_test(test_presence),
        cmocka_unit_test(test_several_faces),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
