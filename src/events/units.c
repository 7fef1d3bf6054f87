#include "events/units.h"

#include "events/runs.h"
#include "events/timing.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

typedef struct finder {
    const facs_event_search *search;
    const float *values;    /* what the events are found in */
    const float *intensity; /* NULL: AU28, of which there is only a presence */
    int presence;
} finder;

static double of(const finder *f, facs_parameter_id id)
{
    return f->search->parameters->of[id];
}

/* The row at which the values are at rest, from a row outwards (step -1: before it): the lowest
 * that comes within the reach, before they rise again. */
static size_t find_rest(const finder *f, const float *values, double slack, size_t at, int step)
{
    const double *times = f->search->face->times;
    const size_t end = step < 0 ? 0 : f->search->face->rows - 1;
    size_t rest = at, next = at;
    while (next != end) {
        next = step < 0 ? next - 1 : next + 1;
        if (isnan(values[next]) || fabs(times[next] - times[at]) > of(f, FACS_AU_REACH) ||
            (double)values[next] > (double)values[rest] + slack)
            break;
        if (values[next] < values[rest])
            rest = next;
    }
    return rest;
}

/* The time at which the values cross a level, outwards from *at, which becomes the row beyond. */
static double cross(const finder *f, const float *values, size_t *at, size_t end, int step,
                    double level)
{
    const double *times = f->search->face->times;
    const size_t start = *at;
    while (*at != end && (double)values[*at] > level)
        *at = step < 0 ? *at - 1 : *at + 1;
    if (*at == start || (double)values[*at] > level)
        return times[*at];
    const size_t inner = step < 0 ? *at + 1 : *at - 1;
    const double outside = (double)values[*at], inside = (double)values[inner];
    return inside > level && inside > outside
               ? times[*at] + (times[inner] - times[*at]) * (level - outside) / (inside - outside)
               : times[*at];
}

/* The last row before the movement (step -1), or the first after it. A line through the rise, where
 * it crosses two shares of the peak, is followed down to the level at rest: weak movements are not
 * seen, as intensities are cut off at 0. */
static size_t edge(const finder *f, const float *values, double slack, size_t at, size_t peak,
                   int step)
{
    const double *times = f->search->face->times;
    const size_t rest = find_rest(f, values, slack, at, step);
    const double low = (double)values[rest], rise = (double)values[peak] - low;
    while (at != peak && (double)values[at] < low + of(f, FACS_AU_UPPER) * rise)
        at = step < 0 ? at + 1 : at - 1;
    const double upper = cross(f, values, &at, rest, step, low + of(f, FACS_AU_UPPER) * rise);
    const double lower = cross(f, values, &at, rest, step, low + of(f, FACS_AU_LOWER) * rise);
    const double share = of(f, FACS_AU_LOWER) / (of(f, FACS_AU_UPPER) - of(f, FACS_AU_LOWER));
    const double begins = lower + (lower - upper) * share;
    while (at != rest && (step < 0 ? times[at] > begins : times[at] < begins))
        at = step < 0 ? at - 1 : at + 1;
    return at;
}

/* What moves with an Action Unit, so that its edges can be seen in the points: means of two
 * columns, summed. */
typedef struct moved {
    int presence;
    int columns[4]; /* -1: none */
    float sign;     /* -1: it becomes less */
    double share;   /* of au.points: how far it moves at least */
} moved;

#define OWN(column) (FACS_MEASURE_OWN + FACS_OWN_##column)
#define SIDE(kind)  (FACS_MEASURE_SIDES + 2 * FACS_SIDE_##kind)

static const moved movements[] = {
    {FACS_AU01_C, {OWN(BROW_INNER), OWN(BROW_INNER) + 1, -1, -1}, 1, 1},
    {FACS_AU02_C, {OWN(BROW_OUTER), OWN(BROW_OUTER) + 1, -1, -1}, 1, 1},
    {FACS_AU06_C, {OWN(LID), OWN(LID) + 1, -1, -1}, -1, 0.5},
    {FACS_AU10_C, {OWN(NOSE_WING), OWN(NOSE_WING) + 1, -1, -1}, 1, 1},
    {FACS_AU12_C, {SIDE(MOUTH_UP), SIDE(MOUTH_UP) + 1, SIDE(MOUTH_OUT), SIDE(MOUTH_OUT) + 1}, 1, 1},
    {FACS_AU14_C, {OWN(MOUTH_WIDTH), OWN(MOUTH_WIDTH), -1, -1}, 1, 1},
    {FACS_AU20_C, {OWN(MOUTH_WIDTH), OWN(MOUTH_WIDTH), -1, -1}, 1, 1},
    {FACS_AU26_C, {OWN(MOUTH_OPEN), OWN(MOUTH_OPEN), -1, -1}, 1, 1},
};

/* NULL: the points do not show it. */
static const moved *movement_of(int presence)
{
    for (size_t i = 0; i < sizeof(movements) / sizeof(movements[0]); i++)
        if (movements[i].presence == presence)
            return &movements[i];
    return NULL;
}

/* How far it has moved in a row; NaN without points. */
static float moved_at(const moved *m, const facs_recorded_face *face, size_t row)
{
    float sum = 0;
    for (int k = 0; k < 4; k++) {
        const float *values = m->columns[k] < 0 ? NULL : face->values[m->columns[k]];
        sum += m->columns[k] < 0 ? 0 : values ? values[row] / 2 : NAN;
    }
    return m->sign * sum;
}

/* An edge from the points, where they move far enough and not much within what the intensity shows:
 * there, something else has moved them. */
static void follow(const finder *f, const moved *m, const float *values, const facs_run *run,
                   size_t *row, int step)
{
    const double *times = f->search->face->times, min = m->share * of(f, FACS_AU_POINTS);
    const size_t peak = facs_run_peak(run, values), at = step < 0 ? run->from : run->to;
    const size_t own = edge(f, values, min / 4, at, peak, step);
    const double inwards = step * (times[*row] - times[own]);
    if ((double)(values[peak] - values[own]) >= min && inwards < of(f, FACS_AU_INWARDS))
        *row = own;
}

/* Moves the edges to where the points begin and end to move. */
static int follow_points(const finder *f, const facs_run *run, size_t *onset, size_t *offset)
{
    const facs_recorded_face *face = f->search->face;
    const moved *m = movement_of(f->presence);
    if (!m)
        return 0;
    float *values = malloc((face->rows + 1) * sizeof(*values));
    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < face->rows; i++)
        values[i] = moved_at(m, face, i);
    if (!run->cut_start)
        follow(f, m, values, run, onset, -1);
    if (!run->cut_end)
        follow(f, m, values, run, offset, 1);
    free(values);
    return 0;
}

/* 1: the intensity alone would make it an event. */
static int is_strong(const finder *f, const facs_run *run)
{
    return f->intensity &&
           (double)f->intensity[facs_run_peak(run, f->intensity)] >= of(f, FACS_AU_HIGH);
}

static int add(facs_event_list *list, const finder *f, const facs_run *run)
{
    const float *values = is_strong(f, run) ? f->intensity : f->values;
    const size_t peak = facs_run_peak(run, values);
    const double slack = of(f, FACS_AU_LOW) / 2;
    size_t onset = run->cut_start ? run->from : edge(f, values, slack, run->from, peak, -1);
    size_t offset = run->cut_end ? run->to : edge(f, values, slack, run->to, peak, 1);
    if (follow_points(f, run, &onset, &offset) < 0)
        return -ENOMEM;
    size_t apex = run->from;
    while ((double)values[apex] < of(f, FACS_AU_APEX) * (double)values[peak])
        apex++;
    facs_event event =
        facs_event_of(f->search->face, FACS_KIND_AU + (facs_kind)f->presence, onset, apex, offset);
    event.peak =
        f->intensity ? (double)f->intensity[facs_run_peak(run, f->intensity)] : (double)NAN;
    event.flags = facs_run_flags(run);
    return facs_event_list_add(list, &event);
}

/* Place of a presence among the intensities; -1 for AU28. */
static int intensity_of(int presence)
{
    return presence < FACS_AU28_C ? presence : presence == FACS_AU28_C ? -1 : FACS_AU45_R;
}

/* The intensity, raised to au.high where the corrected presence is 1: some Action Units are seen by
 * it alone. Allocated, NULL without memory. */
static float *raise_by_presence(const finder *f, const float *corrected)
{
    const facs_recorded_face *face = f->search->face;
    const float high = (float)of(f, FACS_AU_HIGH);
    float *values = malloc((face->rows + 1) * sizeof(*values));
    for (size_t i = 0; values && i < face->rows; i++)
        values[i] = corrected[i] > 0 ? fmaxf(f->intensity[i], high) : f->intensity[i];
    return values;
}

/* 0: a short run that only the corrected presence sees. */
static int is_seen(const finder *f, const facs_run *run)
{
    const double *times = f->search->face->times;
    return !f->intensity || is_strong(f, run) ||
           times[run->to] - times[run->from] >= of(f, FACS_AU_ALONE);
}

static int find_runs(facs_event_list *list, const finder *f)
{
    const facs_recorded_face *face = f->search->face;
    const facs_run_rule rule = {
        f->intensity ? of(f, FACS_AU_HIGH) : 1,
        f->intensity ? of(f, FACS_AU_LOW) : 0.5,
        of(f, FACS_AU_BRIDGE),
        of(f, FACS_AU_MIN),
    };
    facs_run run;
    int status = 0;
    for (size_t next = 0;
         status == 0 && facs_next_run(&run, &rule, f->values, face->times, face->rows, &next);)
        if (is_seen(f, &run))
            status = add(list, f, &run);
    return status;
}

int facs_unit_find(facs_event_list *list, const facs_event_search *search, int presence)
{
    const facs_recorded_face *face = search->face;
    const int intensity = intensity_of(presence);
    const float *corrected = face->values[FACS_MEASURE_CORRECTED + presence];
    finder f = {.search = search, .presence = presence};
    float *raised = NULL;
    f.intensity = intensity < 0 ? NULL : face->values[FACS_MEASURE_INTENSITY + intensity];
    f.values = intensity >= 0 ? f.intensity
               : corrected    ? corrected
                              : face->values[FACS_MEASURE_PRESENCE + presence];
    if (!f.values)
        return 0;
    if (f.intensity && corrected) {
        raised = raise_by_presence(&f, corrected);
        if (!raised)
            return -ENOMEM;
        f.values = raised;
    }
    const int status = find_runs(list, &f);
    free(raised);
    return status;
}
