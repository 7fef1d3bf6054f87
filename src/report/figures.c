#include "report/figures.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PRESENT  0.5f /* presences are 0 or 1 */
#define MIN_PEAK 0.5  /* half a trace (grade A); anything below is as good as noise */

int facs_au_intensity_of(int presence)
{
    for (int i = 0; i < FACS_INTENSITIES; i++)
        if (strcmp(facs_intensity_name(i), facs_presence_name(presence)) == 0)
            return i;
    return -1;
}

size_t facs_rows_with_face(const facs_recorded_face *face)
{
    size_t count = 0;
    for (size_t row = 0; row < face->rows; row++)
        count += face->success[row];
    return count;
}

static void measure_intensity(facs_au_figures *figures, const facs_recorded_face *face,
                              const float *intensity)
{
    double sum = 0;
    size_t count = 0;
    for (size_t row = 0; row < face->rows; row++) {
        const double value = (double)intensity[row];
        if (isnan(value))
            continue;
        sum += value;
        count++;
        if (!(value <= figures->peak)) {
            figures->peak = value;
            figures->peak_row = row;
        }
    }
    figures->mean = count ? sum / (double)count : (double)NAN;
}

static void measure_presence(facs_au_figures *figures, const facs_recorded_face *face,
                             const float *presence)
{
    size_t present = 0, onsets = 0, count = 0;
    for (size_t row = 0; row < face->rows; row++) {
        if (isnan(presence[row]))
            continue;
        const int now = presence[row] >= PRESENT;
        count++;
        present += (size_t)now;
        onsets += now && row > 0 && presence[row - 1] < PRESENT; /* not after a NaN */
    }
    figures->present = count ? (double)present / (double)count : (double)NAN;
    figures->onsets = count ? (double)onsets : (double)NAN;
}

facs_au_figures facs_au_figures_of(const facs_recorded_face *face, int i)
{
    const int intensity = facs_au_intensity_of(i);
    const float *r = intensity < 0 ? NULL : face->values[FACS_MEASURE_INTENSITY + intensity];
    const float *c = face->values[FACS_MEASURE_PRESENCE + i];
    facs_au_figures figures = {(double)NAN, (double)NAN, 0, (double)NAN, (double)NAN};
    if (r)
        measure_intensity(&figures, face, r);
    if (c)
        measure_presence(&figures, face, c);
    return figures;
}

int facs_next_gap(const facs_recorded_face *face, size_t *from, size_t *to)
{
    size_t row = *from;
    while (row < face->rows && face->success[row])
        row++;
    *from = row;
    while (row < face->rows && !face->success[row])
        row++;
    *to = row;
    return *to > *from;
}

/* ---- Peaks ----------------------------------------------------------------------------------- */

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
