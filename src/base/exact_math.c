#include "base/exact_math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Constants as a double and the rest. */
#define LN2     0x1.62e42fefa39efp-1
#define PI      0x1.921fb54442d18p+1
#define PI_REST 0x1.1a62633145c07p-53
#define HALF_PI 0x1.921fb54442d18p+0

/* Rounds to the nearest whole number, |x| < 2^51. */
static double nearest(double x)
{
    return x + 0x1.8p52 - 0x1.8p52;
}

/* 2^n, -1022 <= n <= 1023 */
static double power_of_two(int n)
{
    const uint64_t bits = (uint64_t)(n + 1023) << 52;
    double power;

    memcpy(&power, &bits, sizeof(power));
    return power;
}

/* terms[0] + terms[1] x + ... */
static double polynomial(const double *terms, int count, double x)
{
    double sum = terms[count - 1];

    for (int i = count - 2; i >= 0; i--)
        sum = sum * x + terms[i];
    return sum;
}

/* ---- Sine and cosine ------------------------------------------------------------------------- */

/* An angle as quarter turns and the rest, within pi / 4, in two parts. */
typedef struct turned {
    int quarters; /* 0..3 */
    double rest, tail;
} turned;

/* pi / 2 in four parts; the first three have so few digits that products with 2^20 are exact. */
static turned turn_back(double x)
{
    static const double parts[4] = {0x1.921fb54400000p+0, 0x1.0b4611a600000p-34,
                                    0x1.3198a2e000000p-69, 0x1.b839a252049c1p-104};
    if (!(fabs(x) <= 1e5))
        x = fmod(x, 2 * PI);
    const double n = nearest(x * (2 / PI));
    double rest = x - n * parts[0], tail = 0;
    for (int i = 1; i < 4; i++) { /* each difference as a double and the rest */
        const double part = n * parts[i], difference = rest - part, back = difference - rest;
        tail += (rest - (difference - back)) - (part + back);
        rest = difference;
    }
    const double all = rest + tail;
    tail = (rest - all) + tail;
    return (turned){(int)((int64_t)n & 3), all, tail};
}

/* Taylor's series: |x| <= pi / 4, and its tail. */
static double sine_of_rest(double x, double tail)
{
    static const double terms[] = {-0x1.5555555555555p-3,  0x1.1111111111111p-7,
                                   -0x1.a01a01a01a01ap-13, 0x1.71de3a556c734p-19,
                                   -0x1.ae64567f544e4p-26, 0x1.6124613a86d09p-33,
                                   -0x1.ae7f3e733b81fp-41, 0x1.952c77030ad4ap-49};
    const double square = x * x;
    const double above = polynomial(terms + 1, 7, square);
    return x + (x * square * (terms[0] + square * above) + tail * (1 - square / 2));
}

static double cosine_of_rest(double x, double tail)
{
    static const double terms[] = {0x1.5555555555555p-5,  -0x1.6c16c16c16c17p-10,
                                   0x1.a01a01a01a01ap-16, -0x1.27e4fb7789f5cp-22,
                                   0x1.1eed8eff8d898p-29, -0x1.93974a8c07c9dp-37,
                                   0x1.ae7f3e733b81fp-45, -0x1.6827863b97d97p-53};
    const double square = x * x, half = square / 2, front = 1 - half;
    const double lost = (1 - front) - half; /* of the difference */
    return front + (lost + (square * square * polynomial(terms, 8, square) - x * tail));
}

double facs_exact_sin(double x)
{
    if (!isfinite(x))
        return (double)NAN;
    const turned angle = turn_back(x);
    const double size = angle.quarters & 1 ? cosine_of_rest(angle.rest, angle.tail)
                                           : sine_of_rest(angle.rest, angle.tail);
    if (x == 0)
        return x; /* and its sign */
    return angle.quarters & 2 ? -size : size;
}

double facs_exact_cos(double x)
{
    if (!isfinite(x))
        return (double)NAN;
    const turned angle = turn_back(x);
    const double size = angle.quarters & 1 ? sine_of_rest(angle.rest, angle.tail)
                                           : cosine_of_rest(angle.rest, angle.tail);
    return angle.quarters == 1 || angle.quarters == 2 ? -size : size;
}

/* ---- Arc tangents ---------------------------------------------------------------------------- */

#define ARCS 9 /* of 0, 1/8 .. 1 */

/* atan(x) in two parts, 0 <= x <= 1: atan(c) + atan((x - c) / (1 + x c)), c the nearest eighth. */
static double arc(double x, double *tail)
{
    static const double arcs[ARCS][2] = {{0, 0},
                                         {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                         {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                         {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                         {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                         {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                         {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                         {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                         {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};
    static const double terms[] = {-0x1.5555555555555p-2, 0x1.999999999999ap-3,
                                   -0x1.2492492492492p-3, 0x1.c71c71c71c71cp-4,
                                   -0x1.745d1745d1746p-4, 0x1.3b13b13b13b14p-4};
    const int eighth = (int)(x * 8 + 0.5);
    const double c = eighth / 8.0, t = (x - c) / (1 + x * c), square = t * t;

    *tail = arcs[eighth][1] + t * square * polynomial(terms, 6, square);
    if (eighth == 0)
        return t;
    *tail += t;
    return arcs[eighth][0];
}

double facs_exact_atan(double x)
{
    return facs_exact_atan2(x, 1);
}

double facs_exact_atan2(double y, double x)
{
    if (isnan(x) || isnan(y))
        return x + y;
    const double right = isinf(x) ? isinf(y) ? 1 : INFINITY : fabs(x);
    const double up = isinf(y) ? isinf(x) ? 1 : INFINITY : fabs(y);
    const double longer = right > up ? right : up, shorter = right > up ? up : right;
    double tail, angle;

    angle = longer == 0 || isinf(longer) ? arc(0, &tail) : arc(shorter / longer, &tail);
    if (up > right) { /* from the other axis */
        const double rest = HALF_PI - angle;
        tail = ((HALF_PI - rest) - angle) + (PI_REST / 2 - tail);
        angle = rest;
    }
    if (signbit(x)) {
        const double rest = PI - angle;
        tail = ((PI - rest) - angle) + (PI_REST - tail);
        angle = rest;
    }
    return copysign(angle + tail, y);
}

/* ---- Exponentials and logarithms ------------------------------------------------------------- */

double facs_exact_exp(double x)
{
    /* 1 / k!, k = 2, 4 .. 12 and 3, 5 .. 13: two independent sums. */
    static const double even[] = {0x1p-1,
                                  0x1.5555555555555p-5,
                                  0x1.6c16c16c16c17p-10,
                                  0x1.a01a01a01a01ap-16,
                                  0x1.27e4fb7789f5cp-22,
                                  0x1.1eed8eff8d898p-29};
    static const double odd[] = {0x1.5555555555555p-3,  0x1.1111111111111p-7,
                                 0x1.a01a01a01a01ap-13, 0x1.71de3a556c734p-19,
                                 0x1.ae64567f544e4p-26, 0x1.6124613a86d09p-33};
    if (isnan(x) || x > 710)
        return x > 0 ? INFINITY : x;
    if (x < -746)
        return 0;
    const double n = nearest(x * (1 / LN2));
    /* ln 2 in two parts, of which the first has so few digits that n times it is exact. */
    const double rest = x - n * 0x1.62e42fef00000p-1, tail = n * 0x1.473de6af278edp-34;
    const double r = rest - tail, lost = (rest - r) - tail;
    const double square = r * r;
    const double series = polynomial(even, 6, square) + r * polynomial(odd, 6, square);
    const double power = 1 + (r + (square * series + lost));
    /* In two steps if 2^n by itself is too small for all digits of a double. */
    const int whole = (int)n, half = whole / 2;
    return power * power_of_two(half) * power_of_two(whole - half);
}

/* log(x) = exponent ln 2 + the logarithm of what is left, sqrt(1/2) to sqrt(2), which is returned
   in two parts. x: positive, finite. */
static double split_logarithm(double x, int *exponent, double *tail)
{
    /* 2 / 3, 2 / 5 .. */
    static const double terms[] = {0x1.5555555555555p-1, 0x1.999999999999ap-2, 0x1.2492492492492p-2,
                                   0x1.c71c71c71c71cp-3, 0x1.745d1745d1746p-3, 0x1.3b13b13b13b14p-3,
                                   0x1.1111111111111p-3, 0x1.e1e1e1e1e1e1ep-4, 0x1.af286bca1af28p-4,
                                   0x1.8618618618618p-4};
    double m = frexp(x, exponent);

    if (m < 0x1.6a09e667f3bcdp-1) {
        m *= 2;
        --*exponent;
    }
    /* 2 atanh(s) with s = f / (2 + f), 2 s = f - s f; f is exact, so the rounding of s counts
       little. */
    const double f = m - 1, s = f / (2 + f), square = s * s;
    const double half = f * f / 2;
    const double series = square * polynomial(terms, 10, square);
    *tail = s * (half + series) - half;
    return f;
}

double facs_exact_log(double x)
{
    int exponent;
    double tail;

    if (!(x > 0) || isinf(x))
        return x == 0 ? -INFINITY : x > 0 ? x : (double)NAN;
    const double head = split_logarithm(x, &exponent, &tail);
    /* Exact: 11 digits of the exponent and 42 of ln 2. */
    const double whole = exponent * 0x1.62e42fefa3800p-1;
    const double rest = exponent * 0x1.ef35793c76730p-45;
    const double sum = whole + head;
    return sum + (((whole - sum) + head) + (rest + tail));
}

double facs_exact_log2(double x)
{
    int exponent;
    double tail;

    if (!(x > 0) || isinf(x))
        return facs_exact_log(x);
    const double head = split_logarithm(x, &exponent, &tail);
    return exponent + (head + tail) * (1 / LN2);
}

double facs_exact_length(double x, double y)
{
    return sqrt(x * x + y * y);
}
