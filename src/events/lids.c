#include "events/lids.h"

#include "events/quantile.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES 2 /* the 68 points, and the eye models */
#define SERIES  3 /* both, right, left */

/* The first of two series, right and left. */
static const int sources[SOURCES] = {FACS_MEASURE_SIDES + 2 * FACS_SIDE_EYE, FACS_MEASURE_LIDS};

/* The series' median, NaN if it has no values. room: [rows]. */
static double median_of(const float *values, size_t rows, float *room)
{
    size_t count = 0;
    for (size_t i = 0; values && i < rows; i++)
        if (!isnan(values[i]))
            room[count++] = values[i];
    return facs_quantile(room, count, 0.5);
}

/* Opening of an eye, 1 in the median: the mean of the sources. 0: there is none. */
static int measure_eye(float *open, const facs_recorded_face *face, int side, float *room)
{
    int found = 0;
    memset(open, 0, face->rows * sizeof(*open));
    for (int s = 0; s < SOURCES; s++) {
        const float *values = face->values[sources[s] + side];
        const double median = median_of(values, face->rows, room);
        if (!(median > 0))
            continue;
        for (size_t i = 0; i < face->rows; i++)
            open[i] += (float)((double)values[i] / median);
        found++;
    }
    for (size_t i = 0; found && i < face->rows; i++)
        open[i] /= (float)found;
    return found;
}

/* From the opening to the share by which the eye is closed. room: [2][rows]. */
static int compare_with_open(float *open, const facs_recorded_face *face,
                             const facs_parameters *parameters, float *room)
{
    const double wide = parameters->of[FACS_BLINK_WINDOW], high = parameters->of[FACS_BLINK_OPEN];
    const double before[2] = {-wide, 0}, after[2] = {0, wide};
    const size_t rows = face->rows;
    if (facs_running_quantile(room, open, face->times, rows, before, high) < 0 ||
        facs_running_quantile(room + rows, open, face->times, rows, after, high) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < rows; i++) {
        const float level = fminf(room[i], room[rows + i]);
        open[i] = level > 0 ? 1 - open[i] / level : NAN;
    }
    return 0;
}

int facs_lids_measure(facs_lids *lids, const facs_recorded_face *face,
                      const facs_parameters *parameters)
{
    const size_t rows = face->rows;
    float *all = malloc((rows + 1) * (SERIES + 2) * sizeof(*all)), *room;
    *lids = (facs_lids){all, all ? all + rows : NULL, all ? all + 2 * rows : NULL};
    if (!all)
        return -ENOMEM;
    room = all + SERIES * rows;
    int status = 0;
    if (!measure_eye(lids->right, face, 0, room) || !measure_eye(lids->left, face, 1, room)) {
        facs_lids_free(lids);
        return 0;
    }
    for (size_t i = 0; i < rows; i++)
        lids->both[i] = (lids->right[i] + lids->left[i]) / 2;
    for (int k = 0; k < SERIES && status == 0; k++)
        status = compare_with_open(all + (size_t)k * rows, face, parameters, room);
    if (status < 0)
        facs_lids_free(lids);
    return status;
}

void facs_lids_free(facs_lids *lids)
{
    free(lids->both);
    *lids = (facs_lids){NULL, NULL, NULL};
}
