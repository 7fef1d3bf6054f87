/* Nods and shakes of the head: swings of pitch or yaw that follow each other. */
#include "events/list.h"
#include "events/turns.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

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

/* The number of swings from first on that follow each other and are neither too slow nor too fast.
 */
static size_t follow(const facs_event_search *search, const facs_swing *swings, size_t count)
{
    const double *times = search->face->times;
    size_t length = 0;
    for (; length < count; length++) {
        const facs_swing *s = &swings[length];
        const double lasts = times[s->to] - times[s->from];
        if (lasts < search->parameters->of[FACS_NOD_SHORTEST] ||
            lasts > search->parameters->of[FACS_NOD_LONGEST] ||
            (length > 0 &&
             times[s->from] - times[s[-1].to] > search->parameters->of[FACS_NOD_PAUSE]))
            break;
    }
    return length;
}

/* swings: count that follow each other */
static int judge(const facs_event_search *search, const facs_swing *swings, size_t count, int axis)
{
    const facs_recorded_face *face = search->face;
    const size_t from = swings[0].from, to = swings[count - 1].to;
    const float *other = face->values[axis == PITCH ? YAW : PITCH];
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
    facs_event event = facs_event_of(face, axis == PITCH ? FACS_KIND_NOD : FACS_KIND_SHAKE, from,
                                     swings[apex].to, to);
    event.peak = fabs(swings[apex].by) * DEGREES;
    event.count = (int)count - 1;
    if (event.peak <
            search->parameters->of[FACS_NOD_AMPLITUDE] * search->parameters->of[FACS_NOD_TALKING] &&
        facs_is_during_talking(search, &event))
        return 0;
    return facs_event_list_add(search->list, &event);
}

static int find(const facs_event_search *search, int axis)
{
    const facs_recorded_face *face = search->face;
    const float *angle = face->values[axis];
    int status = 0;
    if (!angle)
        return 0;
    facs_swing *swings = malloc((face->rows + 1) * sizeof(*swings));
    if (!swings)
        return -ENOMEM;
    const size_t count = facs_find_swings(swings, angle, face->rows,
                                          search->parameters->of[FACS_NOD_AMPLITUDE] / DEGREES);
    for (size_t i = 0; i < count && status == 0;) {
        const size_t length = follow(search, swings + i, count - i);
        if (length > 0)
            status = judge(search, swings + i, length, axis);
        i += length > 0 ? length : 1;
    }
    free(swings);
    return status;
}

int facs_find_nods(const facs_event_search *search)
{
    return find(search, PITCH);
}

int facs_find_shakes(const facs_event_search *search)
{
    return find(search, YAW);
}
