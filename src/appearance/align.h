/* The aligned face: a similarity warp to a square by 24 rigid points, and the mask of the face's
 * outline (OpenFace's AlignFace, AlignFaceMask). See docs/algorithm.md, 4. */
#ifndef FACS_APPEARANCE_ALIGN_H
#define FACS_APPEARANCE_ALIGN_H

#include "base/image.h"
#include "shape/pdm.h"

#define FACS_ALIGNED_SIDE     112 /* pixels, for the predictors; OpenFace's sim_size_au */
#define FACS_ALIGNED_BYTES    (FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3)
#define FACS_ALIGNED_MAX_SIDE FACS_MAX_ALIGNED_SIZE

/* The size of the face and of its square. */
typedef struct facs_aligned_form {
    int side;     /* pixels, 1..FACS_ALIGNED_MAX_SIDE */
    double scale; /* aligned pixels per millimetre of the mean face */
} facs_aligned_form;

/* What the predictors were trained on: FACS_ALIGNED_SIDE pixels, OpenFace's sim_scale_au. */
extern const facs_aligned_form facs_aligned_au;

/* The triangles that cover the face (tris_68_full.txt: count, 3, 4 = int32, then corners). */
typedef struct facs_triangulation {
    int count;
    int (*corners)[3]; /* landmark numbers, each < points */
} facs_triangulation;

/* points: at most FACS_LANDMARKS. ENVIRONMENT errors: -ENOENT, -EINVAL, -EFBIG. */
int facs_triangulation_open(facs_triangulation **out, const char *path, int points,
                            facs_error *error);
void facs_triangulation_close(facs_triangulation **triangulation);

/* warp: 2x3 row-major, frame -> aligned pixels. centre: tx, ty of the shape fit. -EINVAL: not
 * finite, the rigid points are all in one place, or the PDM does not have 68 points. */
int facs_align_transform(const facs_pdm *pdm, const float *landmarks, const double centre[2],
                         const facs_aligned_form *form, double warp[6]);

/* mask[side*side]: 1 if the pixel's centre is inside the face or on its edge. landmarks: in the
 * frame; a triangle with a corner that is not finite covers nothing. */
void facs_align_mask(const facs_triangulation *triangulation, const float *landmarks,
                     const double warp[6], const facs_aligned_form *form, uint8_t *mask);

/* face[side*side*3]: bilinear, 0 outside the frame and where mask (may be NULL) is 0. All 0 if warp
 * has no inverse. */
void facs_align_warp(const facs_image *frame, const double warp[6], const uint8_t *mask, int side,
                     uint8_t *face);

#endif
