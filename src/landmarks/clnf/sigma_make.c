/* Computes Sigmas. A view of the face has some 60 at each scale, and all are needed for its first
 * fit. */
#include "landmarks/clnf/sigma.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>

#define MAX_ORDER 36 /* even^2 of window 11 */

/* Gauss-Jordan without pivoting, which a positive definite matrix does not need. Columns beyond n
 * are 0 and stay so. */
static int invert(double *a, int n, int stride)
{
    for (int k = 0; k < n; k++) {
        double *restrict pivot = a + k * stride;
        if (!(pivot[k] > 0) || !isfinite(pivot[k]))
            return -EDOM;
        const f64x4 inverse = f64x4_of(1 / pivot[k]);
        pivot[k] = 1;
        for (int j = 0; j < n; j += 4)
            f64x4_store(pivot + j, f64x4_multiply(f64x4_load(pivot + j), inverse));
        for (int i = 0; i < n; i++) {
            double *restrict row = a + i * stride;
            const f64x4 factor = f64x4_of(row[k]);
            if (i == k)
                continue;
            row[k] = 0;
            for (int j = 0; j < n; j += 4)
                f64x4_store(row + j, f64x4_subtract(f64x4_load(row + j),
                                                    f64x4_multiply(factor, f64x4_load(pivot + j))));
        }
    }
    return 0;
}

/* Sums the components of a block of count numbers, a multiple of 4. */
static void sum_components(const double *const *components, int count, const double *betas,
                           size_t at, int numbers, double *sum)
{
    for (int i = 0; i < numbers; i += 4) {
        f64x4 total = f64x4_of(0);
        for (int c = 0; c < count; c++)
            total = f64x4_add(total, f64x4_multiply(f64x4_of(2 * betas[c]),
                                                    f64x4_load(components[c] + at + (size_t)i)));
        f64x4_store(sum + i, total);
    }
}

/* Returns 1 / sqrt(n) for a sum or difference of n mirrored places. */
static double share(const facs_sigma_form *form, int block, int i)
{
    int across = block == FACS_SIGMA_EVEN ? form->even : form->odd;
    int y = i / across, x = i % across, middle = form->window / 2;
    return (y == middle ? 1 : sqrt(.5)) * (x == middle ? 1 : sqrt(.5));
}

int FACS_KERNEL(facs_sigma_make)(const facs_sigma_form *form, const double *const *components,
                                 int count, const double *betas, double alpha_sum, float *sigma)
{
    double a[MAX_ORDER * FACS_SIGMA_MAX_STRIDE], shares[MAX_ORDER];
    size_t at = 0;

    for (int b = 0; b < FACS_SIGMA_BLOCKS; b++) {
        int n = form->order[b], stride = form->stride[b];
        sum_components(components, count, betas, at, n * stride, a);
        for (int i = 0; i < n; i++) {
            a[i * stride + i] += 2 * alpha_sum;
            shares[i] = share(form, b, i);
        }
        int status = invert(a, n, stride);
        if (status)
            return status;
        for (int i = 0; i < n; i++) {
            float *row = sigma + at + (size_t)(i * stride);
            for (int j = 0; j < n; j++)
                row[j] = (float)(shares[i] * a[i * stride + j] * shares[j]);
            for (int j = n; j < stride; j++)
                row[j] = 0;
        }
        at += (size_t)n * (size_t)stride;
    }
    return 0;
}
