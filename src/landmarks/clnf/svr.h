/*
 * SVR experts (OpenFace's SVR_patch_expert, of its older "CLM" model): the correlation of weights
 * with the patch, and with the patch of squared gradients, each through a sigmoid; the response is
 * their product.
 */
#ifndef FACS_LANDMARKS_CLNF_SVR_H
#define FACS_LANDMARKS_CLNF_SVR_H

#include "base/file.h"
#include "landmarks/clnf/patch_experts.h"
#include "landmarks/clnf/patch_views.h"

#define FACS_SVR_PIXELS (FACS_PATCH_SIDE * FACS_PATCH_SIDE)

enum { FACS_SVR_RAW, FACS_SVR_GRADIENT, FACS_SVR_MODALITIES };

typedef struct facs_svr_expert {
    /* Their mean is 0 and their norm the sigmoid's slope ("scaling"). */
    float weights[FACS_SVR_MODALITIES][FACS_SVR_PIXELS];
    float bias[FACS_SVR_MODALITIES];
    float confidence; /* both modalities' together */
} facs_svr_expert;

/* Read the whole file; views->index is the caller's to free, whatever the outcome. */
int facs_svr_read(facs_svr_expert **experts, facs_patch_views *views, facs_file *file, int points,
                  facs_error *error);

/* As facs_patch_experts_respond. */
void facs_svr_respond(const facs_svr_expert *expert, int window, const float *area,
                      float *response);

#endif
