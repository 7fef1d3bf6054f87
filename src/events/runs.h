/* Stretches of rows in which a series is high. */
#ifndef FACS_EVENTS_RUNS_H
#define FACS_EVENTS_RUNS_H

#include <facs/answers.h>

typedef struct facs_run {
    size_t from, to; /* rows, both inside */
    int cut_start;   /* 1: it begins with the series, or after rows without a value */
    int cut_end;
} facs_run;

/* What a run is, in the units of the values and in seconds. */
typedef struct facs_run_rule {
    double high, low; /* it reaches high, and stays above low */
    double bridge;    /* except for up to so long */
    double min;       /* it lasts at least so long */
} facs_run_rule;

/* The first run that begins at row *next or later, which is moved past it. 0: there is none. Rows
 * without a value (NaN) interrupt a run. */
int facs_next_run(facs_run *run, const facs_run_rule *rule, const float *values,
                  const double *times, size_t rows, size_t *next);

/* The first row of a run with its highest value. */
size_t facs_run_peak(const facs_run *run, const float *values);

/* FACS_EVENT_CUT_* of an event that is a run. */
unsigned facs_run_flags(const facs_run *run);

#endif
