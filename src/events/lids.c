#include "events/lids.h"

#include "events/openings.h"
#include "events/quantile.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define SERIES 4 /* those of facs_lids, in one allocation; then */
#define ROOM   3 /* to work in */

/* The high quantile of a series before each row and after it: the lower of the two, so that only
 * what comes down and goes up again is below it. room: [rows]. */
static int find_level(float *level, const float *values, const facs_recorded_face *face,
                      const facs_parameters *parameters, float *room)
{
    const double wide = parameters->of[FACS_BLINK_WINDOW], high = parameters->of[FACS_BLINK_OPEN];
    const double before[2] = {-wide, 0}, after[2] = {0, wide};
    if (facs_running_quantile(level, values, face->times, face->rows, before, high) < 0 ||
        facs_running_quantile(room, values, face->times, face->rows, after, high) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < face->rows; i++)
        level[i] = fminf(level[i], room[i]);
    return 0;
}

/* From the opening to the share by which the eye is closed. room: [2][rows]. */
static int compare_with_open(float *open, const facs_recorded_face *face,
                             const facs_parameters *parameters, float *room)
{
    const int status = find_level(room, open, face, parameters, room + face->rows);
    for (size_t i = 0; status == 0 && i < face->rows; i++)
        open[i] = room[i] > 0 ? 1 - open[i] / room[i] : NAN;
    return status;
}

/* room: [3][rows] */
static int add_unit(facs_lids *lids, const facs_recorded_face *face,
                    const facs_parameters *parameters, float *room)
{
    const float *unit = face->values[FACS_MEASURE_INTENSITY + FACS_AU45_R];
    const size_t rows = face->rows;
    const float weight = (float)parameters->of[FACS_BLINK_AU45];
    int status = 0;
    for (size_t i = 0; i < rows; i++)
        room[i] = unit ? -weight * unit[i] : 0;
    if (unit)
        status = find_level(room + rows, room, face, parameters, room + 2 * rows);
    for (size_t i = 0; status == 0 && i < rows; i++) {
        const float rise = unit ? fmaxf(room[rows + i] - room[i], 0) : 0;
        lids->sign[i] = lids->both[i] + (isnan(rise) ? 0 : rise);
    }
    return status;
}

static int measure(facs_lids *lids, const facs_recorded_face *face,
                   const facs_parameters *parameters, float *room)
{
    float *const series[] = {lids->right, lids->left, lids->both};
    int status = 0;
    for (size_t i = 0; i < face->rows; i++)
        lids->both[i] = (lids->right[i] + lids->left[i]) / 2;
    for (int k = 0; k < 3 && status == 0; k++)
        status = compare_with_open(series[k], face, parameters, room);
    return status < 0 ? status : add_unit(lids, face, parameters, room);
}

int facs_lids_measure(facs_lids *lids, const facs_recorded_face *face,
                      const facs_parameters *parameters)
{
    const size_t rows = face->rows;
    float *all = malloc((rows + 1) * (SERIES + ROOM) * sizeof(*all));
    int status = 0;
    *lids = (facs_lids){.right = NULL};
    if (!all)
        return -ENOMEM;
    *lids = (facs_lids){all, all + rows, all + 2 * rows, all + 3 * rows};
    float *room = all + SERIES * rows;
    const int found = facs_opening_measure(lids->right, face, 0, room) &&
                      facs_opening_measure(lids->left, face, 1, room);
    if (found)
        status = measure(lids, face, parameters, room);
    if (!found || status < 0)
        facs_lids_free(lids);
    return status;
}

void facs_lids_free(facs_lids *lids)
{
    free(lids->right);
    *lids = (facs_lids){.right = NULL};
}
