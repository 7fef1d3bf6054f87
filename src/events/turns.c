#include "events/turns.h"

#include <math.h>

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

size_t facs_find_swings(facs_swing *swings, const float *values, size_t rows, double amplitude)
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
