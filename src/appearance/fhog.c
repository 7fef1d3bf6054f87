#include "appearance/fhog.h"

#include "appearance/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE         FACS_ALIGNED_SIDE
#define CELL         8             /* pixels along a cell's side */
#define CELLS        (SIDE / CELL) /* along the face's side, those at its border included */
#define PADDED       (CELLS + 2)   /* and one beyond each border, which takes its share of pixels */
#define ORIENTATIONS 18            /* 20 degrees each */
#define HALF         (ORIENTATIONS / 2) /* without the sign of the contrast */
#define BLOCKS       4                  /* of 2 x 2 cells around a cell */
#define VECTOR_END   105                /* see differentiate() */

/* The histograms of a row of cells: index cell * ORIENTATIONS + orientation. */
typedef float cell_row[PADDED * ORIENTATIONS];

/* One row of the face, its channels apart. */
typedef struct pixel_row {
    int16_t channel[3][SIDE];
} pixel_row;

/* The gradients of one row of pixels; columns 1..SIDE-2 are used. */
typedef struct gradient_row {
    int16_t x[SIDE], y[SIDE];
    int32_t square[SIDE];
    float length[SIDE];
    int32_t orientation[SIDE];
} gradient_row;

static void split_channels(const uint8_t *pixels, pixel_row *row)
{
    for (int x = 0; x < SIDE; x++)
        for (int c = 0; c < 3; c++)
            row->channel[c][x] = pixels[3 * x + c];
}

/* One channel's central differences, where longer than those there; columns from..to-1. */
static void keep_larger(const pixel_row *above, const pixel_row *row, const pixel_row *below, int c,
                        int from, int to, gradient_row *g)
{
    const int16_t *here = row->channel[c], *up = above->channel[c], *down = below->channel[c];

    for (int x = from; x < to; x++) {
        int16_t gx = (int16_t)(here[x + 1] - here[x - 1]);
        int16_t gy = (int16_t)(down[x] - up[x]);
        int32_t square = gx * gx + gy * gy;
        int larger = square > g->square[x];
        g->x[x] = larger ? gx : g->x[x];
        g->y[x] = larger ? gy : g->y[x];
        g->square[x] = larger ? square : g->square[x];
    }
}

/*
 * The gradient is that of the channel where it is longest. Among equals the first counts, and
 * dlib's order is blue, green, red in its vector loop (columns 1..104, eight at a time) and red,
 * green, blue in the scalar rest of the row; OpenFace's values show both.
 */
static void differentiate(const pixel_row *above, const pixel_row *row, const pixel_row *below,
                          gradient_row *g)
{
    memset(g, 0, sizeof(*g));
    for (int c = 0; c < 3; c++) {
        keep_larger(above, row, below, c, 1, VECTOR_END, g);
        keep_larger(above, row, below, 2 - c, VECTOR_END, SIDE - 1, g);
    }
}

/*
 * The orientation is that of dlib's nine unit vectors (cosines and sines of 0, 20 .. 160 degrees
 * with four digits) with the largest absolute dot product; its sign selects o or o + 9. Within a
 * quadrant the best vector changes where (difference of cosines) |x| = (difference of sines) |y|;
 * in units of 1/10000 both sides are whole numbers below 2^24, so the comparisons are exact.
 */
static void orient(gradient_row *g)
{
    for (int x = 1; x < SIDE - 1; x++) {
        float ax = (float)abs(g->x[x]), ay = (float)abs(g->y[x]);
        int32_t steps = (3420 * ay > 603 * ax) + (3008 * ay > 1737 * ax) + (2232 * ay > 2660 * ax) +
                        (1188 * ay > 3264 * ax);
        int32_t left = g->x[x] < 0, up = g->y[x] < 0;
        int32_t descending = g->x[x] * g->y[x] < 0; /* the second or fourth quadrant */
        int32_t ascending_bin = steps + HALF * (left | up);
        int32_t descending_bin = HALF * (1 + up) - steps;
        int32_t bin = descending ? descending_bin : ascending_bin;
        g->orientation[x] = bin == ORIENTATIONS ? 0 : bin;
        g->length[x] = sqrtf((float)g->square[x]);
    }
}

/* Share a row's gradients out to the two cells beside each pixel, and these sums to two rows. */
static void spread(const gradient_row *g, int y, cell_row *cells)
{
    cell_row sums = {0};

    for (int x = 1; x < SIDE - 1; x++) {
        float *left = sums + (x + CELL / 2) / CELL * ORIENTATIONS + g->orientation[x];
        float share = ((float)((x + CELL / 2) % CELL) + 0.5f) / CELL; /* of the cell to the right */
        left[0] += (1 - share) * g->length[x];
        left[ORIENTATIONS] += share * g->length[x];
    }
    float *upper = cells[(y + CELL / 2) / CELL], *lower = cells[(y + CELL / 2) / CELL + 1];
    float share = ((float)((y + CELL / 2) % CELL) + 0.5f) / CELL; /* of the row below */
    for (int k = 0; k < PADDED * ORIENTATIONS; k++) {
        upper[k] += (1 - share) * sums[k];
        lower[k] += share * sums[k];
    }
}

static void fill_histograms(const uint8_t *face, cell_row *cells)
{
    pixel_row rows[3]; /* a ring: row y is at y % 3 */
    gradient_row gradients;

    memset(cells, 0, PADDED * sizeof(cells[0]));
    split_channels(face, &rows[0]);
    split_channels(face + 3 * SIDE, &rows[1]);
    for (int y = 1; y < SIDE - 1; y++) {
        split_channels(face + (ptrdiff_t)(y + 1) * 3 * SIDE, &rows[(y + 1) % 3]);
        differentiate(&rows[(y - 1) % 3], &rows[y % 3], &rows[(y + 1) % 3], &gradients);
        orient(&gradients);
        spread(&gradients, y, cells);
    }
}

/* Energy of every cell within the border, for the norms of the blocks. */
static void fill_energies(cell_row *cells, float energies[CELLS][CELLS])
{
    for (int row = 0; row < CELLS; row++)
        for (int column = 0; column < CELLS; column++) {
            const float *h = cells[row + 1] + (column + 1) * ORIENTATIONS;
            float sum = 0;
            for (int o = 0; o < HALF; o++)
                sum += (h[o] + h[o + HALF]) * (h[o] + h[o + HALF]);
            energies[row][column] = sum;
        }
}

/* Each block's sum over its norm, where a value counts no more than the limit, a fifth of the norm.
 */
static float normalise(float value, const float limit[BLOCKS], const float factor[BLOCKS],
                       float part[BLOCKS])
{
    for (int b = 0; b < BLOCKS; b++)
        part[b] = (value < limit[b] ? value : limit[b]) * factor[b];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* One cell's 31 features; row, column: of the cell, from 0 at the border's corner. */
static void describe(cell_row *cells, float energies[CELLS][CELLS], int row, int column,
                     float *features)
{
    const float *h = cells[row + 1] + (column + 1) * ORIENTATIONS;
    float limit[BLOCKS], factor[BLOCKS], part[BLOCKS], texture[BLOCKS] = {0};

    for (int b = 0; b < BLOCKS; b++) { /* lower right, upper right, lower left, upper left */
        int r = row - (b & 1), c = column - (b >> 1);
        float energy =
            energies[r][c] + energies[r][c + 1] + energies[r + 1][c] + energies[r + 1][c + 1];
        limit[b] = 0.2f * sqrtf(energy + 1e-4f);
        factor[b] = 0.1f / limit[b];
    }
    for (int o = 0; o < ORIENTATIONS; o++) {
        features[o] = normalise(h[o], limit, factor, part);
        for (int b = 0; b < BLOCKS; b++)
            texture[b] += part[b];
    }
    for (int o = 0; o < HALF; o++)
        features[ORIENTATIONS + o] = normalise(h[o] + h[o + HALF], limit, factor, part);
    for (int b = 0; b < BLOCKS; b++)
        features[ORIENTATIONS + HALF + b] = 2 * 0.2357f * texture[b];
}

void facs_fhog(const uint8_t *face, float *features)
{
    cell_row cells[PADDED];
    float energies[CELLS][CELLS];

    fill_histograms(face, cells);
    fill_energies(cells, energies);
    for (int row = 0; row < FACS_FHOG_CELLS; row++)
        for (int column = 0; column < FACS_FHOG_CELLS; column++)
            describe(cells, energies, row + 1, column + 1,
                     features + (row * FACS_FHOG_CELLS + column) * FACS_FHOG_CHANNELS);
}
