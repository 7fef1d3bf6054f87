/* Numbers as text, in the C locale whatever the process uses. */
#ifndef FACS_BASE_NUMBER_H
#define FACS_BASE_NUMBER_H

#include <stddef.h>

/*
 * Parse all length bytes of text as a finite number, correctly rounded: [sign] digits [. digits]
 * [e [sign] digits], at most 256 characters. 0, or -EINVAL (also for nan, inf, blanks and
 * hexadecimal) with *value unchanged.
 */
int facs_number_parse(const char *text, size_t length, double *value);

/* The same for a cell of a table: NAN for what programs write for a missing number, such as "",
 * "NA" or "-nan(ind)". */
int facs_number_parse_cell(const char *cell, double *value);

#endif
