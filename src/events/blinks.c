/* Blinks: both eyes close quickly and open again. */
#include "events/lids.h"
#include "events/list.h"

#include <math.h>

/* Of the lower of two peaks: if the lids open by more in between, there are two blinks. */
#define SPLIT 0.5

typedef struct finder {
    const facs_event_search *search;
    facs_lids lids;
} finder;

static double of(const finder *f, facs_parameter_id id)
{
    return f->search->parameters->of[id];
}

static double speed(const finder *f, size_t from, size_t apex)
{
    const double *times = f->search->face->times;
    double fastest = 0;
    for (size_t i = from > 0 ? from : 1; i <= apex; i++)
        if (times[i] > times[i - 1])
            fastest = fmax(fastest, (double)(f->lids.both[i] - f->lids.both[i - 1]) /
                                        (times[i] - times[i - 1]));
    return fastest;
}

/* The rows around apex, within [from, to], that are closed by more than a share of its depth. */
static void edges(const finder *f, size_t apex, double share, size_t rows[2],
                  const size_t within[2])
{
    const float *c = f->lids.both;
    const double level = share * (double)c[apex];
    rows[0] = rows[1] = apex;
    while (rows[0] > within[0] && (double)c[rows[0] - 1] > level)
        rows[0]--;
    while (rows[1] < within[1] && (double)c[rows[1] + 1] > level)
        rows[1]++;
}

static float deepest(const float *closed, const size_t rows[2])
{
    float depth = NAN;
    for (size_t i = rows[0]; i <= rows[1]; i++)
        depth = fmaxf(depth, closed[i]);
    return depth;
}

/* A dip with its apex, within these rows. */
static int judge(finder *f, size_t apex, const size_t within[2])
{
    const facs_recorded_face *face = f->search->face;
    size_t rows[2], closed[2];
    if ((double)f->lids.both[apex] < of(f, FACS_BLINK_DEPTH))
        return 0;
    edges(f, apex, of(f, FACS_BLINK_EDGE), rows, within);
    edges(f, apex, of(f, FACS_BLINK_CLOSED), closed, within);
    const double duration = face->times[rows[1]] - face->times[rows[0]];
    if (duration > of(f, FACS_BLINK_MAX) || speed(f, rows[0], apex) < of(f, FACS_BLINK_SPEED))
        return 0;
    facs_event event = facs_event_of(face, FACS_KIND_BLINK, rows[0], apex, rows[1]);
    event.closed_from = face->times[closed[0]];
    event.closed_to = face->times[closed[1]];
    event.closed_from_frame = face->frames[closed[0]];
    event.closed_to_frame = face->frames[closed[1]];
    event.peak = (double)f->lids.both[apex];
    event.left = (double)deepest(f->lids.left, rows);
    event.right = (double)deepest(f->lids.right, rows);
    return facs_event_list_add(f->search->list, &event);
}

/* Rows that are closed a little, from..to: one dip, or several between which the eyes open. */
static int split(finder *f, size_t from, size_t to)
{
    const float *c = f->lids.both;
    size_t apex = from, valley = from;
    int status = 0;
    for (size_t i = from; i <= to && status == 0; i++) {
        if (c[i] < c[valley])
            valley = i;
        const double lower = fmin((double)c[apex], (double)c[i]);
        if (valley > apex && (double)c[valley] < SPLIT * lower &&
            (double)c[i] >= of(f, FACS_BLINK_DEPTH)) {
            status = judge(f, apex, (size_t[]){from, valley});
            from = valley;
            apex = valley = i;
        } else if (c[i] > c[apex]) {
            apex = valley = i;
        }
    }
    return status < 0 ? status : judge(f, apex, (size_t[]){from, to});
}

int facs_find_blinks(const facs_event_search *search)
{
    finder f = {.search = search};
    const size_t rows = search->face->rows;
    int status = facs_lids_measure(&f.lids, search->face, search->parameters);
    if (status < 0 || !f.lids.both)
        return status;
    const float low = (float)(of(&f, FACS_BLINK_EDGE) * of(&f, FACS_BLINK_DEPTH));
    for (size_t from = 0, to; from < rows && status == 0; from = to + 1) {
        for (to = from; to < rows && f.lids.both[to] > low;)
            to++;
        if (to > from)
            status = split(&f, from, to - 1);
    }
    facs_lids_free(&f.lids);
    return status;
}
