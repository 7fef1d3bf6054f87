/* What of facs_options is in range and goes together, and what follows from it. */
#ifndef FACS_PIPELINE_OPTIONS_H
#define FACS_PIPELINE_OPTIONS_H

#include "landmarks/method.h"

/* A caller's options with the defaults where they end. USAGE errors: as facs_sized_read. */
int facs_options_read(facs_options *own, const facs_options *theirs, facs_error *error);

/* What opening the models depends on: threads, backend, precision, landmarks, detector. USAGE
 * errors, -EINVAL; so below. */
int facs_options_check_models(const facs_options *options, facs_error *error);

/* What an analyzer depends on: AU models, faces and which of them, periods. */
int facs_options_check_analysis(const facs_options *options, facs_error *error);

/* Which faces are looked for: face_choice, region, min_face. */
int facs_options_check_faces(const facs_options *options, facs_error *error);

/* The detector that these options take; AUTO: none, as the landmarks come with the frames. */
facs_detector_kind facs_options_detector(const facs_options *options);

/* Frames that landmarks by this method are looked for in at the same time. */
int facs_options_batch(const facs_options *options, const facs_method *method);

/* Faces at a time, at most. */
int facs_options_faces(const facs_options *options);

/* Several faces, or the first one of several: who is who must be known. */
int facs_options_need_identity(const facs_options *options);

/* Whether the method that the models were opened for can do what an analyzer is asked for. */
int facs_options_check_method(const facs_options *options, const facs_method *method,
                              facs_error *error);

#endif
