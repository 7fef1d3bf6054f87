/* The point distribution model: mean face, modes of deformation, their variances. Reads OpenFace's
 * text files (pdms/In-the-wild_aligned_PDM_68.txt): '#' comments, then three matrices as rows,
 * columns, type (6 = float64), values: mean [3n,1], modes [3n,m], variances [1,m]; stacked x, y, z;
 * millimetres. */
#ifndef FACS_SHAPE_PDM_H
#define FACS_SHAPE_PDM_H

#include <facs/facs.h>

#define FACS_PDM_MAX_POINTS 128
#define FACS_PDM_MAX_MODES  64

#define FACS_PDM_LANES     4  /* rows of numbers are padded with 0 to a multiple of this */
#define FACS_PDM_ALIGNMENT 32 /* bytes, of columns and tables */
#define FACS_PDM_PRODUCTS  6  /* of axes: xx, xy, xz, yy, yz, zz */

/* count padded to whole vectors. */
#define FACS_PDM_PADDED(count) (((count) + FACS_PDM_LANES - 1) / FACS_PDM_LANES * FACS_PDM_LANES)

typedef struct facs_pdm {
    int points;       /* n: 68 for the face */
    int modes;        /* m: 34 for the face */
    int width;        /* n padded: 68 for the face */
    double *mean;     /* 3n: x, y, z stacked, mm */
    double *basis;    /* 3n x m, row-major */
    double *variance; /* m, all positive */
    double *inverse;  /* m: 1 / variance */
    double *columns;  /* m x 3 x width: each mode's x, y and z */
    double *table;    /* facs_pdm_weigh with all weights 1 */
    int fast;         /* 1: fits take the fast path (facs_cpu_is_fast) */
} facs_pdm;

/* ENVIRONMENT errors: -ENOENT, -EINVAL, -EFBIG. Read-only once open; shareable between threads. */
int facs_pdm_open(facs_pdm **out, const char *path, facs_error *error);
void facs_pdm_close(facs_pdm **pdm);

/* Precomputes what a fit with weights W for the points needs. table[facs_pdm_table_size], in the
 * order in which it is read:
 * - basis_a' W basis_b, symmetrised: for each four modes (rows; the last padded with 0) and each
 *   four from these on (columns), for each row, the FACS_PDM_PRODUCTS' four numbers;
 * - mean_a' W basis_b, symmetrised, for each four modes the FACS_PDM_PRODUCTS' four numbers;
 * - the sums over the points, 1' W basis_a: 3 x m padded.
 * weight[n]: W's diagonal; NULL: all 1. */
size_t facs_pdm_table_size(const facs_pdm *pdm);
void facs_pdm_weigh(const facs_pdm *pdm, const double *weight, double *table);

/* Makes a PDM from count of another's points, in the order of points[]. -EINVAL: too few, or one
 * does not exist; -ENOMEM. */
int facs_pdm_part(facs_pdm **out, const facs_pdm *whole, const int *points, int count);

/* shape[3n] = mean + basis * local. */
void facs_pdm_shape_3d(const facs_pdm *pdm, const double *local, double *shape);

#endif
