/* Quantiles of delays without keeping them: a stream may have no end. */
#ifndef FACS_API_DELAYS_H
#define FACS_API_DELAYS_H

#include <stdint.h>

#define FACS_DELAY_BIN_MS 0.1
#define FACS_DELAY_BINS   10000 /* up to a second; longer ones share the last */

/* All zero to begin with. */
typedef struct facs_delays {
    int64_t bin[FACS_DELAY_BINS + 1];
    int64_t count;
    double max_ms;
} facs_delays;

void facs_delays_add(facs_delays *delays, double ms);

/* The delay that a share (0..1) of all does not exceed, to FACS_DELAY_BIN_MS; 0: there was none. */
double facs_delays_quantile(const facs_delays *delays, double share);

#endif
