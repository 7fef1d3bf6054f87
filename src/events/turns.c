#include "events/turns.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define STILL 0.1 /* of a swing: nearer than this to its beginning, it has not begun */

/* Moves a swing's beginning to the last row that is still near it. */
static void trim(facs_swing *swing, const float *values)
{
    const double start = (double)values[swing->from];
    for (size_t i = swing->to; i > swing->from; i--)
        if (fabs((double)values[i] - start) <= STILL * fabs(swing->by)) {
            swing->from = i;
            return;
        }
}

typedef struct tracker {
    facs_swing *swings;
    size_t count;
    const float *values;
    size_t low, high; /* rows of the extremes since the last turn */
    int way;          /* 1: upwards, -1: downwards, 0: not known yet */
} tracker;

static void end_swing(tracker *t, size_t from, size_t to)
{
    facs_swing *swing = &t->swings[t->count++];
    *swing = (facs_swing){from, to, (double)t->values[to] - (double)t->values[from]};
    trim(swing, t->values);
}

static void take(tracker *t, size_t row, double amplitude, size_t *turn)
{
    const float *v = t->values;
    if (v[row] > v[t->high])
        t->high = row;
    if (v[row] < v[t->low])
        t->low = row;
    const double above = (double)v[row] - (double)v[t->low];
    const double below = (double)v[t->high] - (double)v[row];
    if (t->way <= 0 && above >= amplitude) {
        if (t->way < 0)
            end_swing(t, *turn, t->low);
        *turn = t->low;
        t->way = 1;
        t->high = row;
    } else if (t->way >= 0 && below >= amplitude) {
        if (t->way > 0)
            end_swing(t, *turn, t->high);
        *turn = t->high;
        t->way = -1;
        t->low = row;
    }
}

/* Into room for rows swings; returns their number. */
static size_t find_swings(facs_swing *swings, const float *values, size_t rows, double amplitude)
{
    tracker t = {.swings = swings, .values = values};
    for (size_t from = 0; from < rows;) {
        size_t turn = from;
        if (isnan(values[from])) {
            from++;
            continue;
        }
        t.low = t.high = from;
        t.way = 0;
        for (; from < rows && !isnan(values[from]); from++)
            take(&t, from, amplitude, &turn);
        if (t.way)
            end_swing(&t, turn, t.way > 0 ? t.high : t.low);
    }
    return t.count;
}

/* The number of swings from the first on that follow each other. */
static size_t follow(const facs_swing *swings, size_t count, const double *times,
                     const facs_swing_rule *rule)
{
    size_t length = 0;
    for (; length < count; length++) {
        const facs_swing *s = &swings[length];
        const double lasts = times[s->to] - times[s->from];
        if (lasts < rule->shortest || lasts > rule->longest ||
            (length > 0 && times[s->from] - times[s[-1].to] > rule->pause))
            break;
    }
    return length;
}

int facs_judge_swings(const facs_event_search *search, facs_kind kind, const float *values,
                      const facs_swing_rule *rule, facs_swing_judge *judge)
{
    const facs_recorded_face *face = search->face;
    facs_swing *swings = values ? malloc((face->rows + 1) * sizeof(*swings)) : NULL;
    int status = values && !swings ? -ENOMEM : 0;
    const size_t count = swings ? find_swings(swings, values, face->rows, rule->amplitude) : 0;
    for (size_t i = 0; i < count && status == 0;) {
        const size_t length = follow(swings + i, count - i, face->times, rule);
        if (length > 0)
            status = judge(search, kind, swings + i, length);
        i += length > 0 ? length : 1;
    }
    free(swings);
    return status;
}
