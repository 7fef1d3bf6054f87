/* The frames at which Action Units are strongest: those worth a picture. */
#ifndef FACS_REPORT_PEAKS_H
#define FACS_REPORT_PEAKS_H

#include "report/recording.h"

typedef struct facs_peak {
    int face; /* its place in the recording */
    size_t row;
    double time;
    double value;          /* of the strongest Action Unit that peaks there */
    int rank;              /* among those of its face, 0: the strongest */
    unsigned action_units; /* a bit for each that peaks there, by the number of its intensity */
} facs_peak;

/*
 * At most count peaks into peaks, by time, each of an intensity of 0.5 or more. Faces take turns,
 * each with its strongest first. Returns how many there are, or -ENOMEM.
 */
int facs_peaks_choose(facs_peak *peaks, int count, const facs_recording *recording);

#endif
