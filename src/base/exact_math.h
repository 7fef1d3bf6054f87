/*
 * The functions of <math.h> that measurements need, in plain double arithmetic: the same bits on
 * every processor and with every C library, whereas libm's differ in the last digit. sqrt, floor,
 * ceil, fabs and the like are exact everywhere, so libm's are used.
 *
 * Results are within 2 units in the last place (facs_exact_atan2: 3); special values are as in C.
 */
#ifndef FACS_BASE_EXACT_MATH_H
#define FACS_BASE_EXACT_MATH_H

/* Radians. An angle beyond 1e5 is reduced by the double nearest to 2 pi, which is off by up to
 * 4e-17 of the angle. */
double facs_exact_sin(double x);
double facs_exact_cos(double x);

double facs_exact_atan(double x);
double facs_exact_atan2(double y, double x);

double facs_exact_exp(double x);
double facs_exact_log(double x);
double facs_exact_log2(double x); /* exact if x is a power of 2 */

/* sqrt(x^2 + y^2), for numbers whose squares do not overflow. */
double facs_exact_length(double x, double y);

#endif
