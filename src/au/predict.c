#include "au/au_models.h"
#include "au/dots.h"
#include "base/cpu.h"

#include <stddef.h>

#define TOGETHER 4 /* sums that do not wait for one another */

_Static_assert(3 * FACS_LANDMARKS % TOGETHER == 0, "coordinates are taken four at a time");

void facs_au_predict(const facs_au_set *set, const float *features, const float *median,
                     float output[FACS_AU_OUTPUTS], float median_part[FACS_AU_OUTPUTS])
{
    facs_au_dots *take = set->fast ? FACS_FAST(facs_au_dots) : facs_au_dots_portable;
    double dots[2][FACS_AU_OUTPUTS];

    take(set, (const float *const[]){features, median}, median ? 2 : 1, dots);
    for (int i = 0; i < FACS_AU_OUTPUTS; i++)
        output[i] = (float)(dots[0][i] + set->predictor[i].bias);
    for (int i = 0; i < FACS_AU_OUTPUTS && median; i++)
        median_part[i] = set->predictor[i].dynamic ? (float)dots[1][i] : 0;
}

void facs_au_median_part(const facs_au_set *set, const float *median, float output[FACS_AU_OUTPUTS])
{
    float unused[FACS_AU_OUTPUTS];
    facs_au_predict(set, median, median, unused, output);
}

void facs_au_geometry(const double *basis, const double *local, float *geometry)
{
    for (int i = 0; i < 3 * FACS_LANDMARKS; i += TOGETHER) {
        const double *rows = basis + (ptrdiff_t)i * FACS_MODES;
        double sums[TOGETHER] = {0};
        for (int j = 0; j < FACS_MODES; j++)
            for (int k = 0; k < TOGETHER; k++)
                sums[k] += rows[k * FACS_MODES + j] * local[j];
        for (int k = 0; k < TOGETHER; k++)
            geometry[i + k] = (float)sums[k];
    }
    for (int j = 0; j < FACS_MODES; j++)
        geometry[3 * FACS_LANDMARKS + j] = (float)local[j];
}
