/* The statistics in the printed tables. */
#ifndef FACS_TOOLS_STATISTICS_H
#define FACS_TOOLS_STATISTICS_H

#include <stddef.h>

/* Pearson's correlation of n pairs; NaN if a or b is constant. */
double facs_statistics_correlation(const double *a, const double *b, size_t n);

/* Mean of |a - b|; NaN for n = 0. */
double facs_statistics_mean_abs_error(const double *a, const double *b, size_t n);

/* Share of pairs with both or neither above 0.5; NaN for n = 0. */
double facs_statistics_agreement(const double *a, const double *b, size_t n);

/* Mean of the values that are not NaN; NaN if all are. */
double facs_statistics_mean(const double *values, size_t n);

/* Smallest value that a share (0..1) of the values does not exceed; sorts values. NaN for n = 0. */
double facs_statistics_quantile(double *values, size_t n, double share);

#endif
