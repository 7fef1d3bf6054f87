/* Quantiles of a series in a window that moves with the rows. */
#ifndef FACS_EVENTS_QUANTILE_H
#define FACS_EVENTS_QUANTILE_H

#include <stddef.h>

/*
 * made[i]: the quantile (0..1) of the values in the rows whose times are in [times[i] + from,
 * times[i] + to] seconds, interpolated; NaN where there is none. Times increase; values that are
 * NaN do not count. 0 or -ENOMEM.
 */
int facs_running_quantile(float *made, const float *values, const double *times, size_t rows,
                          const double window[2], double quantile);

/* The quantile of count values, which are sorted in place; NaN without values. */
double facs_quantile(float *values, size_t count, double quantile);

#endif
