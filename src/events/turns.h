/* A series as swings up and down. */
#ifndef FACS_EVENTS_TURNS_H
#define FACS_EVENTS_TURNS_H

#include <stddef.h>

/* From a row to another, between which the series goes one way by at least the amplitude, except
 * for smaller swings back. */
typedef struct facs_swing {
    size_t from, to; /* rows; from: the last one near the turn, to: the turn */
    double by;       /* negative: downwards */
} facs_swing;

/*
 * Swings of at least amplitude, in order, into room for rows of them; returns their number. Two
 * that follow each other without rest share a row and go opposite ways. Rows without a value (NaN)
 * end a swing.
 */
size_t facs_find_swings(facs_swing *swings, const float *values, size_t rows, double amplitude);

#endif
