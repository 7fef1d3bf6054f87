/* What a report says of a face in figures: each Action Unit, and the stretches without a face. */
#ifndef FACS_REPORT_FIGURES_H
#define FACS_REPORT_FIGURES_H

#include "report/recording.h"

/* All over the rows with a face. NaN: there is none, or the file has no such column. */
typedef struct facs_au_figures {
    double mean, peak; /* of the intensity */
    size_t peak_row;   /* the first with that intensity */
    double present;    /* share of the rows with presence 1, 0..1 */
    double onsets;     /* rows with presence 1 after a row with a face and presence 0 */
} facs_au_figures;

/* Of the Action Unit with facs_presence_name(i). */
facs_au_figures facs_au_figures_of(const facs_recorded_face *face, int i);

/* The number of the intensity of the same Action Unit, -1: it has a presence only. */
int facs_au_intensity_of(int presence);

size_t facs_rows_with_face(const facs_recorded_face *face);

/*
 * The next run of rows without a face that begins at row *from or later: rows *from to *to - 1.
 * Returns 0 when there is none.
 */
int facs_next_gap(const facs_recorded_face *face, size_t *from, size_t *to);

#endif
