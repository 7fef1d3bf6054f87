#include "statistics.h"

#include <math.h>
#include <stdlib.h>

double facs_statistics_correlation(const double *a, const double *b, size_t n)
{
    double mean_a = facs_statistics_mean(a, n), mean_b = facs_statistics_mean(b, n);
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < n; i++) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : (double)NAN;
}

double facs_statistics_mean_abs_error(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs(a[i] - b[i]);
    return n ? sum / (double)n : (double)NAN;
}

double facs_statistics_agreement(const double *a, const double *b, size_t n)
{
    size_t equal = 0;
    for (size_t i = 0; i < n; i++)
        equal += (a[i] > 0.5) == (b[i] > 0.5);
    return n ? (double)equal / (double)n : (double)NAN;
}

double facs_statistics_mean(const double *values, size_t n)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            sum += values[i];
            count++;
        }
    return count ? sum / (double)count : (double)NAN;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double facs_statistics_quantile(double *values, size_t n, double share)
{
    if (n == 0)
        return (double)NAN;
    qsort(values, n, sizeof(*values), ascending);
    double rank = ceil(share * (double)n);
    return values[rank < 1 ? 0 : (size_t)rank - 1];
}
