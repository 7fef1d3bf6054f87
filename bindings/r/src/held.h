/*
 * What a call has from the library, in an external pointer, so that R releases it whatever happens:
 * an error of R's own (it may run out of memory anywhere) jumps past our code.
 *
 * The order in every function is: read the arguments, which may jump; call the library, during
 * which nothing of R's runs that could jump (interrupts are asked for with R_ToplevelExec); make
 * the values, which may jump.
 */
#ifndef FACS_R_HELD_H
#define FACS_R_HELD_H

#include "notes.h"

#include <facs/study.h>

#define R_NO_REMAP
#include <Rinternals.h>

/* One row of a list that a callback fills; its texts are the holder's own. */
typedef struct row {
    struct row *next;
    double numbers[16];
    char *texts[8];
} row;

typedef struct held {
    facs_data *data;
    facs_neutral *neutral, *learnt;
    facs_study *study;
    notes *notes;      /* what the library logged */
    row *rows, **last; /* in the order in which they came */
    int row_count;
    int no_memory; /* 1: a callback could not add a row */
} held;

/* Makes an empty one. The result must be protected; *h is valid as long as it is. */
SEXP held_open(held **h);

/* Releases everything now, before R gets round to it. */
void held_close(SEXP pointer);

/* Adds a row without calling R; texts may be NULL for none. NULL: there is no memory, which
 * no_memory remembers. */
row *held_add(held *h, const char *const *texts, int count);

#endif
