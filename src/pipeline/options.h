/* Checks facs_options, and what follows from them. */
#ifndef FACS_PIPELINE_OPTIONS_H
#define FACS_PIPELINE_OPTIONS_H

#include "landmarks/method.h"

/* A caller's options, with defaults for the members that they lack. USAGE errors: as
 * facs_sized_read. */
int facs_options_read(facs_options *own, const facs_options *theirs, facs_error *error);

/* The detector that these options call for; AUTO: none, because landmarks come with the frames. */
facs_detector_kind facs_options_detector(const facs_options *options);

/* How many frames this method looks for landmarks in at the same time. */
int facs_options_batch(const facs_options *options, const facs_method *method);

/* The maximum number of faces at a time. */
int facs_options_faces(const facs_options *options);

/* 1: faces must be told apart, because there are several or only the first one counts. */
int facs_options_need_identity(const facs_options *options);

/* ---- Checks: USAGE errors, -EINVAL. Each message begins with the option's name. -------------- */

/* "option: expected what was expected". */
int facs_out_of_range(facs_error *error, const char *option, const char *expected);

/* A numeric option and the values that it may have. */
typedef struct facs_range {
    const char *option;
    double value, min, max;
    const char *zero; /* what 0 stands for; NULL: 0 is allowed only if the range contains it */
} facs_range;

int facs_check_ranges(const facs_range *ranges, size_t count, facs_error *error);

/* What opening the models depends on: threads, backend, precision, landmarks, detector. */
int facs_options_check_models(const facs_options *options, facs_error *error);

/* What an analyzer depends on: AU models, faces, intervals, camera. */
int facs_options_check_analysis(const facs_options *options, facs_error *error);

/* Whether this landmark method can do what an analyzer is asked for. */
int facs_options_check_method(const facs_options *options, const facs_method *method,
                              facs_error *error);

#endif
