/* Events in a result with a few columns. Every function fails the test if it cannot do its job. */
#ifndef FACS_TESTS_MADE_TABLE_H
#define FACS_TESTS_MADE_TABLE_H

#include <facs/answers.h>

/* A result whose columns (for its header) are functions of time, seconds. */
typedef struct made_table {
    const char *columns; /* "AU12_r,AU06_r" */
    double fps, seconds;
    /* The value of a column, from 0; NaN: no face in that row. */
    double (*value)(double time, int column);
} made_table;

/* Looks for these kinds. The caller closes the events. */
facs_events *events_of_table(const made_table *table, const char *kinds);

/* The i-th of them. */
facs_event event_of(const facs_events *events, int i);

/* From 0 at `from` up to 1 at `top`, and from `down` back to 0 at `to`. */
double trapezium(double time, double from, double top, double down, double to);

#endif
