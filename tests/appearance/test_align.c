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

#define POINTS FACS_LANDMARKS
#define PIXELS (FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE)

typedef struct reference {
    facs_pdm *pdm;
    facs_triangulation *triangulation;
    double *landmarks, *global, *warp;
    uint8_t *face;
} reference;

static reference open_reference(void)
{
    char path[1024];
    reference r;
    snprintf(path, sizeof(path), "%s/openface/AU_predictors/In-the-wild_aligned_PDM_68.txt",
             shared_models());
    shared_path("golden/default");
    assert_int_equal(facs_pdm_open(&r.pdm, path, NULL), 0);
    snprintf(path, sizeof(path), "%s/openface/AU_predictors/tris_68_full.txt", shared_models());
    assert_int_equal(facs_triangulation_open(&r.triangulation, path, POINTS, NULL), 0);
    r.landmarks = golden_doubles("landmarks", 2 * POINTS);
    r.global = golden_doubles("calcparams_global", 6);
    r.warp = golden_doubles("warp_matrix", 6);
    r.face = golden_bytes("aligned_masked", FACS_ALIGNED_BYTES);
    return r;
}

static void close_reference(reference *r)
{
    facs_pdm_close(&r->pdm);
    facs_triangulation_close(&r->triangulation);
    free(r->landmarks);
    free(r->global);
    free(r->warp);
    free(r->face);
}

static void take(const reference *r, int frame, float *landmarks, double warp[6])
{
    for (int i = 0; i < 2 * POINTS; i++)
        landmarks[i] = (float)r->landmarks[2 * POINTS * frame + i];
    assert_int_equal(
        facs_align_transform(r->pdm, landmarks, r->global + 6 * frame + 4, &facs_aligned_au, warp),
        0);
}

/* OpenFace computes the matrix in 32 bits: about 1e-7 of the offsets, which are about 100
 * pixels. */
static void test_transform_agrees_with_openface(void **state)
{
    (void)state;
    reference r = open_reference();
    double linear = 0, offset = 0;

    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[2 * POINTS];
        double warp[6];
        take(&r, i, landmarks, warp);
        for (int k = 0; k < 6; k++) {
            double *worst = k % 3 == 2 ? &offset : &linear;
            *worst = fmax(*worst, fabs(warp[k] - r.warp[6 * i + k]));
        }
    }
    print_message("largest difference %.2e, offsets %.2e px\n", linear, offset);
    close_reference(&r);
    assert_true(linear < 1e-6);
    assert_true(offset < 1e-3);
}

static void test_masked_face_agrees_with_openface(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS], face[FACS_ALIGNED_BYTES];
    reference r = open_reference();
    int sum = 0, beyond = 0, unequal = 0;
    double ms = 0, values = 0;

    for (int i = 0; i < GOLDEN_FRAMES; i += 25) { /* the frames that exist as pictures */
        float landmarks[2 * POINTS];
        double warp[6];
        uint8_t *pixels = golden_frame(i);
        const facs_image frame = {.pixels = pixels, .width = 640, .height = 480, .stride = 1920};
        take(&r, i, landmarks, warp);
        facs_align_mask(r.triangulation, landmarks, warp, &facs_aligned_au, mask);
        double start = facs_clock_ms();
        facs_align_warp(&frame, warp, mask, FACS_ALIGNED_SIDE, face);
        ms += facs_clock_ms() - start;
        free(pixels);
        for (int k = 0; k < FACS_ALIGNED_BYTES; k++) {
            int off = abs(face[k] - r.face[(ptrdiff_t)i * FACS_ALIGNED_BYTES + k]);
            sum += off;
            unequal += off != 0;
            beyond += off > 3;
            values++;
        }
    }
    close_reference(&r);
    print_message("mean %.2e grey levels; %d of %.0f values differ, %d by more than 3; "
                  "%.0f microseconds\n",
                  sum / values, unequal, values, beyond, ms * 1e3 / 8);
    assert_true(sum < 0.01 * values); /* coordinates on the verge of a 32nd of a pixel */
    assert_true(beyond == 0);
}

/* ---- Without reference values ---------------------------------------------------------------- */

/* Places landmarks at the mean face's x, y by a similarity: scale, angle, then shift. */
static void place_mean(const facs_pdm *pdm, double scale, double angle, const double shift[2],
                       float *landmarks)
{
    const double global[6] = {scale, 0, 0, angle, shift[0], shift[1]};
    const double local[FACS_PDM_MAX_MODES] = {0};
    made_landmarks(pdm, global, local, landmarks);
}

/* What a similarity placed comes back as 0.7 * mean face, with the centre at (56, 56). */
static void test_transform_undoes_a_similarity(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(POINTS, 1);
    const double shift[2] = {310, 190};

    for (int i = 0; i < 12; i++) { /* all around: no reflection, no half turn */
        float landmarks[2 * POINTS];
        double warp[7] = {[6] = 123};
        place_mean(pdm, 0.5 + i, i * 0.5, shift, landmarks);
        assert_int_equal(facs_align_transform(pdm, landmarks, shift, &facs_aligned_au, warp), 0);
        for (int k = 0; k < POINTS; k++) {
            double x = (double)landmarks[k], y = (double)landmarks[k + POINTS];
            double to_x = warp[0] * x + warp[1] * y + warp[2];
            double to_y = warp[3] * x + warp[4] * y + warp[5];
            assert_true(fabs(to_x - 56 - 0.7 * pdm->mean[k]) < 1e-4);
            assert_true(fabs(to_y - 56 - 0.7 * pdm->mean[k + POINTS]) < 1e-4);
        }
        assert_true(warp[6] == 123);
    }
    facs_pdm_close(&pdm);
}

static void test_transform_refuses(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(POINTS, 1), *small = made_pdm(12, 1);
    const double centre[2] = {300, 200}, no_centre[2] = {(double)NAN, 0};
    float landmarks[2 * POINTS];
    double warp[6];

    place_mean(pdm, 2, 0, centre, landmarks);
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &facs_aligned_au, warp), 0);
    assert_int_equal(facs_align_transform(small, landmarks, centre, &facs_aligned_au, warp),
                     -EINVAL);
    assert_int_equal(facs_align_transform(pdm, landmarks, no_centre, &facs_aligned_au, warp),
                     -EINVAL);
    landmarks[POINTS + 36] = INFINITY; /* a rigid one */
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &facs_aligned_au, warp), -EINVAL);
    landmarks[POINTS + 36] = NAN;
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &facs_aligned_au, warp), -EINVAL);
    for (int i = 0; i < 2 * POINTS; i++)
        landmarks[i] = 63.7f;
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &facs_aligned_au, warp), -EINVAL);
    facs_pdm_close(&pdm);
    facs_pdm_close(&small);
}

/* A frame in memory of exactly its size (the last row without padding), so that ASan sees every
 * overrun. */
typedef struct frame {
    facs_image image;
    uint8_t *pixels;
} frame;

static frame make_frame(int width, int height, int padding)
{
    size_t stride = (size_t)(3 * width + padding);
    size_t bytes = stride * (size_t)(height - 1) + 3 * (size_t)width;
    frame f = {.pixels = malloc(bytes)};
    uint32_t seed = 47;

    assert_non_null(f.pixels);
    for (size_t i = 0; i < bytes; i++)
        f.pixels[i] = (uint8_t)(128 + 127 * made_number(&seed));
    f.image = (facs_image){
        .pixels = f.pixels, .width = width, .height = height, .stride = (ptrdiff_t)stride};
    return f;
}

/* The grey level at a place of the frame, 0 beyond its borders. */
static int level(const facs_image *image, int x, int y, int c)
{
    if (x < 0 || y < 0 || x >= image->width || y >= image->height)
        return 0;
    return image->pixels[y * image->stride + 3 * x + c];
}

static void warp_guarded(const facs_image *image, const double warp[6], const uint8_t *mask,
                         uint8_t face[FACS_ALIGNED_BYTES])
{
    static uint8_t guarded[FACS_ALIGNED_BYTES + 32];
    memset(guarded, 0xa5, sizeof(guarded));
    facs_align_warp(image, warp, mask, FACS_ALIGNED_SIDE, guarded + 16);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(guarded[i], 0xa5);
        assert_int_equal(guarded[FACS_ALIGNED_BYTES + 16 + i], 0xa5);
    }
    memcpy(face, guarded + 16, FACS_ALIGNED_BYTES);
}

/* Shifts by whole pixels copy; by half a pixel they give the mean of four, rounded half up. */
static void test_warp_shifts(void **state)
{
    (void)state;
    static const int sizes[][3] = {{112, 112, 0}, {37, 29, 5}, {1, 1, 0}, {1, 300, 7}, {300, 1, 1}};
    static const int shifts[][2] = {{0, 0}, {-20, 7}, {60, 60}, {-36, -28}, {200, 0}};
    static uint8_t face[FACS_ALIGNED_BYTES];

    for (int i = 0; i < 25; i++) {
        const int *size = sizes[i % 5], *shift = shifts[i / 5];
        frame f = make_frame(size[0], size[1], size[2]);
        const double whole[6] = {1, 0, shift[0], 0, 1, shift[1]};
        const double half[6] = {1, 0, shift[0] - 0.5, 0, 1, shift[1] - 0.5};
        for (int by_half = 0; by_half < 2; by_half++) {
            warp_guarded(&f.image, by_half ? half : whole, NULL, face);
            for (int k = 0; k < FACS_ALIGNED_BYTES; k++) {
                int c = k % 3, x = k / 3 % 112 - shift[0], y = k / 336 - shift[1];
                int expected = level(&f.image, x, y, c);
                if (by_half)
                    expected =
                        (expected + level(&f.image, x + 1, y, c) + level(&f.image, x, y + 1, c) +
                         level(&f.image, x + 1, y + 1, c) + 2) /
                        4;
                assert_int_equal(face[k], expected);
            }
        }
        free(f.pixels);
    }
}

static void test_warp_keeps_to_the_mask(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS], whole[FACS_ALIGNED_BYTES], masked[FACS_ALIGNED_BYTES];
    const double warp[6] = {.8, .3, -5, -.3, .8, 20};
    frame f = make_frame(150, 90, 3);

    for (int i = 0; i < PIXELS; i++)
        mask[i] = i % 7 < 3;
    warp_guarded(&f.image, warp, NULL, whole);
    warp_guarded(&f.image, warp, mask, masked);
    for (int k = 0; k < FACS_ALIGNED_BYTES; k++)
        assert_int_equal(masked[k], mask[k / 3] ? whole[k] : 0);
    free(f.pixels);
}

/* Wild matrices: nothing outside the frame is read, and a matrix without an inverse gives a black
 * face. */
static void test_warp_of_any_matrix(void **state)
{
    (void)state;
    static const double wild[] = {0, 1, -1, 1e-300, 1e-9, 1e9, 1e300, -1e300};
    static uint8_t face[FACS_ALIGNED_BYTES], black[FACS_ALIGNED_BYTES];
    frame f = make_frame(40, 30, 0);
    uint32_t seed = 53;

    for (int i = 0; i < 300; i++) {
        double warp[6];
        for (int k = 0; k < 6; k++)
            warp[k] = wild[(int)(3.999 * (1 + made_number(&seed)))];
        if (i % 10 == 0)
            warp[i / 10 % 6] = i % 20 ? (double)NAN : (double)INFINITY;
        warp_guarded(&f.image, warp, NULL, face);
        double determinant = warp[0] * warp[4] - warp[1] * warp[3];
        if (!isfinite(determinant) || determinant == 0)
            assert_memory_equal(face, black, sizeof(face));
    }
    free(f.pixels);
}

/* In a form with twice the side and scale, the even pixels are those of the predictors' form,
 * because powers of two are exact. So is the mask, including the brows. */
static void test_a_form_of_twice_the_size(void **state)
{
    (void)state;
    static uint8_t mask[PIXELS], face[FACS_ALIGNED_BYTES], large_mask[4 * PIXELS],
        large[4 * FACS_ALIGNED_BYTES];
    const facs_aligned_form twice = {2 * FACS_ALIGNED_SIDE, 2 * facs_aligned_au.scale};
    int corners[2][3] = {{0, 19, 45}, {8, 24, 36}};
    const facs_triangulation triangulation = {2, corners};
    const double centre[2] = {80, 60};
    double warp[6], large_warp[6];
    float landmarks[2 * POINTS];
    facs_pdm *pdm = made_pdm(POINTS, 1);
    frame f = make_frame(160, 120, 1);
    int differ = 0, inside = 0;

    place_mean(pdm, 0.9, 0.3, centre, landmarks);
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &facs_aligned_au, warp), 0);
    assert_int_equal(facs_align_transform(pdm, landmarks, centre, &twice, large_warp), 0);
    facs_align_mask(&triangulation, landmarks, warp, &facs_aligned_au, mask);
    facs_align_mask(&triangulation, landmarks, large_warp, &twice, large_mask);
    facs_align_warp(&f.image, warp, NULL, FACS_ALIGNED_SIDE, face);
    facs_align_warp(&f.image, large_warp, NULL, twice.side, large);
    for (int i = 0; i < PIXELS; i++) {
        int x = 2 * (i % FACS_ALIGNED_SIDE), y = 2 * (i / FACS_ALIGNED_SIDE);
        int k = y * twice.side + x;
        differ += mask[i] != large_mask[k] || memcmp(face + 3 * i, large + 3 * k, 3) != 0;
        inside += mask[i];
    }
    assert_int_equal(differ, 0);
    assert_true(inside > 500); /* the triangles cover much of the face */
    free(f.pixels);
    facs_pdm_close(&pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transform_agrees_with_openface),
        cmocka_unit_test(test_masked_face_agrees_with_openface),
        cmocka_unit_test(test_transform_undoes_a_similarity),
        cmocka_unit_test(test_transform_refuses),
        cmocka_unit_test(test_a_form_of_twice_the_size),
        cmocka_unit_test(test_warp_shifts),
        cmocka_unit_test(test_warp_keeps_to_the_mask),
        cmocka_unit_test(test_warp_of_any_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
