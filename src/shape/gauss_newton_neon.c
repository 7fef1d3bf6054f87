#include "shape/gauss_newton_steps.h"

void facs_newton_reshape_neon(facs_newton *newton)
{
    reshape(newton);
}

int facs_newton_solve_neon(facs_newton *newton, int unknowns, double *step)
{
    return solve(newton, unknowns, step);
}
