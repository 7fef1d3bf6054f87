/*
 * The figures of a summary: what is said of a face in a recording or a segment of it. One table has
 * them all, and with them the columns of the summary; docs/summary.md repeats it.
 */
#ifndef FACS_EVENTS_FIGURES_H
#define FACS_EVENTS_FIGURES_H

#include "events/selection.h"
#include "events/weighted.h"

#include <facs/answers.h>

/* Which columns a row of the table makes; a * in its name stands for theirs. */
typedef enum facs_figure_family {
    FACS_FAMILY_ONE,
    FACS_FAMILY_INTENSITIES, /* Action Units with an intensity */
    FACS_FAMILY_PRESENCES,   /* all Action Units */
    FACS_FAMILY_MEASURES,    /* the measures (docs/measures.md) but quality and presences */
    FACS_FAMILY_ASYMMETRIES  /* those of them that compare left and right */
} facs_figure_family;

/* How a figure comes about. Those up to FACS_FIGURE_RULE are texts, which others know. */
typedef enum facs_figure_kind {
    FACS_FIGURE_FILE,
    FACS_FIGURE_INPUT,
    FACS_FIGURE_FACE, /* a number */
    FACS_FIGURE_SEGMENT,
    FACS_FIGURE_RULE,
    FACS_FIGURE_START,
    FACS_FIGURE_END,
    FACS_FIGURE_FRAMES,
    FACS_FIGURE_USABLE_FRAMES,
    FACS_FIGURE_USABLE_SHARE,
    FACS_FIGURE_LEFT_OUT,
    FACS_FIGURE_DURATION,
    FACS_FIGURE_USABLE_DURATION,
    FACS_FIGURE_MEAN, /* from here on: of the column "of" */
    FACS_FIGURE_MEDIAN,
    FACS_FIGURE_SD,
    FACS_FIGURE_PEAK,
    FACS_FIGURE_RANGE,
    FACS_FIGURE_MEAN_ABS,
    FACS_FIGURE_LIVELINESS,
    FACS_FIGURE_COUNT, /* from here on: of the events of a kind */
    FACS_FIGURE_PER_MINUTE,
    FACS_FIGURE_EVENT_DURATION,
    FACS_FIGURE_EVENT_TIME,
    FACS_FIGURE_EVENT_SHARE,
    FACS_FIGURE_COMPLETE_SHARE,
    FACS_FIGURE_DUCHENNE_SHARE
} facs_figure_kind;

typedef struct facs_figure {
    const char *name;
    facs_figure_family family;
    facs_figure_kind kind;
    int of;            /* a column of a recording (FACS_MEASURE_*), of the family's first member */
    const char *event; /* or a kind of events; NULL: that of the member's name */
    double scale;      /* of the column's unit in the figure's */
    const char *unit;  /* NULL: that of the measure */
    int decimals;
    const char *meaning;
} facs_figure;

const facs_figure *facs_figures_table(int *count);

/* How many columns a row of that family makes. */
int facs_figure_members(facs_figure_family family);

#define FACS_FIGURE_NAME 48 /* bytes of a column's name, with the NUL */

/* A column of the summary, from 0: a figure and one of its family. */
typedef struct facs_figure_column {
    const facs_figure *figure;
    int member;
    char name[FACS_FIGURE_NAME];
    const char *unit;
} facs_figure_column;

/* -ERANGE: there are no more. */
int facs_figure_column_get(int i, facs_figure_column *column);
int facs_figure_columns(void); /* how many there are */

/* 1: differences to a baseline make sense, and the column NAME_change has them. */
int facs_figure_changes(const facs_figure *figure);

/* ---- Computing them -------------------------------------------------------------------------- */

/* Computes all columns, [facs_figure_columns()], over chosen rows and the events of their face.
 * room: [face->rows]. NAN: a figure is not known, or it is a text. */
void facs_figures_compute(const facs_selection *selection, const facs_event *events, size_t count,
                          facs_weighted *room, double *values);

#endif
