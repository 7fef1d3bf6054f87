/* The options of a run, from a caller built against any version of the header. */
#ifndef FACS_API_OPTIONS_H
#define FACS_API_OPTIONS_H

#include "media/source.h"
#include "pipeline/options.h"

/* The caller's options, with defaults for the members that they lack. With a table of landmarks,
   the method becomes FACS_LANDMARKS_GIVEN. missing (may be NULL): what facs_models_settle returns.
   USAGE errors: as facs_sized_read. */
int facs_extract_options_read(facs_extract_options *own, const facs_extract_options *theirs,
                              const char **missing, facs_error *error);
int facs_live_options_read(facs_live_options *own, const facs_live_options *theirs,
                           const char **missing, facs_error *error);

/* ---- Checks of facs_extract and facs_live: USAGE errors, -EINVAL ----------------------------- */

/* How an input is read, and what of it is written. */
int facs_check_reading(const facs_source_options *reading, int64_t max_frames, unsigned features,
                       facs_error *error);

/* Everything in analysis. given: the landmarks come from a table. */
int facs_check_landmarks(const facs_options *analysis, int given, facs_error *error);

/* The features that will be measured: not every method gives gaze. */
unsigned facs_measured_features(const facs_options *analysis, unsigned features);

#endif
