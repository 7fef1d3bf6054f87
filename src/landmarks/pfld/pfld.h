/* PFLD: 68 landmarks from a square crop of 112x112. See docs/algorithm.md, 2a. */
#ifndef FACS_LANDMARKS_PFLD_PFLD_H
#define FACS_LANDMARKS_PFLD_PFLD_H

#include "base/image.h"
#include "nn/session.h"

#define FACS_PFLD_SIDE 112

typedef struct facs_pfld facs_pfld; /* one thread's state; the session is shared */

/* session: input [batch,3,112,112], output [batch,136]. ENVIRONMENT -EINVAL if not. */
int facs_pfld_open(facs_pfld **out, facs_session *session, facs_error *error);
void facs_pfld_close(facs_pfld **pfld);

/* landmarks[136] (x0.., y0.., pixels) of the face in box (x, y, width, height, pixels; may reach
 * beyond the picture, where pixels are 0). */
int facs_pfld_run(facs_pfld *pfld, const facs_image *picture, const float box[4], float *landmarks,
                  facs_error *error);

void facs_pfld_cancel(facs_pfld *pfld); /* thread-safe */

#endif
