#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LENGTH   256   /* characters; 17 digits are enough for any double */
#define MAX_EXPONENT 99999 /* far beyond a double's, and far from overflowing an int */

/* Whole numbers of up to 15 digits and powers of ten up to 22 are exact doubles, so their product
 * or quotient is correctly rounded (Clinger, 1990). */
#define EXACT_DIGITS 15
#define EXACT_TENS   22

static const double tens_exactly[EXACT_TENS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* [sign] digits up to end. */
static int parse_exponent(const char *text, const char *end, int *value)
{
    const int negative = text < end && *text == '-';
    int sum = 0;

    if (text < end && (*text == '-' || *text == '+'))
        text++;
    if (text == end)
        return -EINVAL;
    for (; text < end; text++) {
        if (!is_digit(*text))
            return -EINVAL;
        sum = 10 * sum + (*text - '0');
        if (sum > MAX_EXPONENT)
            return -EINVAL;
    }
    *value = negative ? -sum : sum;
    return 0;
}

/*
 * Passes a long number to strtod() as digits with an exponent ("-1.25e3" as "-125e1"): correctly
 * rounded and, without a decimal point, independent of the locale.
 */
int facs_number_parse(const char *text, size_t length, double *value)
{
    char digits[MAX_LENGTH + 16]; /* room for the exponent */
    const char *end = text + length;
    size_t n = 0;
    int exponent = 0, written = 0, point = 0;
    const int negative = length > 0 && *text == '-';
    int64_t whole = 0; /* of the first digits */

    if (length == 0 || length > MAX_LENGTH)
        return -EINVAL;
    if (*text == '-' || *text == '+')
        digits[n++] = *text++;
    for (; text < end && (is_digit(*text) || (*text == '.' && !point)); text++) {
        if (*text == '.') {
            point = 1;
        } else {
            digits[n++] = *text;
            if (written++ < EXACT_DIGITS)
                whole = 10 * whole + (*text - '0');
            exponent -= point;
        }
    }
    if (written == 0)
        return -EINVAL;
    if (text < end) {
        int tens;
        if ((*text != 'e' && *text != 'E') || parse_exponent(text + 1, end, &tens) != 0)
            return -EINVAL;
        exponent += tens;
    }
    if (written <= EXACT_DIGITS && abs(exponent) <= EXACT_TENS) {
        const double exact = exponent < 0 ? (double)whole / tens_exactly[-exponent]
                                          : (double)whole * tens_exactly[exponent];
        *value = negative ? -exact : exact;
        return 0;
    }
    snprintf(digits + n, sizeof(digits) - n, "e%d", exponent);
    double parsed = strtod(digits, NULL);
    if (!isfinite(parsed))
        return -EINVAL;
    *value = parsed;
    return 0;
}

static int begins_with(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

/*
 * What programs write for a missing number. C libraries: nan, -nan(ind), nan(snan), inf;
 * Microsoft's before 2015: 1.#QNAN, -1.#IND, 1.#INF; Excel: #N/A, #DIV/0!, #NUM!; R, Python,
 * MATLAB, SPSS: NA, <NA>, None, null, a point.
 */
static int is_no_number(const char *cell)
{
    static const char *const words[] = {"",  "na",   "n/a",  "<na>",    "inf",  "infinity",
                                        ".", "null", "none", "missing", "nanq", "nans"};
    cell += *cell == '-' || *cell == '+';
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(cell, words[i]) == 0)
            return 1;
    if (begins_with(cell, "nan"))
        return cell[3] == 0 || cell[3] == '(';
    return begins_with(cell, "1.#") || *cell == '#';
}

int facs_number_parse_cell(const char *cell, double *value)
{
    if (facs_number_parse(cell, strlen(cell), value) == 0)
        return 0;
    if (!is_no_number(cell))
        return -EINVAL;
    *value = (double)NAN;
    return 0;
}
