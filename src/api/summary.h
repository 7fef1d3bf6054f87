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

#endif
