/* Talking: the mouth opens and closes in the rhythm of syllables. */
#include "events/turns.h"

#include <math.h>

static int judge(const facs_event_search *search, facs_kind kind, const facs_swing *swings,
                 size_t count)
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
    facs_event event = facs_event_of(face, kind, from, swings[widest].to, to);
    event.peak = rate;
    event.count = (int)openings;
    return facs_event_list_add(search->list, &event);
}

/* Syllables are quick, and follow each other without long pauses. */
int facs_find_talking(const facs_event_search *search, facs_kind kind)
{
    const double *of = search->parameters->of;
    const facs_swing_rule rule = {of[FACS_TALK_AMPLITUDE], 0, of[FACS_TALK_SWING],
                                  of[FACS_TALK_PAUSE]};
    return facs_judge_swings(search, kind, search->face->values[FACS_MEASURE_LIPS], &rule, judge);
}
