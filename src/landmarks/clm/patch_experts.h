/* Patch experts: for each landmark, view and scale a small network that says how likely each place
 * around the current estimate is (OpenFace's Patch_experts). The files hold CCNF experts:
 * patch_experts/ccnf_patches_*_general.txt, and similar ones for the inner and eye models. */
#ifndef FACS_LANDMARKS_CLM_PATCH_EXPERTS_H
#define FACS_LANDMARKS_CLM_PATCH_EXPERTS_H

#include <facs/facs.h>

#define FACS_PATCH_SIDE       11 /* pixels: width of the patch that every expert sees */
#define FACS_PATCH_MAX_WINDOW 11 /* side of the largest response map in use */
#define FACS_PATCH_MAX_AREA   (FACS_PATCH_MAX_WINDOW + FACS_PATCH_SIDE - 1)

/* One file: the experts of one scale. Read-only once open; shareable between threads. */
typedef struct facs_patch_experts facs_patch_experts;

/* points: landmarks of the model. Prepares for response maps of window x window (odd,
 * 3..FACS_PATCH_MAX_WINDOW). ENVIRONMENT errors: -ENOENT, -EFBIG, -EINVAL, -ENOMEM. */
int facs_patch_experts_open(facs_patch_experts **out, const char *path, int points, int window,
                            facs_error *error);
void facs_patch_experts_close(facs_patch_experts **experts);

double facs_patch_experts_scale(const facs_patch_experts *experts); /* 0.25, 0.35, ... */

int facs_patch_experts_views(const facs_patch_experts *experts);

/* Returns the view whose centre is nearest to a head rotation (rx, ry, rz, radians). */
int facs_patch_experts_view(const facs_patch_experts *experts, const double rotation[3]);

/* 1: there is an expert for a landmark in a view; and how far to trust it. */
int facs_patch_experts_visible(const facs_patch_experts *experts, int view, int point);
float facs_patch_experts_confidence(const facs_patch_experts *experts, int view, int point);

/* response[window * window], row-major, at least 0. area: (window + 10)^2 grey levels around the
 * landmark, row-major, at the experts' scale. The expert must be visible. No allocation. */
void facs_patch_experts_respond(const facs_patch_experts *experts, int view, int point,
                                const float *area, float *response);

#endif
