/*
 * Warns when, after a cut, the tracked face looks like another person's: medians and calibration
 * simply continue.
 */
#ifndef FACS_PIPELINE_CUTS_H
#define FACS_PIPELINE_CUTS_H

#include "base/warnings.h"
#include "landmarks/track.h"
#include "pipeline/back_end.h"

/* Begins as all zero, except for log and warnings. */
typedef struct facs_cuts {
    const facs_log *log;     /* kept; receives the first case if warnings is NULL */
    facs_warnings *warnings; /* kept; may be NULL */
    int has_face;            /* there has been a face, */
    int is_cut;              /* and since then a cut, but no face */
    int64_t others;          /* faces after a cut that looked like another person's */
} facs_cuts;

/* Call with each frame's track, lost or not, before the back end takes it. */
void facs_cuts_watch(facs_cuts *cuts, const facs_track *track, const facs_image *picture,
                     facs_back_end *back_end, const facs_result *result);

#endif
