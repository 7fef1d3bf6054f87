#include "shape/cholesky.h"

#include <errno.h>
#include <math.h>

int facs_cholesky_solve(double *system, int size, int stride, double *x)
{
    for (int k = 0; k < size; k++) {
        double *restrict pivot = system + k * stride;
        if (!(pivot[k] > 0) || !isfinite(pivot[k]))
            return -EDOM;
        double inverse = 1 / sqrt(pivot[k]);
        for (int j = k; j <= size; j++)
            pivot[j] *= inverse;
        /* b goes along as one more column, and comes out as the forward substitution. */
        for (int i = k + 1; i < size; i++) {
            double *restrict row = system + i * stride;
            double factor = pivot[i];
            for (int j = i; j <= size; j++)
                row[j] -= factor * pivot[j];
        }
    }
    for (int k = size - 1; k >= 0; k--) {
        const double *row = system + k * stride;
        double sum = row[size];
        for (int j = k + 1; j < size; j++)
            sum -= row[j] * x[j];
        x[k] = sum / row[k];
    }
    return 0;
}
