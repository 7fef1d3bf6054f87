/*
 * Numbers as text for the CSV: '.' is the decimal point whatever the process's locale says, and
 * what is printed is what C++ streams (OpenFace) print: correctly rounded, ties to even on the
 * exact binary value, and a minus sign for a negative value that rounds to zero ("-0.000"). Not
 * finite: "nan", "inf", "-inf".
 */
#ifndef FACS_OUTPUT_NUMBER_H
#define FACS_OUTPUT_NUMBER_H

/* Holds any double with up to 9 decimals: 309 digits, sign, point, decimals, NUL. */
#define FACS_NUMBER_SIZE 336

/* decimals: 0..9. Returns the length written. */
int facs_number_fixed(char text[FACS_NUMBER_SIZE], double value, int decimals);

/* The fewest digits that read back the same float or double. */
int facs_number_shortest_float(char text[FACS_NUMBER_SIZE], float value);
int facs_number_shortest_double(char text[FACS_NUMBER_SIZE], double value);

#endif
