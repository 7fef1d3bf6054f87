#include "events/weighted.h"

#include <math.h>
#include <stdlib.h>

/* Of the weight: sums of equal weights that are no whole numbers are off by this much at most. */
#define ROUNDING 1e-9

static double weight_of(const facs_weighted *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i].weight;
    return sum;
}

double facs_weighted_mean(const facs_weighted *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i].value * values[i].weight;
    return count ? sum / weight_of(values, count) : (double)NAN;
}

double facs_weighted_sd(const facs_weighted *values, size_t count)
{
    const double mean = facs_weighted_mean(values, count);
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (values[i].value - mean) * (values[i].value - mean) * values[i].weight;
    return count ? sqrt(sum / weight_of(values, count)) : (double)NAN;
}

double facs_weighted_max(const facs_weighted *values, size_t count)
{
    double max = (double)NAN;
    for (size_t i = 0; i < count; i++)
        max = fmax(max, values[i].value);
    return max;
}

double facs_weighted_mean_abs(const facs_weighted *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += fabs(values[i].value) * values[i].weight;
    return count ? sum / weight_of(values, count) : (double)NAN;
}

static int by_value(const void *a, const void *b)
{
    const double x = ((const facs_weighted *)a)->value, y = ((const facs_weighted *)b)->value;
    return (x > y) - (x < y);
}

void facs_weighted_sort(facs_weighted *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof(*values), by_value);
}

double facs_weighted_quantile(const facs_weighted *sorted, size_t count, double share)
{
    const double weight = weight_of(sorted, count), wanted = weight * (share - ROUNDING);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += sorted[i].weight;
        if (sum >= wanted)
            return sorted[i].value;
    }
    return count ? sorted[count - 1].value : (double)NAN;
}

double facs_weighted_median(const facs_weighted *sorted, size_t count)
{
    const double weight = weight_of(sorted, count);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += sorted[i].weight;
        if (sum > weight * (0.5 + ROUNDING))
            return sorted[i].value;
        if (sum >= weight * (0.5 - ROUNDING) && i + 1 < count)
            return (sorted[i].value + sorted[i + 1].value) / 2;
    }
    return count ? sorted[count - 1].value : (double)NAN;
}
