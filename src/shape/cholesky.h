/* Solves small symmetric positive definite systems: the normal equations of the fits. */
#ifndef FACS_SHAPE_CHOLESKY_H
#define FACS_SHAPE_CHOLESKY_H

#define FACS_CHOLESKY_BLOCK 4
#define FACS_CHOLESKY_MAX   72 /* unknowns */

/* size rounded up to whole blocks. */
#define FACS_CHOLESKY_ROOM(size)                                                                   \
    (((size) + FACS_CHOLESKY_BLOCK - 1) / FACS_CHOLESKY_BLOCK * FACS_CHOLESKY_BLOCK)

/* Solves A x = b, which destroys A. system: A's upper triangle, with room for
 * FACS_CHOLESKY_ROOM(size) rows and columns, rows stride numbers apart; elsewhere it may hold
 * anything. x: b, then x, in as much room. -EDOM: A is not positive definite, or not finite. */
typedef int facs_cholesky_solver(double *system, int size, int stride, double *x);
facs_cholesky_solver facs_cholesky_solve_portable, facs_cholesky_solve_fast; /* base/cpu.h */

#endif
