/*
 * Gauss-Newton steps on a PDM's parameters under weak perspective with a Gaussian prior on the
 * local ones: what the shape fit and the landmark mean-shift share. ALGORITHM section 3.
 *
 *     (J' W J + L) step = J' W residual - L local,   L = precision / variance for local parameters
 */
#ifndef FACS_SHAPE_GAUSS_NEWTON_H
#define FACS_SHAPE_GAUSS_NEWTON_H

#include "shape/pdm.h"

#define FACS_GLOBALS      6 /* scale, three small rotations about the model's axes, tx, ty */
#define FACS_MAX_UNKNOWNS (FACS_GLOBALS + FACS_PDM_MAX_MODES)

/* Where a PDM stands, and room for a step from there; some 80 KB, to be kept or on the stack. */
typedef struct facs_newton {
    const facs_pdm *pdm;
    const double *weight; /* n: how far each point is trusted, W; 0: not seen */
    const double *table;  /* facs_pdm_weigh of these weights; NULL: there is none, which is slow */
    double precision;     /* how strong the prior is: 1, or OpenFace's reg_factor */
    double scale, rotation[9], shift[2];
    double local[FACS_PDM_MAX_MODES];
    double shape[3 * FACS_PDM_MAX_POINTS];    /* mean + basis * local, mm */
    double residual[2 * FACS_PDM_MAX_POINTS]; /* x0.., y0..: where points should go less where they
                                                 are, pixels; finite where weight is 0, too */
    /* The Jacobian's global columns, x0.., y0..; these and the residual times the weights. */
    double columns[FACS_GLOBALS][2 * FACS_PDM_MAX_POINTS];
    double weighted[FACS_GLOBALS + 1][2 * FACS_PDM_MAX_POINTS];
    /* The columns that are not constant, taken back to weights for the rows of the basis. */
    double back[5][3 * FACS_PDM_MAX_POINTS];
    /* Upper triangle of J'WJ + L, first the local unknowns, then the global ones; the right side
       in the column after them. Rows are stride + 8 numbers apart. */
    double system[FACS_MAX_UNKNOWNS * (FACS_PDM_MAX_MODES + 8)];
} facs_newton;

/* Stand at these parameters (global: scale, rx, ry, rz, tx, ty): pdm and all from scale to shape.
 */
void facs_newton_start(facs_newton *newton, const facs_pdm *pdm, const double global[6],
                       const double *local);

/* The parameters back. */
void facs_newton_finish(const facs_newton *newton, double global[6], double *local);

/* Renew the shape from the local parameters. */
void facs_newton_reshape(facs_newton *newton);

/* points[2n]: where the shape is seen, x0.., y0.., pixels. */
void facs_newton_project(const facs_newton *newton, double *points);

/*
 * step[unknowns], unknowns: FACS_GLOBALS, or that and the modes (global parameters first). -EDOM:
 * the equations could not be solved.
 */
int facs_newton_solve(facs_newton *newton, int unknowns, double *step);

/* Go share (0..1) of step. The shape is left as it was. */
void facs_newton_advance(facs_newton *newton, int unknowns, const double *step, double share);

#endif
