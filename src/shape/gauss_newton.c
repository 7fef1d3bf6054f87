#include "shape/gauss_newton.h"

#include "base/cpu.h"
#include "base/exact_math.h"
#include "shape/normal_equations.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

void facs_newton_start(facs_newton *newton, const facs_pdm *pdm, const double global[6],
                       const double *local)
{
    newton->pdm = pdm;
    newton->scale = global[0];
    facs_rotation_from_euler(global + 1, newton->rotation);
    memcpy(newton->shift, global + 4, sizeof(newton->shift));
    memcpy(newton->local, local, (size_t)pdm->modes * sizeof(double));
    facs_newton_reshape(newton);
}

void facs_newton_finish(const facs_newton *newton, double global[6], double *local)
{
    global[0] = newton->scale;
    facs_rotation_to_euler(newton->rotation, global + 1);
    memcpy(global + 4, newton->shift, sizeof(newton->shift));
    memcpy(local, newton->local, (size_t)newton->pdm->modes * sizeof(double));
}

void facs_newton_reshape(facs_newton *newton)
{
    facs_pdm_shape_3d(newton->pdm, newton->local, newton->shape);
}

int facs_newton_solve(const facs_newton *newton, int unknowns, double *step)
{
    return newton->pdm->fast ? FACS_FAST(facs_newton_solve)(newton, unknowns, step)
                             : facs_newton_solve_portable(newton, unknowns, step);
}

void facs_newton_project(const facs_newton *newton, double *points)
{
    (newton->pdm->fast ? FACS_FAST(facs_newton_project) : facs_newton_project_portable)(newton,
                                                                                        points);
}

void facs_newton_advance(facs_newton *newton, int unknowns, const double *step, double share)
{
    double axis[3], turn[9];
    double length = share * sqrt(step[1] * step[1] + step[2] * step[2] + step[3] * step[3]);
    /* The rotation nearest to I + [d]x rotates about d by atan(|d|). */
    double angle = length > 1e-12 ? share * facs_exact_atan(length) / length : share;

    for (int k = 0; k < 3; k++)
        axis[k] = angle * step[1 + k];
    facs_rotation_from_axis(axis, turn);
    facs_rotation_multiply(turn, newton->rotation, newton->rotation);
    newton->scale += share * step[0];
    newton->shift[0] += share * step[4];
    newton->shift[1] += share * step[5];
    for (int j = 0; j < unknowns - FACS_GLOBALS; j++)
        newton->local[j] += share * step[FACS_GLOBALS + j];
}
