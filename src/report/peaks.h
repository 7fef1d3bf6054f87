/* The frames in which Action Units are strongest, which are worth a picture. */
#ifndef FACS_REPORT_PEAKS_H
#define FACS_REPORT_PEAKS_H

#include "report/recording.h"

typedef struct facs_peak {
    int face; /* its place in the recording */
    size_t row;
    double time;
    double value;          /* of the strongest Action Unit that peaks there */
    int rank;              /* among the peaks of its face; 0: the strongest */
    unsigned action_units; /* a bit for each intensity that peaks there */
} facs_peak;

/*
 * Finds at most count peaks of intensity 0.5 or more and sorts them by time. Faces take turns, each
 * with its strongest first. Returns the number of peaks, or -ENOMEM.
 */
int facs_peaks_choose(facs_peak *peaks, int count, const facs_recording *recording);

#endif
