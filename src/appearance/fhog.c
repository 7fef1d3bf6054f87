#include "appearance/fhog.h"

#include "appearance/fhog_cells.h"
#include "base/cpu.h"

#include <math.h>

#define NORMS 4 /* for the 2 x 2 cells at each corner of a cell */

/* Computes the energy of every cell within the border, for the norms of the blocks. */
static void fill_energies(facs_fhog_cells cells,
                          float energies[FACS_FHOG_ALL_CELLS][FACS_FHOG_ALL_CELLS])
{
    for (int row = 0; row < FACS_FHOG_ALL_CELLS; row++)
        for (int column = 0; column < FACS_FHOG_ALL_CELLS; column++) {
            const float *h = cells[row] + column * FACS_FHOG_ORIENTATIONS;
            float sum = 0;
            for (int o = 0; o < FACS_FHOG_HALF; o++)
                sum += (h[o] + h[o + FACS_FHOG_HALF]) * (h[o] + h[o + FACS_FHOG_HALF]);
            energies[row][column] = sum;
        }
}

/* Divides by each block's norm, with the value limited to a fifth of it, and sums. */
static float normalise(float value, const float limit[NORMS], const float factor[NORMS],
                       float part[NORMS])
{
    for (int b = 0; b < NORMS; b++)
        part[b] = (value < limit[b] ? value : limit[b]) * factor[b];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* Computes one cell's 31 features; row, column: of the cell, from 0 at the border's corner. */
static void describe(facs_fhog_cells cells,
                     float energies[FACS_FHOG_ALL_CELLS][FACS_FHOG_ALL_CELLS], int row, int column,
                     float *features)
{
    const float *h = cells[row] + column * FACS_FHOG_ORIENTATIONS;
    float limit[NORMS], factor[NORMS], part[NORMS], texture[NORMS] = {0};

    for (int b = 0; b < NORMS; b++) { /* lower right, upper right, lower left, upper left */
        int r = row - (b & 1), c = column - (b >> 1);
        float energy =
            energies[r][c] + energies[r][c + 1] + energies[r + 1][c] + energies[r + 1][c + 1];
        limit[b] = 0.2f * sqrtf(energy + 1e-4f);
        factor[b] = 0.1f / limit[b];
    }
    for (int o = 0; o < FACS_FHOG_ORIENTATIONS; o++) {
        features[o] = normalise(h[o], limit, factor, part);
        for (int b = 0; b < NORMS; b++)
            texture[b] += part[b];
    }
    for (int o = 0; o < FACS_FHOG_HALF; o++)
        features[FACS_FHOG_ORIENTATIONS + o] =
            normalise(h[o] + h[o + FACS_FHOG_HALF], limit, factor, part);
    for (int b = 0; b < NORMS; b++)
        features[FACS_FHOG_ORIENTATIONS + FACS_FHOG_HALF + b] = 2 * 0.2357f * texture[b];
}

void facs_fhog(const uint8_t *face, float *features)
{
    facs_fhog_cells cells;
    float energies[FACS_FHOG_ALL_CELLS][FACS_FHOG_ALL_CELLS];

    FACS_FASTEST(facs_fhog_fill)(face, cells);
    fill_energies(cells, energies);
    for (int row = 0; row < FACS_FHOG_CELLS; row++)
        for (int column = 0; column < FACS_FHOG_CELLS; column++)
            describe(cells, energies, row + 1, column + 1,
                     features + (row * FACS_FHOG_CELLS + column) * FACS_FHOG_CHANNELS);
}
