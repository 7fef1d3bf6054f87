#include "report/figures.h"

#include <math.h>
#include <string.h>

#define PRESENT 0.5f /* presences are 0 or 1 */

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
