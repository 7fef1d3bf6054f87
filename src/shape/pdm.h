/* The point distribution model: mean face, modes of deformation, their variances. Reads OpenFace's
 * text files (pdms/In-the-wild_aligned_PDM_68.txt): '#' comments, then three matrices as rows,
 * columns, type (6 = float64), values: mean [3n,1], modes [3n,m], variances [1,m]; stacked x, y, z;
 * millimetres. */
#ifndef FACS_SHAPE_PDM_H
#define FACS_SHAPE_PDM_H

#include <facs/facs.h>

#define FACS_PDM_MAX_POINTS 128
#define FACS_PDM_MAX_MODES  64

#define FACS_PDM_LANES 4 /* rows of numbers are padded with 0 to a multiple of this */

typedef struct facs_pdm {
    int points;       /* n: 68 for the face */
    int modes;        /* m: 34 for the face */
    int stride;       /* m padded: 36 for the face */
    double *mean;     /* 3n: x, y, z stacked, mm */
    double *basis;    /* 3n x m, row-major */
    double *variance; /* m, all positive */
    double *rows;     /* 3n x stride: the padded basis */
    double *table;    /* facs_pdm_weigh with all weights 1 */
    int fast;         /* 1: fits take the fast path (facs_cpu_is_fast) */
} facs_pdm;

/* ENVIRONMENT errors: -ENOENT, -EINVAL, -EFBIG. Read-only once open; shareable between threads. */
int facs_pdm_open(facs_pdm **out, const char *path, facs_error *error);
void facs_pdm_close(facs_pdm **pdm);

/* Precomputes what a fit with weights W for the points needs from the basis.
 * table[facs_pdm_table_size]: basis_a' W basis_b, 6 x m x stride for xx, xy, xz, yy, yz, zz
 * (symmetrised); then the sums over the points, 1' W basis_a, 3 x stride. weight[n]: W's diagonal;
 * NULL: all 1. */
size_t facs_pdm_table_size(const facs_pdm *pdm);
void facs_pdm_weigh(const facs_pdm *pdm, const double *weight, double *table);

/* Makes a PDM from count of another's points, in the order of points[]. -EINVAL: too few, or one
 * does not exist; -ENOMEM. */
int facs_pdm_part(facs_pdm **out, const facs_pdm *whole, const int *points, int count);

/* shape[3n] = mean + basis * local. */
void facs_pdm_shape_3d(const facs_pdm *pdm, const double *local, double *shape);

#endif
