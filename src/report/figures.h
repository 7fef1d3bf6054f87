/* Statistics of a face: each Action Unit, the stretches without a face, and the peaks. */
#ifndef FACS_REPORT_FIGURES_H
#define FACS_REPORT_FIGURES_H

#include "events/series.h"

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

/* A frame in which Action Units are strongest, which is worth a picture. */
typedef struct facs_peak {
    int face; /* its place in the recording */
    size_t row;
    double time;
    double value;          /* of the strongest Action Unit that peaks there */
    int rank;              /* among the peaks of its face; 0: the strongest */
    unsigned action_units; /* a bit for each intensity that peaks there */
} facs_peak;

/* Finds at most count peaks of intensity 0.5 or more and sorts them by time. Faces take turns, each
 * with its strongest first. Returns the number of peaks, or -ENOMEM. */
int facs_peaks_choose(facs_peak *peaks, int count, const facs_recording *recording);

#endif
