/* Statistics of a face: each Action Unit, and the stretches without a face. */
#ifndef FACS_REPORT_FIGURES_H
#define FACS_REPORT_FIGURES_H

#include "report/recording.h"

/* Over the rows with a face. NaN: there are none, or the file has no such column. */
typedef struct facs_au_figures {
    double mean, peak; /* intensity */
    size_t peak_row;   /* the first row at the peak */
    double present;    /* share of rows with presence 1, 0..1 */
    double onsets;     /* rows with presence 1 right after a row with a face and presence 0 */
} facs_au_figures;

/* For the Action Unit named facs_presence_name(i). */
facs_au_figures facs_au_figures_of(const facs_recorded_face *face, int i);

/* The same Action Unit's place among the intensities; -1: it has only a presence. */
int facs_au_intensity_of(int presence);

size_t facs_rows_with_face(const facs_recorded_face *face);

/* The next run of rows without a face at or after row *from: rows *from to *to - 1. Returns 0 if
 * there is none. */
int facs_next_gap(const facs_recorded_face *face, size_t *from, size_t *to);

#endif
