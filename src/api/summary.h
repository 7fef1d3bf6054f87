/* What a run amounts to: a sink that counts, and means over the calibrated series. */
#ifndef FACS_API_SUMMARY_H
#define FACS_API_SUMMARY_H

#include "pipeline/sink.h"

typedef struct facs_summary_sink {
    facs_summary *summary;
    int (*result)(void *opaque, const facs_result *result); /* may be NULL; not 0: stop */
    void *opaque;
    uint8_t *success; /* one per row */
    int64_t room;
    int64_t index; /* of the last row's frame */
} facs_summary_sink;

/* Fills summary's frames, rows, faces, people, duration, mean_intensity and share_present; passes
 * results on. */
facs_sink facs_summary_sink_callbacks(facs_summary_sink *sink);

/* ---- Quantiles of delays without keeping them: a stream may have no end ------------------------
 */

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
