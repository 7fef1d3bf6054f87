#include "face/mean_shift.h"

#include <math.h>
#include <string.h>

void facs_kernel_make(facs_kernel *kernel, int window, double sigma)
{
    memset(kernel, 0, sizeof(*kernel));
    kernel->window = window;
    kernel->sigma = sigma;
    for (int c = 0; c < FACS_KERNEL_STEPS * window; c++)
        for (int u = 0; u < window; u++) {
            double off = (double)((float)c * FACS_KERNEL_STEP) - u;
            kernel->row[c][u] = (float)exp(-0.5 * off * off / (sigma * sigma));
        }
}

void facs_mean_shift_portable(const facs_kernel *kernel, const float *response, float x, float y,
                              float shift[2])
{
    int window = kernel->window;
    float column[FACS_KERNEL_LANES] = {0}, moment[FACS_KERNEL_LANES] = {0};
    float sum = 0, sum_x = 0, sum_y = 0;

    x = facs_kernel_within(kernel, x);
    y = facs_kernel_within(kernel, y);
    const float *across = facs_kernel_row(kernel, x), *down = facs_kernel_row(kernel, y);
    for (int v = 0; v < window; v++) {
        float weight = down[v], weight_v = weight * (float)v;
        for (int u = 0; u < FACS_KERNEL_LANES; u++) {
            column[u] += weight * response[v * window + u];
            moment[u] += weight_v * response[v * window + u];
        }
    }
    for (int u = 0; u < window; u++) {
        sum += across[u] * column[u];
        sum_x += across[u] * column[u] * (float)u;
        sum_y += across[u] * moment[u];
    }
    shift[0] = sum > 0 ? sum_x / sum - x : 0;
    shift[1] = sum > 0 ? sum_y / sum - y : 0;
}

double facs_kernel_likelihood(const facs_kernel *kernel, const float *response, float x, float y)
{
    int window = kernel->window;
    double a = -0.5 / (kernel->sigma * kernel->sigma), sum = 0, across[FACS_PATCH_MAX_WINDOW];

    for (int u = 0; u < window; u++)
        across[u] = exp(a * ((double)x - u) * ((double)x - u));
    for (int v = 0; v < window; v++) {
        double row = 0;
        for (int u = 0; u < window; u++)
            row += across[u] * (double)response[v * window + u];
        sum += row * exp(a * ((double)y - v) * ((double)y - v));
    }
    return sum;
}
