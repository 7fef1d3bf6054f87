/* Statistics of values that stand for different lengths of time. */
#ifndef FACS_EVENTS_WEIGHTED_H
#define FACS_EVENTS_WEIGHTED_H

#include <stddef.h>

/* A value and its weight, greater than 0. The functions below return NAN for no values. */
typedef struct facs_weighted {
    double value, weight;
} facs_weighted;

double facs_weighted_mean(const facs_weighted *values, size_t count);

/* The root of the mean squared distance from the mean: divided by the weight, not by one less. */
double facs_weighted_sd(const facs_weighted *values, size_t count);

double facs_weighted_max(const facs_weighted *values, size_t count);

/* The mean without the signs. */
double facs_weighted_mean_abs(const facs_weighted *values, size_t count);

/* Sorts by value, as the following expect. */
void facs_weighted_sort(facs_weighted *values, size_t count);

/* The smallest value with at least this share of the weight, 0 to 1, at or below it. */
double facs_weighted_quantile(const facs_weighted *sorted, size_t count, double share);

/* The value with as much weight below as above; halfway between two if the weight divides there. */
double facs_weighted_median(const facs_weighted *sorted, size_t count);

#endif
