#include "output/number.h"

#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int not_finite(char *text, double value)
{
    const char *name = isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    size_t length = strlen(name);
    memcpy(text, name, length + 1);
    return (int)length;
}

/* A locale changes only the decimal point of printf's %f and %g: whatever is between the leading
 * digits and the next digit becomes '.'. */
static int use_point(char *text)
{
    size_t whole = strspn(text, "-0123456789");
    size_t point = strcspn(text + whole, "0123456789e");
    if (point == 0)
        return (int)strlen(text);
    text[whole] = '.';
    memmove(text + whole + 1, text + whole + point, strlen(text + whole + point) + 1);
    return (int)strlen(text);
}

/* ---- Floats: times a power of ten they are exact in a double --------------------------------- */

static const double power_of_ten[] = {1,   1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                      1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
#define MAX_FIXED 1e18                /* below it, the whole number fits in 64 bits */
#define MAX_EXACT ((uint64_t)1 << 53) /* up to it, whole numbers are exact doubles */

/* A number as it is written: whole / 10^decimals. It fits in two registers. */
typedef struct written {
    uint64_t whole;
    int decimals; /* -1: it cannot be written like this */
    int negative;
} written;

static uint64_t round_half_even(double value)
{
    const uint64_t whole = (uint64_t)value;
    const double rest = value - (double)whole;
    return whole + (rest > 0.5 || (rest == 0.5 && (whole & 1)));
}

static int put(char *text, written number)
{
    char digits[24];
    int count = 0, length = 0;

    for (; number.whole > 0 || count <= number.decimals; number.whole /= 10)
        digits[count++] = (char)('0' + number.whole % 10);
    if (number.negative)
        text[length++] = '-';
    while (count > number.decimals)
        text[length++] = digits[--count];
    if (count > 0)
        text[length++] = '.';
    while (count > 0)
        text[length++] = digits[--count];
    text[length] = '\0';
    return length;
}

/* 24 bits times 10^9 = 5^9 2^9, where 5^9 has 21 bits, are exact in a double's 53. Not if value is
 * not a float, or is too large. */
static written round_float(double value, int decimals)
{
    const double size = fabs(value) * power_of_ten[decimals];

    if (!(size < MAX_FIXED) || (double)(float)value != value)
        return (written){.decimals = -1};
    return (written){round_half_even(size), decimals, signbit(value) != 0};
}

/* 1: whole / 10^decimals reads back as value. scaled: value * 10^decimals. It does so if value is
 * the nearest float, or halfway if value is even. */
static int reads_back(float value, double scaled, uint64_t whole, int decimals)
{
    int exponent;
    const float fraction = frexpf(value, &exponent); /* 0.5 to 1, of 24 bits */
    const double off = (double)whole - scaled;
    const double half = ldexp(power_of_ten[decimals], exponent - FLT_MANT_DIG - 1);

    if (off < 0 && fraction == 0.5f) /* floats below a power of two are twice as dense */
        return -off <= half / 2;
    return fabs(off) < half || (fabs(off) == half && !((uint32_t)ldexpf(fraction, 24) & 1));
}

#define MIN_SHORT 1e-4f /* from here to MAX_SHORT, no exponent is printed, and 9 digits have at */
#define MAX_SHORT 1e5f  /* most 12 decimals: 24 bits times 5^12, 28 bits, are exact */

/* The fewest digits, unless they need an exponent. */
static written shorten(float value)
{
    static const double from[] = {1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4};
    const float size = fabsf(value);
    int before = -3; /* digits before the point; 0.000ddd: -3 */
    uint64_t whole = 0;
    int decimals = 0;

    if (value == 0)
        return (written){.negative = signbit(value) != 0};
    if (!(size >= MIN_SHORT && size < MAX_SHORT))
        return (written){.decimals = -1};
    while (before < 5 && (double)size >= from[before + 3])
        before++;
    for (int digits = FLT_DIG; digits <= FLT_DECIMAL_DIG; digits++) {
        decimals = digits - before;
        const double scaled = (double)size * power_of_ten[decimals];
        whole = round_half_even(scaled);
        if (reads_back(size, scaled, whole, decimals))
            break;
    }
    for (; decimals > 0 && whole % 10 == 0; decimals--)
        whole /= 10;
    return (written){whole, decimals, value < 0};
}

/* ---- Any number ------------------------------------------------------------------------------ */

int facs_number_fixed(char text[FACS_NUMBER_SIZE], double value, int decimals)
{
    if (!isfinite(value))
        return not_finite(text, value);
    const written number = round_float(value, decimals);
    if (number.decimals >= 0)
        return put(text, number);
    snprintf(text, FACS_NUMBER_SIZE, "%.*f", decimals, value);
    return use_point(text);
}

/* The search starts at FLT_DIG (DBL_DIG) digits: a shorter form comes out too, because %g drops
 * trailing zeros. */
int facs_number_shortest_float(char text[FACS_NUMBER_SIZE], float value)
{
    if (!isfinite(value))
        return not_finite(text, (double)value);
    const written number = shorten(value);
    if (number.decimals >= 0)
        return put(text, number);
    for (int digits = FLT_DIG; digits <= FLT_DECIMAL_DIG; digits++) {
        snprintf(text, FACS_NUMBER_SIZE, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return use_point(text);
}

int facs_number_shortest_double(char text[FACS_NUMBER_SIZE], double value)
{
    if (!isfinite(value))
        return not_finite(text, value);
    for (int digits = DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
        snprintf(text, FACS_NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return use_point(text);
}

/* ---- What the text says ---------------------------------------------------------------------- */

static double parse(const char *text, int length)
{
    double value = (double)NAN;
    facs_number_parse(text, (size_t)length, &value);
    return value;
}

/* 1: a quotient of two exact doubles is the one nearest to the text. */
static int is_exact(written number)
{
    return number.decimals >= 0 && number.whole <= MAX_EXACT;
}

static double quotient(written number)
{
    const double size = (double)number.whole / power_of_ten[number.decimals];
    return number.negative ? -size : size;
}

double facs_number_fixed_value(double value, int decimals)
{
    char text[FACS_NUMBER_SIZE];
    const written number = round_float(value, decimals);
    return is_exact(number) ? quotient(number)
                            : parse(text, facs_number_fixed(text, value, decimals));
}

double facs_number_shortest_value(float value)
{
    char text[FACS_NUMBER_SIZE];
    const written number = shorten(value);
    return is_exact(number) ? quotient(number)
                            : parse(text, facs_number_shortest_float(text, value));
}
