/*
 * Gauss-Newton steps on a PDM's parameters under weak perspective, with a Gaussian prior on the
 * local ones; shared by the shape fit and the landmark mean-shift. See docs/algorithm.md, 3.
 *
 *     (J' W J + L) step = J' W residual - L local,   L = precision / variance for local parameters
 */
#ifndef FACS_SHAPE_GAUSS_NEWTON_H
#define FACS_SHAPE_GAUSS_NEWTON_H

#include "shape/pdm.h"

#define FACS_GLOBALS      6 /* scale, three small rotations about the picture's axes, tx, ty */
#define FACS_MAX_UNKNOWNS (FACS_GLOBALS + FACS_PDM_MAX_MODES)

/* The state of a PDM; about 6 KB, to be kept or on the stack. */
typedef struct facs_newton {
    const facs_pdm *pdm;
    const double *weight; /* n: how far to trust each point, W; 0: not seen */
    const double *table;  /* facs_pdm_weigh of these weights */
    double precision;     /* strength of the prior: 1, or OpenFace's reg_factor */
    double scale, rotation[9], shift[2];
    double local[FACS_PDM_MAX_MODES];
    double shape[3 * FACS_PDM_MAX_POINTS];    /* mean + basis * local, mm */
    double residual[2 * FACS_PDM_MAX_POINTS]; /* x0.., y0..: target minus current place of the
                                                 points, pixels; finite even where weight is 0 */
} facs_newton;

/* Sets the state from these parameters (global: scale, rx, ry, rz, tx, ty): pdm, and everything
 * from scale to shape. */
void facs_newton_start(facs_newton *newton, const facs_pdm *pdm, const double global[6],
                       const double *local);

/* Writes the parameters back. */
void facs_newton_finish(const facs_newton *newton, double global[6], double *local);

/* Recomputes the shape from the local parameters. */
void facs_newton_reshape(facs_newton *newton);

/* Projects the shape: points[2n], x0.., y0.., pixels. */
void facs_newton_project(const facs_newton *newton, double *points);

/* Solves for step[unknowns]: FACS_GLOBALS unknowns, or those and the modes (global parameters
 * first). -EDOM: the equations have no solution. */
int facs_newton_solve(const facs_newton *newton, int unknowns, double *step);

/* Moves by share (0..1) of step. Does not update the shape. */
void facs_newton_advance(facs_newton *newton, int unknowns, const double *step, double share);

#endif
