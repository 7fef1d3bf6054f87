/* Gaze aversions: the gaze leaves the direction in which the person mostly looks. */
#include "base/exact_math.h"
#include "events/list.h"
#include "events/quantile.h"
#include "events/runs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define DEGREES (180 / 3.14159265358979323846)
#define CELL    2.0 /* degrees, of the grid in which the usual direction is looked for */
#define CELLS   90  /* to each side */
#define AROUND  1   /* cells around one that count with it */

static int cell_of(float angle)
{
    const double cell = floor((double)angle * DEGREES / CELL) + CELLS / 2.0;
    return cell >= 0 && cell < CELLS ? (int)cell : -1;
}

/* The mean direction in the fullest part of the grid, degrees. 0: no gaze, -ENOMEM; 1. */
static int find_usual(double usual[2], const float *x, const float *y, size_t rows)
{
    unsigned *grid = calloc((size_t)CELLS * CELLS, sizeof(*grid)), best = 0;
    int at[2] = {0, 0};
    size_t count = 0;
    if (!grid)
        return -ENOMEM;
    for (size_t i = 0; i < rows; i++)
        if (!isnan(x[i]) && !isnan(y[i]) && cell_of(x[i]) >= 0 && cell_of(y[i]) >= 0)
            grid[cell_of(y[i]) * CELLS + cell_of(x[i])]++;
    for (int r = AROUND; r < CELLS - AROUND; r++)
        for (int c = AROUND; c < CELLS - AROUND; c++) {
            unsigned sum = 0;
            for (int k = -AROUND; k <= AROUND; k++)
                for (int m = -AROUND; m <= AROUND; m++)
                    sum += grid[(r + k) * CELLS + c + m];
            if (sum > best)
                best = sum, at[0] = c, at[1] = r;
        }
    usual[0] = usual[1] = 0;
    for (size_t i = 0; i < rows; i++)
        if (!isnan(x[i]) && !isnan(y[i]) && abs(cell_of(x[i]) - at[0]) <= AROUND &&
            abs(cell_of(y[i]) - at[1]) <= AROUND) {
            usual[0] += (double)x[i] * DEGREES;
            usual[1] += (double)y[i] * DEGREES;
            count++;
        }
    for (int k = 0; k < 2; k++)
        usual[k] /= count ? (double)count : 1;
    free(grid);
    return count > 0;
}

/* away: angle from the usual direction in each row, degrees, the median of a short while. */
static int measure(float *away, const facs_event_search *search, const float *x, const float *y)
{
    const facs_recorded_face *face = search->face;
    const double half = search->parameters->of[FACS_GAZE_SMOOTH] / 2;
    double usual[2];
    float *raw = malloc((face->rows + 1) * sizeof(*raw));
    int status = raw ? find_usual(usual, x, y, face->rows) : -ENOMEM;
    for (size_t i = 0; status > 0 && i < face->rows; i++)
        raw[i] = (float)facs_exact_length((double)x[i] * DEGREES - usual[0],
                                          (double)y[i] * DEGREES - usual[1]);
    if (status > 0 && facs_running_quantile(away, raw, face->times, face->rows,
                                            (const double[]){-half, half}, 0.5) < 0)
        status = -ENOMEM;
    for (size_t i = 0; status > 0 && i < face->rows; i++)
        if (isnan(raw[i]))
            away[i] = NAN;
    free(raw);
    return status;
}

int facs_find_gaze_away(const facs_event_search *search, facs_kind kind)
{
    const facs_recorded_face *face = search->face;
    const double *of = search->parameters->of;
    const float *x = face->values[FACS_MEASURE_GAZE], *y = face->values[FACS_MEASURE_GAZE + 1];
    const facs_run_rule rule = {of[FACS_GAZE_ANGLE], of[FACS_GAZE_ANGLE] * of[FACS_GAZE_BACK],
                                of[FACS_GAZE_BRIDGE], of[FACS_GAZE_MIN]};
    facs_run run;
    if (!x || !y)
        return 0;
    float *away = malloc((face->rows + 1) * sizeof(*away));
    int status = away ? measure(away, search, x, y) : -ENOMEM;
    const int known = status > 0;
    status = status > 0 ? 0 : status;
    for (size_t next = 0; known && status == 0 &&
                          facs_next_run(&run, &rule, away, face->times, face->rows, &next);) {
        const size_t apex = facs_run_peak(&run, away);
        facs_event event = facs_event_of(face, kind, run.from, apex, run.to);
        event.peak = (double)away[apex];
        event.flags = facs_run_flags(&run);
        status = facs_event_list_add(search->list, &event);
    }
    free(away);
    return status;
}
