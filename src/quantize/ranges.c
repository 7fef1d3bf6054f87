#include "quantize/ranges.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define BINS      FACS_HISTOGRAM_BINS
#define MIN_REACH 0x1p-20 /* for a tensor that is almost 0 */

/* The ends tried for a range, as shares of the lowest and highest value: 1, 0.99 .. */
#define STEPS 60
#define STEP  0.01

/* Doubles the reach: two bins become one. */
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
    float min = h->min, max = h->max;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            return -EINVAL;
        min = values[i] < min ? values[i] : min;
        max = values[i] > max ? values[i] : max;
    }
    h->min = min;
    h->max = max;
    if (h->reach == 0)
        h->reach = MIN_REACH;
    while (h->reach <= (double)max || h->reach < -(double)min)
        widen(h);
    const double bins_each = BINS / 2 / h->reach;
    for (size_t i = 0; i < count; i++)
        h->bins[(int)floor((double)values[i] * bins_each) + BINS / 2]++;
    return 0;
}

facs_scale facs_scale_of(float min, float max)
{
    const double low = min < 0 ? (double)min : 0, high = max > 0 ? (double)max : 0;
    const double scale = (high - low) / 255;
    if (scale < (double)MIN_REACH / 255)
        return (facs_scale){.scale = (float)(MIN_REACH / 255), .zero = 0};
    return (facs_scale){.scale = (float)scale, .zero = (uint8_t)lround(-low / scale)};
}

/* The sum of squared errors of all values, each assumed to be in the middle of its bin. */
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
    double low = (double)h->min, high = (double)h->max, min_error = error_of(h, low, high);
    /* First the upper end, then the lower, each with the other fixed. */
    for (int end = 0; end < 2; end++) {
        double best = end ? low : high;
        for (int i = 1; i <= STEPS; i++) {
            const double tried = (double)(end ? h->min : h->max) * (1 - i * STEP);
            const double error = end ? error_of(h, tried, high) : error_of(h, low, tried);
            if (error < min_error) {
                min_error = error;
                best = tried;
            }
        }
        *(end ? &low : &high) = best;
    }
    return facs_scale_of((float)low, (float)high);
}
