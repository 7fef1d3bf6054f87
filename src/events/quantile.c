#include "events/quantile.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The first place in sorted values that is not less than value. */
static size_t place_of(const float *sorted, size_t count, float value)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double quantile_of(const float *sorted, size_t count, double quantile)
{
    if (count == 0)
        return NAN;
    const double at = quantile * (double)(count - 1);
    const size_t below = (size_t)at;
    const double low = (double)sorted[below];
    return below + 1 < count ? low + (at - (double)below) * ((double)sorted[below + 1] - low) : low;
}

int facs_running_quantile(float *made, const float *values, const double *times, size_t rows,
                          const double window[2], double quantile)
{
    float *sorted = malloc((rows + 1) * sizeof(*sorted));
    size_t first = 0, end = 0, count = 0;
    if (!sorted)
        return -ENOMEM;
    for (size_t i = 0; i < rows; i++) {
        for (; end < rows && times[end] <= times[i] + window[1]; end++) {
            const size_t at = isnan(values[end]) ? count : place_of(sorted, count, values[end]);
            if (isnan(values[end]))
                continue;
            memmove(sorted + at + 1, sorted + at, (count - at) * sizeof(*sorted));
            sorted[at] = values[end];
            count++;
        }
        for (; first < end && times[first] < times[i] + window[0]; first++) {
            if (isnan(values[first]))
                continue;
            const size_t at = place_of(sorted, count, values[first]);
            count--;
            memmove(sorted + at, sorted + at + 1, (count - at) * sizeof(*sorted));
        }
        made[i] = (float)quantile_of(sorted, count, quantile);
    }
    free(sorted);
    return 0;
}

static int compare(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

double facs_quantile(float *values, size_t count, double quantile)
{
    if (count > 1)
        qsort(values, count, sizeof(*values), compare);
    return quantile_of(values, count, quantile);
}
