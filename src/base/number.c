#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_LENGTH   256   /* characters; 17 digits tell every double */
#define MAX_EXPONENT 99999 /* far beyond a double's, and far from overflowing an int */

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
 * The number is handed to strtod() as whole digits with an exponent ("-1.25e3" as "-125e1"):
 * correctly rounded, and without a decimal point no locale can read it otherwise.
 */
int facs_number_parse(const char *text, size_t length, double *value)
{
    char digits[MAX_LENGTH + 16]; /* room for the exponent */
    const char *end = text + length;
    size_t n = 0;
    int exponent = 0, written = 0, point = 0;

    if (length == 0 || length > MAX_LENGTH)
        return -EINVAL;
    if (*text == '-' || *text == '+')
        digits[n++] = *text++;
    for (; text < end && (is_digit(*text) || (*text == '.' && !point)); text++) {
        if (*text == '.') {
            point = 1;
        } else {
            digits[n++] = *text;
            written++;
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
    snprintf(digits + n, sizeof(digits) - n, "e%d", exponent);
    double parsed = strtod(digits, NULL);
    if (!isfinite(parsed))
        return -EINVAL;
    *value = parsed;
    return 0;
}
