/* Solves small symmetric positive definite systems: the normal equations of the fits. */
#ifndef FACS_SHAPE_CHOLESKY_H
#define FACS_SHAPE_CHOLESKY_H

/* Solves A x = b in place. system: size (at most 80) rows, stride (> size) numbers apart; A's upper
 * triangle in columns 0..size-1, b in column size. The system is destroyed; below the diagonal it
 * may hold anything. -EDOM: A is not positive definite, or not finite. */
typedef int facs_cholesky_solver(double *system, int size, int stride, double *x);
facs_cholesky_solver facs_cholesky_solve_portable, facs_cholesky_solve_fast; /* base/cpu.h */

#endif
