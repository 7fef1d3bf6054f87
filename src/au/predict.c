/* Linear predictions: dot products of float rows, in loops that a compiler turns into vectors. */
#include "au/au_models.h"
#include "au/dots.h"
#include "base/cpu.h"

#define LANES FACS_AU_LANES /* four SSE or NEON vectors, two of AVX */

static double dot(const float *restrict weights, const float *restrict features, int stride)
{
    float lane[LANES] = {0};
    double sum = 0;

    for (int i = 0; i < stride; i += LANES)
        for (int k = 0; k < LANES; k++)
            lane[k] += weights[i + k] * features[i + k];
    for (int k = 0; k < LANES; k++)
        sum += (double)lane[k];
    return sum;
}

void facs_au_dots_portable(const facs_au_set *set, const float *features,
                           double dots[FACS_AU_OUTPUTS])
{
    for (int i = 0; i < FACS_AU_OUTPUTS; i++)
        dots[i] = dot(set->weights + (size_t)i * (size_t)set->stride, features, set->stride);
}

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
