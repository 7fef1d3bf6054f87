/* The validator: a small network for each view that says whether landmarks are on a face
 * (OpenFace's DetectionValidator, detection_validation/validator_cnn.txt, binary): a piecewise
 * affine warp of the face to a fixed mask, normalisation, convolutions, and a class from good to
 * bad. */
#ifndef FACS_LANDMARKS_VALIDATOR_H
#define FACS_LANDMARKS_VALIDATOR_H

#include "base/grey.h"

typedef struct facs_validator facs_validator; /* read-only once open; shareable between threads */
typedef struct facs_validator_scratch facs_validator_scratch; /* one per thread */

/* ENVIRONMENT errors: -ENOENT, -EFBIG, -EINVAL (damaged), -ENOMEM. points: landmarks, 68. */
int facs_validator_open(facs_validator **out, const char *path, int points, facs_error *error);
void facs_validator_close(facs_validator **validator);

int facs_validator_scratch_open(facs_validator_scratch **out, const facs_validator *validator);
void facs_validator_scratch_close(facs_validator_scratch **scratch);

/* Returns OpenFace's confidence, 0.5 * (1 - decision): 0 (no face) to 1 (a face). rotation: rx, ry,
 * rz of the face, radians. landmarks: x.. then y.., pixels; may reach beyond the picture. 0 if all
 * are outside, or one is not finite. No allocation. */
float facs_validator_check(const facs_validator *validator, const facs_grey *picture,
                           const double rotation[3], const float *landmarks,
                           facs_validator_scratch *scratch);

#endif
