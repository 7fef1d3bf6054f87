#include "landmarks/clm/kernel.h"

#include "base/exact_math.h"

#include <string.h>

void facs_kernel_make(facs_kernel *kernel, int window, double sigma)
{
    memset(kernel, 0, sizeof(*kernel));
    kernel->window = window;
    kernel->sigma = sigma;
    for (int c = 0; c < FACS_KERNEL_STEPS * window; c++)
        for (int u = 0; u < window; u++) {
            double off = (double)((float)c * FACS_KERNEL_STEP) - u;
            kernel->row[c][u] = (float)facs_exact_exp(-0.5 * off * off / (sigma * sigma));
        }
}

double facs_kernel_likelihood(const facs_kernel *kernel, const float *response, float x, float y)
{
    int window = kernel->window;
    double a = -0.5 / (kernel->sigma * kernel->sigma), sum = 0, across[FACS_PATCH_MAX_WINDOW];

    for (int u = 0; u < window; u++)
        across[u] = facs_exact_exp(a * ((double)x - u) * ((double)x - u));
    for (int v = 0; v < window; v++) {
        double row = 0;
        for (int u = 0; u < window; u++)
            row += across[u] * (double)response[v * window + u];
        sum += row * facs_exact_exp(a * ((double)y - v) * ((double)y - v));
    }
    return sum;
}
