#include "events/selection.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const facs_span facs_span_whole = {-(double)INFINITY, (double)INFINITY};

int facs_selection_open(facs_selection *selection, const facs_recorded_face *face,
                        const facs_timing *timing, const uint8_t *usable)
{
    *selection = (facs_selection){.face = face, .timing = timing, .usable = usable};
    selection->rows = malloc(face->rows + 1);
    return selection->rows ? 0 : -ENOMEM;
}

void facs_selection_close(facs_selection *selection)
{
    free(selection->rows);
    *selection = (facs_selection){.rows = NULL};
}

size_t facs_row_at(const facs_recorded_face *face, double time)
{
    size_t from = 0, to = face->rows;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (face->times[middle] < time)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

double facs_selection_seconds(const facs_selection *selection, size_t row)
{
    return facs_timing_seconds(selection->timing, selection->face, row);
}

void facs_selection_choose(facs_selection *s, const facs_span *spans, size_t count)
{
    memset(s->rows, FACS_ROW_ELSEWHERE, s->face->rows);
    s->from = s->face->rows;
    s->to = s->frames = s->usables = 0;
    s->seconds = s->usable_seconds = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t from = facs_row_at(s->face, spans[i].start);
        const size_t to = facs_row_at(s->face, spans[i].end);
        for (size_t row = from; row < to; row++)
            s->rows[row] = s->usable[row] ? FACS_ROW_USABLE : FACS_ROW_LEFT_OUT;
        s->from = from < to && from < s->from ? from : s->from;
        s->to = from < to && to > s->to ? to : s->to;
    }
    for (size_t row = s->from; row < s->to; row++) {
        const int usable = s->rows[row] == FACS_ROW_USABLE;
        const double seconds =
            s->rows[row] == FACS_ROW_ELSEWHERE ? 0 : facs_selection_seconds(s, row);
        s->frames += s->rows[row] != FACS_ROW_ELSEWHERE;
        s->usables += (size_t)usable;
        s->seconds += seconds;
        s->usable_seconds += usable ? seconds : 0;
    }
}
