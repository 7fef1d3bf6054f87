/*
 * The functions of <math.h> that the measurements need, in plain double arithmetic: the same bits
 * on every processor and with every C library, where libm's differ in their last digit. sqrt,
 * floor, ceil, fabs and the like are exact everywhere and stay libm's.
 *
 * Results are within 2 units in the last place (facs_exact_atan2: 3) of the true ones, and special
 * values are C's.
 */
#ifndef FACS_BASE_EXACT_MATH_H
#define FACS_BASE_EXACT_MATH_H

/* Radians. Beyond 1e5 an angle is brought back by the double that is nearest to 2 pi, which leaves
   it off by up to 4e-17 of itself. */
double facs_exact_sin(double x);
double facs_exact_cos(double x);

double facs_exact_atan(double x);
double facs_exact_atan2(double y, double x);

double facs_exact_exp(double x);
double facs_exact_log(double x);
double facs_exact_log2(double x); /* exact where x is a power of 2 */

/* sqrt(x^2 + y^2), for numbers whose squares doubles hold. */
double facs_exact_length(double x, double y);

#endif
