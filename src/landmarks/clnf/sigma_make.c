/* Computes Sigmas. A view of the face has some 60 at each scale, and all are needed for its first
 * fit. */
#include "landmarks/clnf/sigma.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>

#define MAX_ORDER 36 /* even^2 of window 11 */

/* Takes shares of four elements of the pivot's row away from those of rows from to to - 1. */
static inline void subtract(double *column, int from, int to, int stride, const double *pivot,
                            const double *factor)
{
    const double a = pivot[0], b = pivot[1], c = pivot[2], d = pivot[3];
    for (int i = from; i < to; i++) {
        double *restrict row = column + i * stride;
        const double share = factor[i];
        row[0] -= share * a;
        row[1] -= share * b;
        row[2] -= share * c;
        row[3] -= share * d;
    }
}

/* Gauss-Jordan without pivoting, which a positive definite matrix does not need. Goes column by
 * column, four of them together, so that the pivot's row stays in registers. Columns beyond n are 0
 * and stay so. */
static int invert(double *a, int n, int stride)
{
    double factor[MAX_ORDER];

    for (int k = 0; k < n; k++) {
        double *pivot = a + k * stride;
        if (!(pivot[k] > 0) || !isfinite(pivot[k]))
            return -EDOM;
        const double inverse = 1 / pivot[k];
        pivot[k] = 1;
        for (int j = 0; j < n; j++)
            pivot[j] *= inverse;
        for (int i = 0; i < n; i++) {
            factor[i] = a[i * stride + k];
            a[i * stride + k] = i == k ? pivot[k] : 0;
        }
        for (int j = 0; j < n; j += 4) {
            subtract(a + j, 0, k, stride, pivot + j, factor);
            subtract(a + j, k + 1, n, stride, pivot + j, factor);
        }
    }
    return 0;
}

/* Returns 1 / sqrt(n) for a sum or difference of n mirrored places. */
static double share(const facs_sigma_form *form, int block, int i)
{
    int across = block == FACS_SIGMA_EVEN ? form->even : form->odd;
    int y = i / across, x = i % across, middle = form->window / 2;
    return (y == middle ? 1 : sqrt(.5)) * (x == middle ? 1 : sqrt(.5));
}

/* Returns what a block's numbers are to be multiplied with: as much as leaves each within 16 bits
 * and each row within FACS_SIGMA_MAX_ROW. */
static double limit(const double *block, int n, int stride)
{
    double largest = 0, largest_row = 0;

    for (int i = 0; i < n; i++) {
        double row = 0;
        for (int j = 0; j < n; j++) {
            const double size = fabs(block[i * stride + j]);
            row += size;
            largest = size > largest ? size : largest;
        }
        largest_row = row > largest_row ? row : largest_row;
    }
    const double by_row = (FACS_SIGMA_MAX_ROW - n) / largest_row, by_one = INT16_MAX / largest;
    return by_row < by_one ? by_row : by_one;
}

/* Rounded to the nearest. */
static inline uint32_t whole(double value)
{
    return (uint32_t)(int32_t)(value + 0x1.8p52 - 0x1.8p52) & 0xffff;
}

/* Returns where the next block goes. NULL: its numbers are not finite, or too large for a scale. */
static int32_t *pack(const double *block, int n, int stride, float *scale, int32_t *pairs)
{
    const double factor = limit(block, n, stride);

    *scale = (float)(1 / factor);
    if (!isfinite(*scale))
        return NULL;
    for (int i = 0; i < n; i += 2, block += 2 * stride)
        for (int j = 0; j < stride; j++) {
            const uint32_t second = i + 1 < n && j < n ? whole(factor * block[stride + j]) : 0;
            *pairs++ = (int32_t)((j < n ? whole(factor * block[j]) : 0) | second << 16);
        }
    return pairs;
}

int FACS_KERNEL(facs_sigma_make)(const facs_sigma_form *form, const double *const *components,
                                 int count, const double *betas, double alpha_sum,
                                 facs_sigma *sigma)
{
    double a[MAX_ORDER * FACS_SIGMA_MAX_STRIDE], shares[MAX_ORDER];
    int32_t *pairs = sigma->pairs;
    size_t at = 0;

    memset(sigma->scale, 0, sizeof(sigma->scale));
    for (int b = 0; b < FACS_SIGMA_BLOCKS; b++) {
        int n = form->order[b], stride = form->stride[b];
        memset(a, 0, (size_t)(n * stride) * sizeof(*a));
        for (int c = 0; c < count; c++)
            for (int i = 0; i < n * stride; i++)
                a[i] += 2 * betas[c] * components[c][at + (size_t)i];
        for (int i = 0; i < n; i++) {
            a[i * stride + i] += 2 * alpha_sum;
            shares[i] = share(form, b, i);
        }
        int status = invert(a, n, stride);
        if (status)
            return status;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                a[i * stride + j] *= shares[i] * shares[j];
        pairs = pack(a, n, stride, &sigma->scale[b], pairs);
        if (!pairs)
            return -EDOM;
        at += (size_t)n * (size_t)stride;
    }
    return 0;
}
