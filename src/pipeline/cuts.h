/*
 * After a cut the one face that is followed may be another person's, but its medians and
 * calibration go on: that is said.
 */
#ifndef FACS_PIPELINE_CUTS_H
#define FACS_PIPELINE_CUTS_H

#include "base/warnings.h"
#include "landmarks/track.h"
#include "pipeline/back_end.h"

/* All zero to begin with, but for log and warnings. */
typedef struct facs_cuts {
    const facs_log *log;     /* kept; where the first is told if there are no warnings */
    facs_warnings *warnings; /* kept; may be NULL */
    int has_face;            /* there was one already, */
    int is_cut;              /* and since then a cut, but no face */
    int64_t others;          /* faces after a cut that looked like another person's */
} facs_cuts;

/* The face of result's frame, or that there is none, before the back end takes it. */
void facs_cuts_watch(facs_cuts *cuts, const facs_track *track, const facs_image *picture,
                     facs_back_end *back_end, const facs_result *result);

#endif
