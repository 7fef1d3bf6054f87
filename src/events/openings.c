#include "events/openings.h"

#include "events/quantile.h"

#include <math.h>

#define SOURCES 3

/* The series of a side, 0 right, 1 left. */
static int series_of(int source, int side)
{
    const int of[SOURCES] = {FACS_MEASURE_SIDES + 2 * FACS_SIDE_EYE + side,
                             FACS_MEASURE_LIDS + side,
                             FACS_MEASURE_OWN + !side}; /* lid_left comes first */
    return of[source];
}

/* The series' median, NaN if it has no values. room: [rows]. */
static double median_of(const float *values, size_t rows, float *room)
{
    size_t count = 0;
    for (size_t i = 0; values && i < rows; i++)
        if (!isnan(values[i]))
            room[count++] = values[i];
    return facs_quantile(room, count, 0.5);
}

int facs_opening_measure(float *open, const facs_recorded_face *face, int side, float *room)
{
    double median[SOURCES];
    int found = 0;
    for (int s = 0; s < SOURCES; s++) {
        median[s] = median_of(face->values[series_of(s, side)], face->rows, room);
        found += median[s] > 0;
    }
    for (size_t i = 0; i < face->rows; i++) {
        double sum = 0, highest = 0;
        int count = 0;
        for (int s = 0; s < SOURCES; s++) {
            if (!(median[s] > 0) || isnan(face->values[series_of(s, side)][i]))
                continue;
            const double share = (double)face->values[series_of(s, side)][i] / median[s];
            sum += share;
            highest = fmax(highest, share);
            count++;
        }
        if (count == SOURCES) {
            sum -= highest;
            count--;
        }
        open[i] = count ? (float)(sum / count) : NAN;
    }
    return found;
}
