/*
 * The point distribution model: mean face, modes of deformation, their variances. File format:
 * OpenFace's text files (pdms/In-the-wild_aligned_PDM_68.txt): '#' comments, then three matrices as
 * rows, columns, type (6 = float64), values: mean [3n,1], modes [3n,m], variances [1,m]; stacked
 * x, y, z; millimetres.
 */
#ifndef FACS_SHAPE_PDM_H
#define FACS_SHAPE_PDM_H

#include <facs/facs.h>

#define FACS_PDM_MAX_POINTS 128
#define FACS_PDM_MAX_MODES  64

typedef struct facs_pdm {
    int points;       /* n: 68 for the face */
    int modes;        /* m: 34 for the face */
    double *mean;     /* 3n: x, y, z stacked, mm */
    double *basis;    /* 3n x m, row-major */
    double *variance; /* m, all positive */
    double *gram;     /* 6 x m x m: basis_a' basis_b for xx, xy, xz, yy, yz, zz (symmetrised) */
} facs_pdm;

/* ENVIRONMENT errors: -ENOENT, -EINVAL, -EFBIG. Read-only once open; shareable between threads. */
int facs_pdm_open(facs_pdm **out, const char *path, facs_error *error);
void facs_pdm_close(facs_pdm **pdm);

/* shape[3n] = mean + basis * local. */
void facs_pdm_shape_3d(const facs_pdm *pdm, const double *local, double *shape);

#endif
