/* What facs_extract and facs_live refuse alike of their options. USAGE errors, -EINVAL. */
#ifndef FACS_API_CHECKS_H
#define FACS_API_CHECKS_H

#include <facs/facs.h>

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
