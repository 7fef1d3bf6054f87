/* The options of a run, as a caller of any version gives them. */
#ifndef FACS_API_OPTIONS_H
#define FACS_API_OPTIONS_H

#include <facs/facs.h>

/* The caller's options with the defaults where they end; with a table of landmarks their method is
   FACS_LANDMARKS_GIVEN. USAGE errors: as facs_sized_read. */
int facs_extract_options_read(facs_extract_options *own, const facs_extract_options *theirs,
                              facs_error *error);
int facs_live_options_read(facs_live_options *own, const facs_live_options *theirs,
                           facs_error *error);

/* ---- What facs_extract and facs_live refuse alike: USAGE errors, -EINVAL -----------------------
 */

/* "option: expected what was expected". */
int facs_out_of_range(facs_error *error, const char *option, const char *expected);

int facs_check_stream(int64_t max_frames, double fps, unsigned features, facs_error *error);

/* How an input is read. */
int facs_check_reading(int stream, int64_t max_pixels, facs_error *error);

/* given: the landmarks come from a table. */
int facs_check_landmarks(const facs_options *analysis, int given, facs_error *error);

/* The features that are really measured: not every method gives gaze. */
unsigned facs_measured_features(const facs_options *analysis, unsigned features);

#endif
