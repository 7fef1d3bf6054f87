#include "base/exact_math.h"
#include "landmarks/clnf/ccnf_steps.h"
#include "landmarks/clnf/svr.h"

#include <math.h>
#include <string.h>

/* The squared length of the difference between neighbours on both sides; 0 at the border. */
static void differentiate(const float *area, int side, float *gradient)
{
    memset(gradient, 0, (size_t)(side * side) * sizeof(*gradient));
    for (int y = 1; y < side - 1; y++)
        for (int x = 1; x < side - 1; x++) {
            const float *at = area + y * side + x;
            float dx = at[1] - at[-1], dy = at[side] - at[-side];
            gradient[y * side + x] = dx * dx + dy * dy;
        }
}

/* What one modality says, times what is in response. */
static void multiply(const float *weights, float bias, int window, const float *area,
                     float *response)
{
    const int side = window + FACS_PATCH_SIDE - 1;
    facs_patch_measures measures;

    facs_measure_patches(area, window, &measures);
    for (int y = 0; y < window; y++) {
        const float *mean = measures.mean + y * window, *scale = measures.scale + y * window;
        float sum[FACS_PATCH_MAX_WINDOW] = {0};
        for (int i = 0; i < FACS_SVR_PIXELS; i++) {
            const float *in = area + (y + i / FACS_PATCH_SIDE) * side + i % FACS_PATCH_SIDE;
            for (int x = 0; x < window; x++)
                sum[x] += weights[i] * (in[x] - mean[x]);
        }
        for (int x = 0; x < window; x++)
            response[y * window + x] /=
                1 + (float)facs_exact_exp((double)-(sum[x] * scale[x] + bias));
    }
}

void facs_svr_respond(const facs_svr_expert *expert, int window, const float *area, float *response)
{
    float gradient[FACS_PATCH_MAX_AREA * FACS_PATCH_MAX_AREA];

    for (int i = 0; i < window * window; i++)
        response[i] = 1;
    multiply(expert->weights[FACS_SVR_RAW], expert->bias[FACS_SVR_RAW], window, area, response);
    differentiate(area, window + FACS_PATCH_SIDE - 1, gradient);
    multiply(expert->weights[FACS_SVR_GRADIENT], expert->bias[FACS_SVR_GRADIENT], window, gradient,
             response);
}
