#include "events/closures.h"

#include "events/runs.h"

#include <math.h>

#define LIDS 0.5 /* of what closed eyes show: so much the lids alone must show, without AU45 */

typedef struct closure {
    const facs_event_search *search;
    const float *both;
    const facs_event_list *blinks;
    facs_run run; /* rows with closed eyes */
    double depth;
} closure;

/* The row outwards (step -1: before) at which the eyes are as open as they get soon. */
static size_t find_rest(const closure *c, int step)
{
    const facs_recorded_face *face = c->search->face;
    const size_t end = step < 0 ? 0 : face->rows - 1, at = step < 0 ? c->run.from : c->run.to;
    size_t rest = at;
    for (size_t i = at; i != end;) {
        i = step < 0 ? i - 1 : i + 1;
        if (isnan(c->both[i]) ||
            fabs(face->times[i] - face->times[at]) > c->search->parameters->of[FACS_BLINK_WINDOW])
            break;
        if (c->both[i] < c->both[rest])
            rest = i;
    }
    return rest;
}

/* The first row outwards in which the eyes are closed by this share of the way from their rest to
 * the depth, or less. */
static size_t cross(const closure *c, int step, double share)
{
    const size_t rest = find_rest(c, step);
    const double level = (double)c->both[rest] + share * (c->depth - (double)c->both[rest]);
    size_t at = step < 0 ? c->run.from : c->run.to;
    while (at != rest && (double)c->both[at] > level)
        at = step < 0 ? at - 1 : at + 1;
    return at;
}

/* Seconds of closed eyes that no blink explains. Points that drift apart may make a blink of a part
 * of a long closure. */
static double unexplained(const closure *c)
{
    const double *times = c->search->face->times;
    const double from = times[c->run.from], to = times[c->run.to];
    double seconds = to - from;
    for (size_t i = 0; i < c->blinks->count; i++)
        if (c->blinks->events[i].apex >= from && c->blinks->events[i].apex <= to)
            seconds -= c->blinks->events[i].closed_to - c->blinks->events[i].closed_from;
    return seconds;
}

static int add(facs_event_list *list, closure *c, const facs_lids *usual, double full)
{
    const facs_recorded_face *face = c->search->face;
    const facs_run *run = &c->run;
    const double *of = c->search->parameters->of, edge = of[FACS_BLINK_EDGE];
    const size_t apex = facs_run_peak(run, usual->sign);
    c->depth = (double)usual->both[facs_run_peak(run, usual->both)];
    const size_t rows[2] = {cross(c, -1, edge), cross(c, 1, edge)};
    if (c->depth < LIDS * of[FACS_CLOSED_LEVEL] * full || unexplained(c) <= of[FACS_BLINK_MAX] ||
        face->times[rows[1]] - face->times[rows[0]] < of[FACS_CLOSED_MIN])
        return 0;
    facs_event event = facs_event_of(face, FACS_KIND_EYES_CLOSED, rows[0], apex, rows[1]);
    event.closed_from = face->times[run->from];
    event.closed_to = face->times[run->to];
    event.closed_from_frame = face->frames[run->from];
    event.closed_to_frame = face->frames[run->to];
    event.peak = fmin((double)usual->sign[apex] / full, 1);
    event.flags = facs_run_flags(run);
    return facs_event_list_add(list, &event);
}

int facs_closures_find(facs_event_list *list, const facs_event_search *search,
                       const facs_lids *usual, double full, const facs_event_list *blinks)
{
    const facs_recorded_face *face = search->face;
    const double *of = search->parameters->of, closed = of[FACS_CLOSED_LEVEL] * full;
    const facs_run_rule rule = {closed, closed, of[FACS_CLOSED_BRIDGE], of[FACS_BLINK_MAX]};
    closure c = {.search = search, .both = usual->both, .blinks = blinks};
    int status = 0;
    for (size_t next = 0;
         status == 0 && facs_next_run(&c.run, &rule, usual->sign, face->times, face->rows, &next);)
        status = add(list, &c, usual, full);
    return status;
}
