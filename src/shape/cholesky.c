#include "shape/cholesky.h"

#include "shape/cholesky_steps.h"

int facs_cholesky_solve(double *system, int size, int stride, double *x)
{
    return facs_cholesky_body(system, size, stride, x);
}
