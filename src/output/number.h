/*
 * Numbers as text for the CSV. The decimal point is '.' in every locale. The text is what C++
 * streams (OpenFace) print: the exact binary value correctly rounded, ties to even, with a minus
 * sign even if a negative value rounds to zero ("-0.000"); or "nan", "inf", "-inf".
 */
#ifndef FACS_OUTPUT_NUMBER_H
#define FACS_OUTPUT_NUMBER_H

/* Room for any double with up to 9 decimals: 309 digits, sign, point, decimals, NUL. */
#define FACS_NUMBER_SIZE 336

/* decimals: 0..9. Returns the length. */
int facs_number_fixed(char text[FACS_NUMBER_SIZE], double value, int decimals);

/* The fewest digits that read back as the same float or double. Return the length. */
int facs_number_shortest_float(char text[FACS_NUMBER_SIZE], float value);
int facs_number_shortest_double(char text[FACS_NUMBER_SIZE], double value);

/* What facs_table_read makes of these texts, without the texts: the nearest double; NAN for what is
 * not finite. */
double facs_number_fixed_value(double value, int decimals);
double facs_number_shortest_value(float value);

#endif
