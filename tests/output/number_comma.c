/* number.c again, under other names, with a C library whose decimal point is U+066B (two bytes), so
 * that the test machine needs no such locale. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINT "\xd9\xab"

static int point_snprintf(char *text, size_t size, const char *format, ...)
{
    char plain[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(plain, sizeof(plain), format, arguments);
    va_end(arguments);
    char *point = strchr(plain, '.');
    if (!point)
        return snprintf(text, size, "%s", plain);
    *point = 0;
    return snprintf(text, size, "%s%s%s", plain, POINT, point + 1);
}

static double point_strtod(const char *text, char **end)
{
    char plain[400];
    const char *point = strstr(text, POINT);
    (void)end;
    if (!point)
        return strtod(text, NULL);
    snprintf(plain, sizeof(plain), "%.*s.%s", (int)(point - text), text, point + strlen(POINT));
    return strtod(plain, NULL);
}

static float point_strtof(const char *text, char **end)
{
    return (float)point_strtod(text, end);
}

#undef snprintf
#undef strtod
#undef strtof
#define snprintf                    point_snprintf
#define strtod                      point_strtod
#define strtof                      point_strtof
#define facs_number_fixed           point_number_fixed
#define facs_number_shortest_float  point_number_shortest_float
#define facs_number_shortest_double point_number_shortest_double
#define facs_number_fixed_value     point_number_fixed_value
#define facs_number_shortest_value  point_number_shortest_value
#include "output/number.c"
