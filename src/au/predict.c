#include "au/au_models.h"
#include "au/dots.h"
#include "base/cpu.h"

static void take_dots(const facs_au_set *set, const float *features, double dots[FACS_AU_OUTPUTS])
{
    facs_au_dots *take = set->fast ? FACS_FAST(facs_au_dots) : facs_au_dots_portable;
    take(set, features, dots);
}

void facs_au_predict(const facs_au_set *set, const float *features, float output[FACS_AU_OUTPUTS])
{
    double dots[FACS_AU_OUTPUTS];

    take_dots(set, features, dots);
    for (int i = 0; i < FACS_AU_OUTPUTS; i++)
        output[i] = (float)(dots[i] + set->predictor[i].bias);
}

void facs_au_median_part(const facs_au_set *set, const float *median, float output[FACS_AU_OUTPUTS])
{
    double dots[FACS_AU_OUTPUTS];

    take_dots(set, median, dots);
    for (int i = 0; i < FACS_AU_OUTPUTS; i++)
        output[i] = set->predictor[i].dynamic ? (float)dots[i] : 0;
}

void facs_au_geometry(const double *basis, const double *local, float *geometry)
{
    for (int i = 0; i < 3 * FACS_LANDMARKS; i++) {
        double sum = 0;
        for (int j = 0; j < FACS_MODES; j++)
            sum += basis[i * FACS_MODES + j] * local[j];
        geometry[i] = (float)sum;
    }
    for (int j = 0; j < FACS_MODES; j++)
        geometry[3 * FACS_LANDMARKS + j] = (float)local[j];
}
