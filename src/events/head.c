/* Nods and shakes of the head: swings of pitch or yaw that follow each other. */
#include "events/turns.h"

#include <math.h>

#define PITCH   (FACS_MEASURE_POSE + 3)
#define YAW     (FACS_MEASURE_POSE + 4)
#define DEGREES (180 / 3.14159265358979323846)

/* How far an angle goes between two rows, radians. */
static double range(const float *angle, size_t from, size_t to)
{
    float low = INFINITY, high = -INFINITY;
    for (size_t i = from; i <= to; i++) { /* not fmin and fmax, on which GCC 12 for AArch64 fails */
        low = angle[i] < low ? angle[i] : low;
        high = angle[i] > high ? angle[i] : high;
    }
    return (double)high - (double)low;
}

static int judge(const facs_event_search *search, facs_kind kind, const facs_swing *swings,
                 size_t count)
{
    const facs_recorded_face *face = search->face;
    const size_t from = swings[0].from, to = swings[count - 1].to;
    const float *other = face->values[kind == FACS_KIND_NOD ? YAW : PITCH];
    double by = 0;
    size_t apex = 0;
    if ((double)count - 1 < search->parameters->of[FACS_NOD_REVERSALS])
        return 0;
    for (size_t i = 0; i < count; i++) {
        by += fabs(swings[i].by) / (double)count;
        if (fabs(swings[i].by) > fabs(swings[apex].by))
            apex = i;
    }
    if (other && range(other, from, to) > by)
        return 0;
    facs_event event = facs_event_of(face, kind, from, swings[apex].to, to);
    event.peak = fabs(swings[apex].by) * DEGREES;
    event.count = (int)count - 1;
    if (event.peak <
            search->parameters->of[FACS_NOD_AMPLITUDE] * search->parameters->of[FACS_NOD_TALKING] &&
        facs_is_during_talking(search, &event))
        return 0;
    return facs_event_list_add(search->list, &event);
}

int facs_find_head(const facs_event_search *search, facs_kind kind)
{
    const double *of = search->parameters->of;
    const facs_swing_rule rule = {of[FACS_NOD_AMPLITUDE] / DEGREES, of[FACS_NOD_SHORTEST],
                                  of[FACS_NOD_LONGEST], of[FACS_NOD_PAUSE]};
    return facs_judge_swings(
        search, kind, search->face->values[kind == FACS_KIND_NOD ? PITCH : YAW], &rule, judge);
}
