/* The warp: places with known results, edges of the picture, and hostile files. */
#include "cmocka_all.h"
#include "made_network.h"

#include "landmarks/piecewise_warp.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POINTS  5 /* four corners, and one that no triangle uses */
#define SIDE    9 /* pixels of the reference */
#define MISSING 3 /* of its first pixels, in the mask */
#define MIN     (-4.5)
#define WIDTH   20
#define HEIGHT  16
#define STRIDE  23

static facs_error error;

typedef struct world {
    facs_piecewise_warp *warp;
    uint8_t picture[HEIGHT * STRIDE];
    facs_grey source;
    int32_t values[SIDE * SIDE + 1]; /* and a guard */
} world;

static world open_world(void)
{
    world w = {.source = {.width = WIDTH, .height = HEIGHT, .stride = STRIDE}};
    made_bytes bytes = {0};

    made_warp(&bytes, POINTS, SIDE, MISSING, MIN);
    facs_file file = made_file_of(&bytes, bytes.size);
    file.error = &error;
    assert_int_equal(facs_piecewise_warp_read(&w.warp, POINTS, &file), 0);
    assert_int_equal(file.at, file.size);
    facs_file_free(&file);
    free(bytes.data);
    for (int i = 0; i < HEIGHT * STRIDE; i++)
        w.picture[i] = (uint8_t)(127.5f + 255 * made_weight(0, i, 0, 0, 0));
    return w;
}

/* Warps; pixels outside the mask must be 0, and nothing may be written past the end. */
static void apply(world *w, const float *landmarks)
{
    w->source.pixels = w->picture;
    memset(w->values, 0x5a, sizeof(w->values));
    facs_piecewise_warp_apply(w->warp, &w->source, landmarks, w->values);
    for (int i = 0; i < MISSING; i++)
        assert_int_equal(w->values[i], 0);
    assert_int_equal(w->values[SIDE * SIDE], 0x5a5a5a5a);
}

/* Grey level; 0 outside. */
static int grey(const world *w, int x, int y)
{
    return x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT ? w->picture[y * STRIDE + x] : 0;
}

/* Every value of the mask is the bilinear one at its pixel plus x, y, which are in 32nds. */
static void check_moved(const world *w, int x, int y)
{
    for (int i = MISSING; i < SIDE * SIDE; i++) {
        int at_x = i % SIDE * 32 + x + 3200, at_y = i / SIDE * 32 + y + 3200;
        int left = at_x / 32 - 100, top = at_y / 32 - 100, dx = at_x % 32, dy = at_y % 32;
        int expected = (32 - dy) * ((32 - dx) * grey(w, left, top) + dx * grey(w, left + 1, top)) +
                       dy * ((32 - dx) * grey(w, left, top + 1) + dx * grey(w, left + 1, top + 1));
        assert_int_equal(w->values[i], expected);
    }
}

/* 32nds of a pixel, and halves of these, rounded to even as in OpenCV; all edges. */
static void a_moved_square_shows_what_lies_under_it(void **state)
{
    (void)state;
    static const struct {
        float x, y;
        int x32, y32;
    } moves[] = {{0, 0, 0, 0},
                 {3, 5, 96, 160},
                 {2.5f, 1.25f, 80, 40},
                 {1 + 1 / 64.f, 1 + 3 / 64.f, 32, 34},
                 {1.03125f, 0.96875f, 33, 31},
                 {-3.5f, -2, -112, -64},
                 {WIDTH - 4.5f, HEIGHT - 5.75f, WIDTH * 32 - 144, HEIGHT * 32 - 184},
                 {-SIDE - 5, 2, -32 * (SIDE + 5), 64},
                 {2, HEIGHT + 1, 64, 32 * (HEIGHT + 1)}};
    world w = open_world();
    float landmarks[2 * POINTS];

    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        made_square(landmarks, POINTS, SIDE, moves[i].x, moves[i].y);
        apply(&w, landmarks);
        check_moved(&w, moves[i].x32, moves[i].y32);
    }
    facs_piecewise_warp_close(&w.warp);
    assert_null(w.warp);
}

/* The lower left corner belongs only to the lower triangle: pixels above the diagonal stay. */
static void a_corner_moves_its_own_triangle_only(void **state)
{
    (void)state;
    world w = open_world();
    float landmarks[2 * POINTS];
    int changed = 0;

    made_square(landmarks, POINTS, SIDE, 3, 2);
    landmarks[3] += 2;
    landmarks[3 + POINTS] -= 1;
    apply(&w, landmarks);
    for (int i = MISSING; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE, plain = 1024 * grey(&w, x + 3, y + 2);
        if (y <= x)
            assert_int_equal(w.values[i], plain);
        else
            changed += w.values[i] != plain;
    }
    assert_true(changed > SIDE * (SIDE - 1) / 2 - 5); /* chance may leave some */
    /* The corner itself is where its landmark is. */
    assert_int_equal(w.values[SIDE * (SIDE - 1)], 1024 * grey(&w, 5, 2 + SIDE - 2));
    facs_piecewise_warp_close(&w.warp);
}

static void landmarks_without_a_place_give_nothing(void **state)
{
    (void)state;
    static const float wild[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e9f};
    world w = open_world();
    float landmarks[2 * POINTS];

    for (size_t i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
        made_square(landmarks, POINTS, SIDE, 0, 0);
        for (int k = 0; k < 4; k++)
            landmarks[k] = wild[i];
        apply(&w, landmarks);
        for (int k = 0; k < SIDE * SIDE; k++)
            assert_int_equal(w.values[k], 0);
    }
    facs_piecewise_warp_close(&w.warp);
}

/* ---- Hostile files -------------------------------------------------------------------------- */

static void check_refused(const made_bytes *bytes, size_t size, int points, const char *what)
{
    facs_piecewise_warp *warp;
    facs_file file = made_file_of(bytes, size);
    file.error = &error;

    memset(&error, 0, sizeof(error));
    assert_int_equal(facs_piecewise_warp_read(&warp, points, &file), -EINVAL);
    assert_null(warp);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    if (!strstr(error.text, what))
        fail_msg("expected \"%s\", found \"%s\"", what, error.text);
    facs_file_free(&file);
}

/* Offsets in a made warp, bytes. */
#define AT_SHAPE     (4 + 16)
#define AT_TRIANGLES (AT_SHAPE + 12 + 16 * POINTS)
#define AT_IDS       (AT_TRIANGLES + 12 + 24)
#define AT_MASK      (AT_IDS + 12 + 4 * SIDE * SIDE)
#define AT_SHARES    (AT_MASK + 12 + 4 * SIDE * SIDE)

static void damaged_warps_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        int32_t value;
        const char *what;
    } bad[] = {
        {0, SIDE * SIDE - MISSING + 1, "announced number of pixels"},
        {0, 0, "1 to 16384 pixels"},
        {4 + 4, 0x7ff00000, "place"}, /* infinity */
        {AT_SHAPE, 2 * POINTS - 2, "x and y of each landmark"},
        {AT_SHAPE + 8, 5, "x and y of each landmark"},
        {AT_TRIANGLES, 3, "triangles"},
        {AT_TRIANGLES, 0x7fffffff, "three landmarks"},
        {AT_TRIANGLES + 4, 2, "three landmarks"},
        {AT_TRIANGLES + 12, POINTS, "between landmarks"},
        {AT_TRIANGLES + 12, -1, "between landmarks"},
        {AT_IDS, 129, "128 x 128"},
        {AT_IDS + 12 + 4 * SIDE, 2, "the pixels' triangles"},
        {AT_IDS + 12 + 4 * SIDE, -2, "the pixels' triangles"},
        {AT_IDS + 12 + 4 * SIDE, -1, "a triangle for each pixel"},
        {AT_MASK, SIDE - 1, "the triangles' size"},
        {AT_MASK + 12 + 4 * SIDE, 2, "0 and 1"},
        {AT_MASK + 12 + 4 * SIDE, 0, "announced number of pixels"},
        {AT_SHARES, 1, "coefficients"},
        {AT_SHARES + 12 + 4, 0x7ff80000, "coefficients"}, /* not a number */
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        made_bytes bytes = {0};
        made_warp(&bytes, POINTS, SIDE, MISSING, MIN);
        made_replace(&bytes, bad[i].at, bad[i].value);
        check_refused(&bytes, bytes.size, POINTS, bad[i].what);
        free(bytes.data);
    }
}

static void truncated_warps_are_refused(void **state)
{
    (void)state;
    made_bytes bytes = {0};
    made_warp(&bytes, POINTS, SIDE, MISSING, MIN);
    for (size_t size = 0; size < bytes.size; size++)
        check_refused(&bytes, size, POINTS, "made");
    check_refused(&bytes, bytes.size, 129, "128 landmarks");
    check_refused(&bytes, bytes.size, POINTS - 1, "x and y of each landmark");
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moved_square_shows_what_lies_under_it),
        cmocka_unit_test(a_corner_moves_its_own_triangle_only),
        cmocka_unit_test(landmarks_without_a_place_give_nothing),
        cmocka_unit_test(damaged_warps_are_refused),
        cmocka_unit_test(truncated_warps_are_refused),
    };
    return cmocka_run_group_tests_name("piecewise_warp", tests, NULL, NULL);
}
