#include "nn/ranges.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define BINS        FACS_HISTOGRAM_BINS
#define LEAST_REACH 0x1p-20 /* of a tensor that is all but 0 */

/* Ends that are tried for a range, as shares of the least and the most value: 1, 0.99 .. */
#define STEPS 60
#define STEP  0.01

/* Twice the reach: two bins become one. */
static void widen(facs_histogram *h)
{
    uint64_t wider[BINS] = {0};
    for (int i = 0; i < BINS; i++)
        wider[BINS / 4 + i / 2] += h->bins[i];
    memcpy(h->bins, wider, sizeof(wider));
    h->reach *= 2;
}

int facs_histogram_add(facs_histogram *h, const float *values, size_t count)
{
    float least = h->least, most = h->most;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            return -EINVAL;
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    h->least = least;
    h->most = most;
    if (h->reach == 0)
        h->reach = LEAST_REACH;
    while (h->reach <= (double)most || h->reach < -(double)least)
        widen(h);
    const double bins_each = BINS / 2 / h->reach;
    for (size_t i = 0; i < count; i++)
        h->bins[(int)floor((double)values[i] * bins_each) + BINS / 2]++;
    return 0;
}

facs_scale facs_scale_of(float least, float most)
{
    const double low = least < 0 ? (double)least : 0, high = most > 0 ? (double)most : 0;
    const double scale = (high - low) / 255;
    if (scale < (double)LEAST_REACH / 255)
        return (facs_scale){.scale = (float)(LEAST_REACH / 255), .zero = 0};
    return (facs_scale){.scale = (float)scale, .zero = (uint8_t)lround(-low / scale)};
}

/* The sum of squared errors of all values, each taken to lie in the middle of its bin. */
static double error_of(const facs_histogram *h, double low, double high)
{
    const double width = 2 * h->reach / BINS, step = (high - low) / 255;
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
        if (h->bins[i] == 0)
            continue;
        const double value = (i + 0.5 - BINS / 2) * width;
        const double beyond = value > high ? value - high : value < low ? low - value : 0;
        sum += (double)h->bins[i] * (beyond > 0 ? beyond * beyond : step * step / 12);
    }
    return sum;
}

facs_scale facs_histogram_scale(const facs_histogram *h)
{
    double low = (double)h->least, high = (double)h->most, least_error = error_of(h, low, high);
    /* The upper end first, then the lower, each with the other as it is. */
    for (int end = 0; end < 2; end++) {
        double best = end ? low : high;
        for (int i = 1; i <= STEPS; i++) {
            const double tried = (double)(end ? h->least : h->most) * (1 - i * STEP);
            const double error = end ? error_of(h, tried, high) : error_of(h, low, tried);
            if (error < least_error) {
                least_error = error;
                best = tried;
            }
        }
        *(end ? &low : &high) = best;
    }
    return facs_scale_of((float)low, (float)high);
}
