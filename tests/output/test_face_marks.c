/* A face's marks: their places and colours, in both styles. */
#include "output/face_marks.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH  200
#define HEIGHT 160
#define GREY   100

typedef struct canvas {
    cairo_surface_t *surface;
    cairo_t *cairo;
} canvas;

static canvas c;

static int open_canvas(void **state)
{
    (void)state;
    if (facs_cairo_open(NULL) < 0)
        return -1;
    c.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    c.cairo = cairo_create(c.surface);
    cairo_set_source_rgb(c.cairo, GREY / 255.0, GREY / 255.0, GREY / 255.0);
    cairo_paint(c.cairo);
    cairo_translate(c.cairo, 0.5, 0.5);
    return 0;
}

static int close_canvas(void **state)
{
    (void)state;
    cairo_destroy(c.cairo);
    cairo_surface_destroy(c.surface);
    return 0;
}

/* A face with points in a row, a box, a cube whose near and far sides are squares, and no gaze. */
static facs_drawn_face make_face(void)
{
    facs_drawn_face face = {.result = {.success = 1, .confidence = 1, .box = {20, 30, 100, 80}},
                            .marks = {.axes = {{150, 40}, {170, 40}, {150, 60}, {140, 45}}}};
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        face.result.landmarks[i] = 40 + (float)i;
        face.result.landmarks[i + FACS_LANDMARKS] = 70;
    }
    for (int i = 0; i < FACS_CUBE_CORNERS; i++) {
        face.marks.cube[i][0] = i & 1 ? 180 : 140;
        face.marks.cube[i][1] = i & 2 ? 140 : 100;
    }
    return face;
}

static uint32_t pixel(int x, int y)
{
    cairo_surface_flush(c.surface);
    const unsigned char *row = cairo_image_surface_get_data(c.surface) +
                               (ptrdiff_t)y * cairo_image_surface_get_stride(c.surface);
    uint32_t value;
    memcpy(&value, row + 4 * (ptrdiff_t)x, sizeof(value));
    return value & 0xffffff;
}

static void assert_colour(int x, int y, int red, int green, int blue)
{
    const uint32_t p = pixel(x, y);
    const int r = p >> 16, g = p >> 8 & 255, b = p & 255;
    if (abs(r - red) > 12 || abs(g - green) > 12 || abs(b - blue) > 12)
        fail_msg("at %d, %d: %d %d %d, not %d %d %d", x, y, r, g, b, red, green, blue);
}

static void test_openfaces_look(void **state)
{
    (void)state;
    facs_drawn_face face = make_face();
    facs_draw_tracked_marks(c.cairo, &face, 1);
    assert_colour(70, 70, 0, 0, 255);          /* a point: blue, with a red rim */
    assert_colour(120, 50, 255, 204, 0);       /* the box: yellow */
    assert_colour(160, 100, 0, 0, 255);        /* the cube: blue, because the face is certain */
    assert_colour(160, 120, GREY, GREY, GREY); /* inside it: nothing */
    face.result.confidence = 0;
    facs_draw_tracked_marks(c.cairo, &face, 1);
    assert_colour(160, 100, 255, 0, 0); /* uncertain: red */
}

static void test_gaze(void **state)
{
    (void)state;
    const float lines[2][2][2] = {{{30, 150}, {90, 150}}, {{100, 150}, {130, 150}}};
    facs_drawn_face face = make_face();
    memcpy(face.marks.gaze, lines, sizeof(lines));
    facs_draw_tracked_marks(c.cairo, &face, 1);
    facs_draw_marks(c.cairo, &face, NULL, 1);
    assert_colour(60, 150, GREY, GREY, GREY); /* not measured: not drawn */
    face.marks.has_gaze = 1;
    facs_draw_tracked_marks(c.cairo, &face, 1);
    assert_colour(60, 150, 0, 217, 102);
    assert_colour(115, 150, 0, 217, 102);
}

/* In the overlay: the face's colour, white points, and axes that point up and forward. */
static void test_the_overlays_look(void **state)
{
    (void)state;
    facs_drawn_face face = make_face();
    face.result.face_id = 1;
    facs_draw_marks(c.cairo, &face, NULL, 2);
    assert_colour(70, 70, 255, 255, 255); /* a point */
    const facs_colour colour = facs_colour_of_face(1);
    const double on_grey = 0.1 * GREY; /* the box lets a tenth through */
    assert_colour(120, 55, (int)(229.5 * colour.red + on_grey),
                  (int)(229.5 * colour.green + on_grey), (int)(229.5 * colour.blue + on_grey));
    assert_colour(163, 40, 255, 77, 77);  /* to the head's left */
    assert_colour(150, 27, 89, 235, 102); /* up, where the model's axis goes down */
    assert_colour(156, 37, 89, 140, 255); /* forward */
    assert_colour(150, 53, GREY, GREY, GREY);
    assert_colour(143, 44, GREY, GREY, GREY);
    assert_colour(30, 20, GREY, GREY, GREY); /* no name */
    facs_draw_marks(c.cairo, &face, "1", 2);
    assert_colour(22, 3, (int)(0.95 * 255 * colour.red + 5), (int)(0.95 * 255 * colour.green + 5),
                  (int)(0.95 * 255 * colour.blue + 5)); /* its label */
}

/* The first faces have different colours, and every number has one. */
static void test_colours(void **state)
{
    (void)state;
    for (int a = 0; a < 6; a++)
        for (int b = 0; b < a; b++) {
            const facs_colour x = facs_colour_of_face(a), y = facs_colour_of_face(b);
            assert_true(abs((int)(255 * (x.red - y.red))) + abs((int)(255 * (x.green - y.green))) +
                            abs((int)(255 * (x.blue - y.blue))) >
                        80);
        }
    assert_true(facs_colour_of_face(2147483647).red > 0);
    assert_int_equal(facs_face_colour(0), 0x5cccff); /* what other programs get */
    assert_int_equal(facs_face_colour(FACS_FACE_COLOURS), 0x5cccff);
    assert_int_equal(facs_face_colour(-1), 0x5cccff);
}

/* A face far outside the picture is not an error. */
static void test_wild_places(void **state)
{
    (void)state;
    static const float wild[] = {-1e30f, 1e30f, -5000, 5000, 0};
    for (int k = 0; k < 25; k++) {
        facs_drawn_face face = make_face();
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            face.result.landmarks[i] = wild[(k + i) % 5];
        for (int i = 0; i < 4; i++) {
            face.result.box[i] = wild[(k / 5 + i) % 5];
            face.marks.axes[i][k % 2] = wild[(k + i) % 5];
        }
        for (int i = 0; i < FACS_CUBE_CORNERS; i++)
            face.marks.cube[i][i % 2] = wild[(k + i) % 5];
        facs_draw_tracked_marks(c.cairo, &face, 1);
        facs_draw_marks(c.cairo, &face, "12", 1);
        assert_int_equal(cairo_status(c.cairo), CAIRO_STATUS_SUCCESS);
    }
}

#define ON_CANVAS(test) cmocka_unit_test_setup_teardown(test, open_canvas, close_canvas)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_CANVAS(test_openfaces_look),    ON_CANVAS(test_gaze),
        ON_CANVAS(test_the_overlays_look), ON_CANVAS(test_colours),
        ON_CANVAS(test_wild_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
