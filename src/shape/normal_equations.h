/* The expensive part of a Gauss-Newton step: gauss_newton.c calls it according to pdm->fast. */
#ifndef FACS_SHAPE_NORMAL_EQUATIONS_H
#define FACS_SHAPE_NORMAL_EQUATIONS_H

#include "shape/gauss_newton.h"

typedef void facs_newton_projector(const facs_newton *newton, double *points);
typedef int facs_newton_solver(const facs_newton *newton, int unknowns, double *step);
facs_newton_projector facs_newton_project_portable, facs_newton_project_fast;
facs_newton_solver facs_newton_solve_portable, facs_newton_solve_fast;

#endif
