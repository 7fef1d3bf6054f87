#include "output/number.h"

#include <float.h>
#include <math.h>
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

/*
 * The only thing that a locale changes in printf's %f and %g is the decimal point: whatever stands
 * between the leading digits and the next digit becomes '.'.
 */
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

int facs_number_fixed(char text[FACS_NUMBER_SIZE], double value, int decimals)
{
    if (!isfinite(value))
        return not_finite(text, value);
    snprintf(text, FACS_NUMBER_SIZE, "%.*f", decimals, value);
    return use_point(text);
}

/*
 * A number that has a form of FLT_DIG (DBL_DIG) digits or fewer prints as just that form with so
 * many digits, as %g drops trailing zeros; so the search starts there.
 */
int facs_number_shortest_float(char text[FACS_NUMBER_SIZE], float value)
{
    if (!isfinite(value))
        return not_finite(text, (double)value);
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
