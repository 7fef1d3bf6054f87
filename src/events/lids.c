#include "events/lids.h"

#include "events/openings.h"
#include "events/quantile.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define SERIES 4 /* those of facs_lids, in one allocation; then */
#define ROOM   3 /* to work in */

/* With what a row is compared. */
typedef struct level_rule {
    double wide, high; /* s to each side; quantile */
    double au45;       /* what a unit of AU45 counts */
    int usual;         /* 1: FACS_LIDS_USUAL */
} level_rule;

/* The high quantile of a series around each row: of the usual level in all of the time around it;
 * otherwise the lower of those before and after, so that only what comes down and goes up again is
 * below it. room: [rows]. */
static int find_level(float *level, const float *values, const facs_recorded_face *face,
                      const level_rule *rule, float *room)
{
    const double before[2] = {-rule->wide, rule->usual ? rule->wide : 0};
    const double after[2] = {0, rule->wide};
    const size_t rows = face->rows;
    if (facs_running_quantile(level, values, face->times, rows, before, rule->high) < 0)
        return -ENOMEM;
    if (rule->usual)
        return 0;
    if (facs_running_quantile(room, values, face->times, rows, after, rule->high) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < rows; i++)
        level[i] = fminf(level[i], room[i]);
    return 0;
}

/* From the opening to the share by which the eye is closed. room: [2][rows]. */
static int compare_with_open(float *open, const facs_recorded_face *face, const level_rule *rule,
                             float *room)
{
    const int status = find_level(room, open, face, rule, room + face->rows);
    for (size_t i = 0; status == 0 && i < face->rows; i++)
        open[i] = room[i] > 0 ? 1 - open[i] / room[i] : NAN;
    return status;
}

/* room: [3][rows] */
static int add_unit(facs_lids *lids, const facs_recorded_face *face, const level_rule *rule,
                    float *room)
{
    const float *unit = face->values[FACS_MEASURE_INTENSITY + FACS_AU45_R];
    const size_t rows = face->rows;
    const float weight = (float)rule->au45;
    int status = 0;
    for (size_t i = 0; i < rows; i++)
        room[i] = unit ? -weight * unit[i] : 0;
    if (unit)
        status = find_level(room + rows, room, face, rule, room + 2 * rows);
    for (size_t i = 0; status == 0 && i < rows; i++) {
        const float rise = unit ? fmaxf(room[rows + i] - room[i], 0) : 0;
        lids->sign[i] = lids->both[i] + (isnan(rise) ? 0 : rise);
    }
    return status;
}

static int measure(facs_lids *lids, const facs_recorded_face *face, const level_rule *rule,
                   float *room)
{
    float *const series[] = {lids->right, lids->left, lids->both};
    int status = 0;
    for (size_t i = 0; i < face->rows; i++)
        lids->both[i] = (lids->right[i] + lids->left[i]) / 2;
    for (int k = 0; k < 3 && status == 0; k++)
        status = compare_with_open(series[k], face, rule, room);
    return status < 0 ? status : add_unit(lids, face, rule, room);
}

int facs_lids_measure(facs_lids *lids, const facs_recorded_face *face,
                      const facs_parameters *parameters, facs_lids_level level)
{
    const int usual = level == FACS_LIDS_USUAL;
    const level_rule rule = {
        usual ? parameters->of[FACS_CLOSED_WINDOW] / 2 : parameters->of[FACS_BLINK_WINDOW],
        parameters->of[FACS_BLINK_OPEN], parameters->of[FACS_BLINK_AU45], usual};
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
        status = measure(lids, face, &rule, room);
    if (!found || status < 0)
        facs_lids_free(lids);
    return status;
}

void facs_lids_free(facs_lids *lids)
{
    free(lids->right);
    *lids = (facs_lids){.right = NULL};
}
