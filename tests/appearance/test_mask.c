#include "cmocka_all.h"
#include "golden.h"
#include "made_pdm.h"

#include "appearance/align.h"
#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIDE   FACS_ALIGNED_SIDE
#define POINTS FACS_LANDMARKS
#define PIXELS (SIDE * SIDE)

static const double identity[6] = {1, 0, 0, 0, 1, 0};

static void test_mask_agrees_with_openface(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS];
    char path[1024];
    facs_triangulation *triangulation;
    int off = 0;
    double ms = 0;

    snprintf(path, sizeof(path), "%s/openface/AU_predictors/tris_68_full.txt", shared_models());
    shared_path("golden/default");
    assert_int_equal(facs_triangulation_open(&triangulation, path, POINTS, NULL), 0);
    assert_int_equal(triangulation->count, 111);
    double *points = golden_doubles("landmarks", 2 * POINTS);
    double *warp = golden_doubles("warp_matrix", 6);
    uint8_t *golden = golden_bytes("align_mask", PIXELS);
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[2 * POINTS];
        for (int k = 0; k < 2 * POINTS; k++)
            landmarks[k] = (float)points[2 * POINTS * i + k];
        double start = facs_clock_ms();
        facs_align_mask(triangulation, landmarks, warp + 6 * i, &facs_aligned_au, mask);
        ms += facs_clock_ms() - start;
        for (int k = 0; k < PIXELS; k++)
            off += mask[k] != golden[(ptrdiff_t)i * PIXELS + k];
    }
    print_message("%d of %d pixels differ; %.0f microseconds\n", off, GOLDEN_FRAMES * PIXELS,
                  ms * 1e3 / GOLDEN_FRAMES);
    facs_triangulation_close(&triangulation);
    assert_null(triangulation);
    free(points);
    free(warp);
    free(golden);
    assert_true(
        off <=
        20); /* corners are in 32 bits there: a pixel's centre may be within 1e-5 of an edge */
}

/* ---- Without reference values ---------------------------------------------------------------- */

/* Fills one triangle of points 1, 2, 3, which are not raised; guards on both sides of the
 * buffer. */
static void fill_one(const float x[3], const float y[3], uint8_t mask[PIXELS])
{
    static uint8_t guarded[PIXELS + 32];
    int corners[1][3] = {{1, 2, 3}};
    const facs_triangulation triangulation = {1, corners};
    float landmarks[2 * POINTS] = {0};

    for (int k = 0; k < 3; k++) {
        landmarks[1 + k] = x[k];
        landmarks[1 + k + POINTS] = y[k];
    }
    memset(guarded, 0xa5, sizeof(guarded));
    facs_align_mask(&triangulation, landmarks, identity, &facs_aligned_au, guarded + 16);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(guarded[i], 0xa5);
        assert_int_equal(guarded[PIXELS + 16 + i], 0xa5);
    }
    memcpy(mask, guarded + 16, PIXELS);
}

static int count(const uint8_t *mask)
{
    int sum = 0;
    for (int i = 0; i < PIXELS; i++)
        sum += mask[i];
    return sum;
}

/* Centres on an edge are inside: 11 + 10 + ... + 1 of them in a right triangle of side 10. */
static void test_edges_are_inside(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS];
    const float x[3] = {20, 30, 20}, y[3] = {40, 40, 50};
    fill_one(x, y, mask);
    assert_int_equal(count(mask), 66);
    assert_int_equal(mask[40 * SIDE + 20] + mask[40 * SIDE + 30] + mask[50 * SIDE + 20], 3);
    assert_int_equal(mask[45 * SIDE + 25], 1);
    assert_int_equal(mask[46 * SIDE + 25], 0);
}

/* Compared with the definition, pixel by pixel; also larger than the face, and of either
 * orientation. */
static void test_equals_the_definition(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS];
    uint32_t seed = 61;

    for (int i = 0; i < 200; i++) {
        double reach = i % 2 ? 60 : 200;
        float x[3], y[3];
        for (int k = 0; k < 3; k++) {
            x[k] = (float)(56 + reach * made_number(&seed));
            y[k] = (float)(56 + reach * made_number(&seed));
        }
        fill_one(x, y, mask);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            int positive = 0, negative = 0;
            for (int k = 0; k < 3; k++) {
                double ax = (double)x[k], ay = (double)y[k];
                double bx = (double)x[(k + 1) % 3], by = (double)y[(k + 1) % 3];
                double side = (bx - ax) * (pixel / SIDE - ay) - (by - ay) * (pixel % SIDE - ax);
                positive += side > 0;
                negative += side < 0;
            }
            assert_int_equal(mask[pixel], !(positive && negative));
        }
    }
}

static void test_any_corners(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS];
    static const float wild[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-38f, 0, 56};
    uint32_t seed = 67;

    for (int i = 0; i < 500; i++) {
        float x[3], y[3];
        int finite = 1;
        for (int k = 0; k < 3; k++) {
            x[k] = wild[(int)(3.999 * (1 + made_number(&seed)))];
            y[k] = wild[(int)(3.999 * (1 + made_number(&seed)))];
            finite &= isfinite(x[k]) && isfinite(y[k]);
        }
        fill_one(x, y, mask);
        if (!finite)
            assert_int_equal(count(mask), 0);
    }
    const float line_x[3] = {10, 20, 30}, line_y[3] = {10, 20, 30};
    fill_one(line_x, line_y, mask);
    assert_int_equal(count(mask), 0);
    const float around_x[3] = {-3e38f, 3e38f, 0}, around_y[3] = {-3e38f, -3e38f, 3e38f};
    fill_one(around_x, around_y, mask);
    assert_int_equal(count(mask), PIXELS);
}

/* Points 0, 16 and 17..26 are 30 pixels higher in the mask; the warp comes first. */
static void test_brows_are_raised(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS];
    const double twice[6] = {2, 0, 10, 0, 2, 0};

    for (int point = 0; point < POINTS - 2; point++) {
        int corners[1][3] = {{point, 66, 67}};
        const facs_triangulation triangulation = {1, corners};
        float landmarks[2 * POINTS] = {0};
        int raised = point == 0 || (point >= 16 && point <= 26);
        landmarks[point] = 20; /* to 50, 80 and, if raised, 50, 50 */
        landmarks[point + POINTS] = 40;
        landmarks[66] = 15; /* to 40, 100 */
        landmarks[66 + POINTS] = 50;
        landmarks[67] = 25; /* to 60, 100 */
        landmarks[67 + POINTS] = 50;
        facs_align_mask(&triangulation, landmarks, twice, &facs_aligned_au, mask);
        assert_int_equal(mask[50 * SIDE + 50], raised);
        assert_int_equal(mask[49 * SIDE + 50], 0);
        assert_int_equal(mask[80 * SIDE + 50], 1);
        assert_int_equal(mask[79 * SIDE + 50], raised);
    }
}

static int open_text(facs_triangulation **triangulation, const char *text, facs_error *error)
{
    const char *path = made_file(text, strlen(text));
    int status = facs_triangulation_open(triangulation, path, POINTS, error);
    unlink(path);
    return status;
}

static void test_reads_a_triangulation(void **state)
{
    (void)state;
    facs_triangulation *t;
    const int expected[2][3] = {{0, 1, 67}, {5, 6, 7}};
    assert_int_equal(open_text(&t, "2\n3\n4\n0 1 67\n5 6 7\n\n", NULL), 0);
    assert_int_equal(t->count, 2);
    assert_memory_equal(t->corners, expected, sizeof(expected));
    facs_triangulation_close(&t);
    facs_triangulation_close(&t);
}

static void test_refuses_a_triangulation(void **state)
{
    (void)state;
    static const char *const damaged[] = {
        "",
        "2",
        "2 3",
        "2 3 4",
        "2 3 4 0 1 2 3 4", /* one corner is missing */
        "1 3 4 0 1 68",    /* of 68 points */
        "1 3 4 0 -1 2",
        "1 3 4 0 1 2147483648",
        "0 3 4",
        "-1 3 4 0 1 2",
        "4097 3 4 0 1 2",
        "2147483647 3 4 0 1 2",
        "715827883 3 4 0 1 2", /* three times that overflows 31 bits */
        "1 4 4 0 1 2 3",
        "3 1 4 0 1 2",
        "1 3 6 0 1 2",
        "1 3 4 0 1 2 3", /* goes on */
        "1 3 4 0 1 2.5",
        "1 3 4 0 1 x",
    };
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        facs_triangulation *t = (facs_triangulation *)(uintptr_t)1;
        facs_error error = {0};
        assert_int_equal(open_text(&t, damaged[i], &error), -EINVAL);
        assert_null(t);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "expected"));
    }
    facs_triangulation *t;
    assert_int_equal(facs_triangulation_open(&t, "/tmp/facs-test-absent", POINTS, NULL), -ENOENT);
    assert_null(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mask_agrees_with_openface),
        cmocka_unit_test(test_edges_are_inside),
        cmocka_unit_test(test_equals_the_definition),
        cmocka_unit_test(test_any_corners),
        cmocka_unit_test(test_brows_are_raised),
        cmocka_unit_test(test_reads_a_triangulation),
        cmocka_unit_test(test_refuses_a_triangulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
