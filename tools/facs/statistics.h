/* The few statistics that the tables print. */
#ifndef FACS_TOOLS_STATISTICS_H
#define FACS_TOOLS_STATISTICS_H

#include <stddef.h>

/* Pearson's correlation of n pairs; NaN when one of them does not vary. */
double facs_statistics_correlation(const double *a, const double *b, size_t n);

/* Mean of |a - b|; NaN for n = 0. */
double facs_statistics_mean_abs_error(const double *a, const double *b, size_t n);

/* Share of pairs of which both or none are above 0.5; NaN for n = 0. */
double facs_statistics_agreement(const double *a, const double *b, size_t n);

/* Mean of the values that are numbers; NaN when none is. */
double facs_statistics_mean(const double *values, size_t n);

/* The smallest value that at least share (0..1) of all are not above; sorts values. NaN for n = 0.
 */
double facs_statistics_quantile(double *values, size_t n, double share);

#endif
