/* The summary of a run: a sink that counts rows, takes means of the calibrated values and, before
 * the files get their names, warns about the rows themselves. */
#ifndef FACS_API_SUMMARY_H
#define FACS_API_SUMMARY_H

#include "base/warnings.h"
#include "pipeline/sink.h"

typedef struct facs_summary_sink {
    facs_summary *summary;
    int (*result)(void *opaque, const facs_result *result); /* may be NULL; not 0: stop */
    void *opaque;
    const char *input; /* for messages */
    facs_warnings *warnings;
    facs_au_models au;
    int strict;       /* 1: finish fails (INPUT, -EINVAL) if there are warnings */
    uint8_t *success; /* one per row */
    int64_t *seen;    /* [summary's people] rows in which each face was found, after finish */
    int64_t room;
    int64_t index; /* of the last row's frame */
} facs_summary_sink;

/* Fills in summary's frames, rows, faces, people, duration, mean_intensity and share_present, and
 * passes results on. */
facs_sink facs_summary_sink_callbacks(facs_summary_sink *sink);

/* ---- Quantiles of delays, without storing the delays: a stream may never end ----------------- */

#define FACS_DELAY_BIN_MS 0.1
#define FACS_DELAY_BINS   10000 /* up to a second; longer ones share the last */

/* Begins as all zero. */
typedef struct facs_delays {
    int64_t bin[FACS_DELAY_BINS + 1];
    int64_t count;
    double max_ms;
} facs_delays;

void facs_delays_add(facs_delays *delays, double ms);

/* Returns the delay that a share (0..1) of all delays does not exceed, to FACS_DELAY_BIN_MS; 0 if
 * there was none. */
double facs_delays_quantile(const facs_delays *delays, double share);

#endif
