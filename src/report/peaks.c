#include "report/peaks.h"

#include "report/figures.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_PEAK 0.5 /* half a trace (grade A); anything below is as good as noise */

static int by_value(const void *a, const void *b)
{
    const facs_peak *x = a, *y = b;
    return x->value != y->value ? (x->value < y->value) - (x->value > y->value)
                                : (x->row > y->row) - (x->row < y->row);
}

static int by_rank(const void *a, const void *b)
{
    const facs_peak *x = a, *y = b;
    return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank)
                              : (x->face > y->face) - (x->face < y->face);
}

static int by_time(const void *a, const void *b)
{
    const facs_peak *x = a, *y = b;
    return x->time != y->time ? (x->time > y->time) - (x->time < y->time)
                              : (x->face > y->face) - (x->face < y->face);
}

/* The peaks of one face, strongest first; Action Units that peak in the same row share one. */
static int peaks_of(facs_peak *peaks, const facs_recording *recording, int face)
{
    int count = 0;
    for (int p = 0; p < FACS_PRESENCES; p++) {
        const int intensity = facs_au_intensity_of(p);
        const facs_au_figures figures = facs_au_figures_of(&recording->faces[face], p);
        int k = 0;
        if (intensity < 0 || !(figures.peak >= MIN_PEAK))
            continue;
        while (k < count && peaks[k].row != figures.peak_row)
            k++;
        if (k == count)
            peaks[count++] = (facs_peak){.face = face,
                                         .row = figures.peak_row,
                                         .time = recording->faces[face].times[figures.peak_row]};
        peaks[k].action_units |= 1u << intensity;
        peaks[k].value = fmax(peaks[k].value, figures.peak);
    }
    qsort(peaks, (size_t)count, sizeof(*peaks), by_value);
    for (int k = 0; k < count; k++)
        peaks[k].rank = k;
    return count;
}

int facs_peaks_choose(facs_peak *peaks, int count, const facs_recording *recording)
{
    size_t found = 0;
    facs_peak *all = calloc((size_t)recording->count * FACS_INTENSITIES, sizeof(*all));
    if (!all)
        return -ENOMEM;
    for (int face = 0; face < recording->count; face++)
        found += (size_t)peaks_of(all + found, recording, face);
    qsort(all, found, sizeof(*all), by_rank);
    count = found < (size_t)count ? (int)found : count;
    memcpy(peaks, all, (size_t)count * sizeof(*peaks));
    free(all);
    qsort(peaks, (size_t)count, sizeof(*peaks), by_time);
    return count;
}
