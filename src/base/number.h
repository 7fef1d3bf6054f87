/* Numbers as text, in the C locale whatever the process's locale is. */
#ifndef FACS_BASE_NUMBER_H
#define FACS_BASE_NUMBER_H

#include <stddef.h>

/*
 * The finite number that is the whole of text's length bytes, correctly rounded:
 * [sign] digits [. digits] [e [sign] digits], at most 256 characters. 0, or -EINVAL (nan, inf,
 * blanks and hexadecimal among others) with *value as it was.
 */
int facs_number_parse(const char *text, size_t length, double *value);

#endif
