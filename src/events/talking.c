/* Talking: the mouth opens and closes in the rhythm of syllables. */
#include "events/list.h"
#include "events/turns.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Swings from first on that are syllables: as quick, and with no longer pauses in between. */
static size_t follow(const facs_event_search *search, const facs_swing *swings, size_t count)
{
    const double *times = search->face->times, *of = search->parameters->of;
    size_t length = 0;
    for (; length < count; length++) {
        const facs_swing *s = &swings[length];
        const double lasts = times[s->to] - times[s->from];
        if (lasts > of[FACS_TALK_SWING] ||
            (length > 0 && times[s->from] - times[s[-1].to] > of[FACS_TALK_PAUSE]))
            break;
    }
    return length;
}

static int judge(const facs_event_search *search, const facs_swing *swings, size_t count)
{
    const facs_recorded_face *face = search->face;
    const double *of = search->parameters->of;
    const size_t from = swings[0].from, to = swings[count - 1].to;
    const double lasts = face->times[to] - face->times[from];
    size_t openings = 0, widest = 0;
    for (size_t i = 0; i < count; i++) {
        openings += swings[i].by > 0;
        if (fabs(swings[i].by) > fabs(swings[widest].by))
            widest = i;
    }
    const double rate = lasts > 0 ? (double)openings / lasts : 0;
    if (lasts < of[FACS_TALK_MIN] || (double)openings < of[FACS_TALK_OPENINGS] ||
        rate < of[FACS_TALK_SLOWEST] || rate > of[FACS_TALK_FASTEST])
        return 0;
    facs_event event = facs_event_of(face, FACS_KIND_TALKING, from, swings[widest].to, to);
    event.peak = rate;
    event.count = (int)openings;
    return facs_event_list_add(search->list, &event);
}

int facs_find_talking(const facs_event_search *search)
{
    const facs_recorded_face *face = search->face;
    const float *open = face->values[FACS_MEASURE_LIPS];
    int status = 0;
    if (!open)
        return 0;
    facs_swing *swings = malloc((face->rows + 1) * sizeof(*swings));
    if (!swings)
        return -ENOMEM;
    const size_t count =
        facs_find_swings(swings, open, face->rows, search->parameters->of[FACS_TALK_AMPLITUDE]);
    for (size_t i = 0; i < count && status == 0;) {
        const size_t length = follow(search, swings + i, count - i);
        if (length > 0)
            status = judge(search, swings + i, length);
        i += length > 0 ? length : 1;
    }
    free(swings);
    return status;
}
