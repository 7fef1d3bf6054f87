#include "cmocka_all.h"
#include "golden.h"
#include "made_pdm.h"

#include "appearance/align.h"
#include "appearance/fhog.h"
#include "appearance/fhog_cells.h"
#include "base/cpu.h"
#include "os/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE FACS_ALIGNED_SIDE

static void test_agrees_with_openface(void **state)
{
    (void)state;
    uint8_t *faces = golden_bytes("aligned_masked", FACS_ALIGNED_BYTES);
    double *fhog = golden_doubles("fhog", FACS_FHOG_SIZE);
    static float features[FACS_FHOG_SIZE];
    double worst = 0, ms = 0;

    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        double start = facs_clock_ms();
        facs_fhog(faces + (ptrdiff_t)i * FACS_ALIGNED_BYTES, features);
        ms += facs_clock_ms() - start;
        for (int k = 0; k < FACS_FHOG_SIZE; k++)
            worst = fmax(worst, fabs((double)features[k] - fhog[i * FACS_FHOG_SIZE + k]));
    }
    print_message("largest difference %.2e; %.0f microseconds a face\n", worst,
                  ms * 1e3 / GOLDEN_FRAMES);
    free(faces);
    free(fhog);
    assert_true(worst < 1e-6); /* 32-bit sums, in another order */
}

/* ---- Without reference values ---------------------------------------------------------------- */

/* dlib's unit vectors, every 20 degrees. */
static const double directions[9][2] = {{1, 0},       {.9397, .3420},  {.7660, .6428},
                                        {.5, .8660},  {.1736, .9848},  {-.1736, .9848},
                                        {-.5, .8660}, {-.7660, .6428}, {-.9397, .3420}};

/* The gradient of a pixel, from the channel in which it is longest; dlib's order for equal ones. */
static void plain_gradient(const uint8_t *face, int x, int y, int gradient[2])
{
    int longest = 0;
    gradient[0] = gradient[1] = 0;
    for (int k = 0; k < 3; k++) {
        const uint8_t *at = face + 3 * (y * SIDE + x) + (x < 105 ? k : 2 - k);
        int gx = at[3] - at[-3], gy = at[3 * SIDE] - at[-3 * SIDE];
        if (gx * gx + gy * gy > longest) {
            longest = gx * gx + gy * gy;
            gradient[0] = gx;
            gradient[1] = gy;
        }
    }
}

/* Histograms by the definition, in 64 bits: cell k's centre is at (k + .5) * 8 - .5. */
static void plain_histograms(const uint8_t *face, double cells[14][14][18])
{
    memset(cells, 0, 14 * sizeof(cells[0]));
    for (int y = 1; y < SIDE - 1; y++)
        for (int x = 1; x < SIDE - 1; x++) {
            int gradient[2], best = 0;
            double best_dot = 0;
            plain_gradient(face, x, y, gradient);
            for (int o = 0; o < 18; o++) {
                double dot =
                    directions[o % 9][0] * gradient[0] + directions[o % 9][1] * gradient[1];
                dot = o < 9 ? dot : -dot;
                if (dot > best_dot) {
                    best_dot = dot;
                    best = o;
                }
            }
            for (int row = 0; row < 14; row++)
                for (int column = 0; column < 14; column++) {
                    double far_y = fabs((y + .5) / 8 - (row + .5));
                    double far_x = fabs((x + .5) / 8 - (column + .5));
                    if (far_x < 1 && far_y < 1)
                        cells[row][column][best] +=
                            (1 - far_x) * (1 - far_y) * hypot(gradient[0], gradient[1]);
                }
        }
}

static double plain_energy(double cells[14][14][18], int row, int column)
{
    double sum = 0;
    for (int o = 0; o < 9; o++)
        sum += pow(cells[row][column][o] + cells[row][column][o + 9], 2);
    return sum;
}

/* Feature o of a cell (row, column among the 12 x 12). */
static double plain_feature(double cells[14][14][18], int row, int column, int o)
{
    const double *h = cells[row + 1][column + 1];
    double sum = 0;

    for (int block = 0; block < 4; block++) {
        int r = block & 1 ? row : row + 1, c = block & 2 ? column : column + 1;
        double energy = plain_energy(cells, r, c) + plain_energy(cells, r, c + 1) +
                        plain_energy(cells, r + 1, c) + plain_energy(cells, r + 1, c + 1);
        double limit = 0.2 * sqrt(energy + 1e-4), factor = 0.1 / limit;
        if (o < 27)
            sum += factor * fmin(o < 18 ? h[o] : h[o - 18] + h[o - 9], limit);
        for (int k = 0; o >= 27 && block == o - 27 && k < 18; k++)
            sum += 2 * .2357 * factor * fmin(h[k], limit);
    }
    return sum;
}

static void run_guarded(const uint8_t *face, float features[FACS_FHOG_SIZE])
{
    static float guarded[FACS_FHOG_SIZE + 16];
    /* The face has exactly its size on the heap, so that ASan sees reads beyond it. */
    uint8_t *copy = malloc(FACS_ALIGNED_BYTES);
    assert_non_null(copy);
    memcpy(copy, face, FACS_ALIGNED_BYTES);
    for (int i = 0; i < FACS_FHOG_SIZE + 16; i++)
        guarded[i] = 123;
    facs_fhog(copy, guarded + 8);
    free(copy);
    for (int i = 0; i < 8; i++)
        assert_true(guarded[i] == 123 && guarded[FACS_FHOG_SIZE + 8 + i] == 123);
    memcpy(features, guarded + 8, FACS_FHOG_SIZE * sizeof(float));
}

/* Noise of few and of many grey levels: with few, gradients of equal length are common. */
static void test_equals_the_definition(void **state)
{
    (void)state;
    static uint8_t face[FACS_ALIGNED_BYTES];
    static float features[FACS_FHOG_SIZE];
    static double cells[14][14][18];
    static const int levels[] = {1, 2, 15, 127};
    uint32_t seed = 71;
    double worst = 0;

    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < FACS_ALIGNED_BYTES; k++)
            face[k] = (uint8_t)(128 + levels[i] * made_number(&seed));
        run_guarded(face, features);
        plain_histograms(face, cells);
        for (int k = 0; k < FACS_FHOG_SIZE; k++)
            worst = fmax(worst, fabs((double)features[k] -
                                     plain_feature(cells, k / 31 / 12, k / 31 % 12, k % 31)));
    }
    print_message("largest difference %.2e\n", worst);
    assert_true(worst < 1e-6); /* 32 bits against 64 */
}

/* Every possible gradient, one at a time in the middle of a grey face. */
static void test_every_orientation(void **state)
{
    (void)state;
    static uint8_t face[FACS_ALIGNED_BYTES];
    static float features[FACS_FHOG_SIZE];

    for (int angle = 0; angle < 360; angle += 7) {
        double c = cos(angle * 3.14159265358979 / 180), s = sin(angle * 3.14159265358979 / 180);
        memset(face, 0, sizeof(face));
        for (int k = 0; k < FACS_ALIGNED_BYTES;
             k++) /* a ramp: 1 grey level per pixel, at the angle */
            face[k] = (uint8_t)lround(128 + c * (k / 3 % SIDE - 56) + s * (k / 336 - 56));
        run_guarded(face, features);
        /* Rounding scatters the differences (-2..2), so the sum of the vectors decides. */
        double x = 0, y = 0;
        for (int o = 0; o < 18; o++) {
            double value = (double)features[(6 * 12 + 6) * 31 + o];
            x += (o < 9 ? 1 : -1) * value * directions[o % 9][0];
            y += (o < 9 ? 1 : -1) * value * directions[o % 9][1];
        }
        assert_true((x * c + y * s) / hypot(x, y) > cos(0.35)); /* 20 degrees */
    }
}

static void test_flat_face_is_zero(void **state)
{
    (void)state;
    static uint8_t face[FACS_ALIGNED_BYTES];
    static float features[FACS_FHOG_SIZE];
    memset(face, 200, sizeof(face));
    run_guarded(face, features);
    for (int k = 0; k < FACS_FHOG_SIZE; k++)
        assert_true(features[k] == 0);
}

/* Both paths sum in the same order, so the result does not depend on the processor. */
static void test_fast_path(void **state)
{
    (void)state;
    static uint8_t face[FACS_ALIGNED_BYTES];
    static facs_fhog_cells plain, fast;
    uint32_t seed = 73;

    if (!facs_cpu_is_fast())
        skip();
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < FACS_ALIGNED_BYTES; k++) /* few levels: ties; 0 and 255: the ends */
            face[k] = (uint8_t)(i % 3 ? 128 + (1 + 3 * i) * made_number(&seed)
                                      : 255 * (made_number(&seed) > 0));
        facs_fhog_fill_portable(face, plain);
        FACS_FAST(facs_fhog_fill)(face, fast);
        assert_memory_equal(plain, fast, sizeof(plain));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_openface),
        cmocka_unit_test(test_equals_the_definition),
        cmocka_unit_test(test_every_orientation),
        cmocka_unit_test(test_flat_face_is_zero),
        cmocka_unit_test(test_fast_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
