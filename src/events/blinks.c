/* Blinks: both eyes close quickly and open again. Winks: only one does. Eyes that stay closed are
 * neither. */
#include "events/closures.h"
#include "events/quantile.h"
#include "events/selection.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Of the lower of two peaks: if the lids open by more in between, there are two blinks. */
#define SPLIT 0.5
#define HALF  0.5 /* of the depth */
#define FULL  0.9 /* quantile of a person's blinks: a complete one */

typedef struct finder {
    const facs_event_search *search;
    facs_kind kind;
    facs_lids lids;
    facs_event last; /* not added yet, as the next dip may belong to it; size 0: none */
    double half[2];  /* s: from and to which it is more than half as deep as at its apex */
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
            fastest = fmax(fastest, (double)(f->lids.sign[i] - f->lids.sign[i - 1]) /
                                        (times[i] - times[i - 1]));
    return fastest;
}

/* Widens rows, within others, as long as closed stays above a level. */
static void widen(size_t rows[2], const float *closed, double level, const size_t within[2])
{
    while (rows[0] > within[0] && (double)closed[rows[0] - 1] > level)
        rows[0]--;
    while (rows[1] < within[1] && (double)closed[rows[1] + 1] > level)
        rows[1]++;
}

/* When they begin and end, s: half-way to their neighbours. */
static void find_span(const finder *f, const size_t rows[2], double span[2])
{
    const double *times = f->search->face->times;
    const size_t end = f->search->face->rows - 1;
    span[0] = (times[rows[0]] + times[rows[0] > 0 ? rows[0] - 1 : 0]) / 2;
    span[1] = (times[rows[1]] + times[rows[1] < end ? rows[1] + 1 : end]) / 2;
}

static float deepest(const float *closed, const size_t rows[2])
{
    float depth = NAN;
    for (size_t i = rows[0]; i <= rows[1]; i++)
        depth = fmaxf(depth, closed[i]);
    return depth;
}

static int add_last(finder *f)
{
    const int long_enough = f->half[1] - f->half[0] >= of(f, FACS_BLINK_MIN);
    const int status =
        f->last.size && long_enough ? facs_event_list_add(f->search->list, &f->last) : 0;
    f->last.size = 0;
    return status;
}

/* Adds a dip to the one before if the eyes cannot have opened in between, which points do while the
 * eyes are closed. */
static int take(finder *f, const facs_event *event, const double half[2])
{
    facs_event *last = &f->last;
    int status = 0;
    if (last->size && event->apex - last->apex < of(f, FACS_BLINK_APART)) {
        const facs_event *deeper = event->peak > last->peak ? event : last;
        last->apex = deeper->apex;
        last->apex_frame = deeper->apex_frame;
        last->offset = event->offset;
        last->offset_frame = event->offset_frame;
        last->closed_to = event->closed_to;
        last->closed_to_frame = event->closed_to_frame;
        last->peak = deeper->peak;
        last->left = fmax(last->left, event->left);
        last->right = fmax(last->right, event->right);
    } else {
        status = add_last(f);
        *last = *event;
        f->half[0] = half[0];
    }
    f->half[1] = half[1];
    return status;
}

/* A dip with its apex, within these rows. */
static int judge(finder *f, size_t apex, const size_t within[2])
{
    const facs_recorded_face *face = f->search->face;
    size_t rows[2] = {apex, apex}, closed[2] = {apex, apex};
    const double sign = (double)f->lids.sign[apex];
    if (sign < of(f, FACS_BLINK_DEPTH))
        return 0;
    widen(closed, f->lids.sign, of(f, FACS_BLINK_CLOSED) * sign, within);
    widen(rows, f->lids.sign, HALF * sign, within);
    double half[2];
    find_span(f, rows, half);
    const double depth = (double)deepest(f->lids.both, rows);
    widen(rows, f->lids.both, of(f, FACS_BLINK_EDGE) * depth, within);
    if (half[1] - half[0] > of(f, FACS_BLINK_MAX) || depth < of(f, FACS_BLINK_LIDS) ||
        speed(f, rows[0], apex) < of(f, FACS_BLINK_SPEED))
        return 0;
    if (rows[0] > 0 && !isnan(f->lids.both[rows[0] - 1]))
        rows[0]--;
    if (rows[1] + 1 < face->rows && !isnan(f->lids.both[rows[1] + 1]))
        rows[1]++;
    facs_event event = facs_event_of(face, f->kind, rows[0], apex, rows[1]);
    event.closed_from = face->times[closed[0]];
    event.closed_to = face->times[closed[1]];
    event.closed_from_frame = face->frames[closed[0]];
    event.closed_to_frame = face->frames[closed[1]];
    event.peak = sign;
    event.left = (double)deepest(f->lids.left, rows);
    event.right = (double)deepest(f->lids.right, rows);
    const double less = fmin(event.left, event.right), more = fmax(event.left, event.right);
    if ((less < of(f, FACS_BLINK_OTHER) * more) != (f->kind == FACS_KIND_WINK))
        return 0;
    return take(f, &event, half);
}

/* Rows that are closed a little, from..to: one dip, or several between which the eyes open. */
static int split(finder *f, size_t from, size_t to)
{
    const float *c = f->lids.sign;
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

/* What a face's eyes do. */
typedef struct eyes {
    facs_lids near, usual;
    facs_event_list dips; /* blinks or winks; peak, left and right: what the lids show */
    double full[2];       /* what they show in a complete blink, near and usual */
} eyes;

/* The 90th percentile of what the dips show at their apexes. */
static int find_full(double *full, const eyes *e, const facs_event_search *search,
                     const float *closed)
{
    float *depths = malloc((e->dips.count + 1) * sizeof(*depths));
    if (!depths)
        return -ENOMEM;
    for (size_t i = 0; i < e->dips.count; i++)
        depths[i] = closed[facs_row_at(search->face, e->dips.events[i].apex)];
    *full =
        fmax(facs_quantile(depths, e->dips.count, FULL), search->parameters->of[FACS_BLINK_FULL]);
    free(depths);
    return 0;
}

/* From what the points show to shares of what they show of this person's complete blinks: the
 * points of closed lids do not meet. In narrowed eyes the way to the closed lids is shorter. */
static void scale(facs_event *e, const eyes *all, const facs_event_search *search)
{
    const size_t row = facs_row_at(search->face, e->apex);
    const double open = (1 - (double)all->usual.both[row]) / (1 - (double)all->near.both[row]);
    const double way = fmax(all->full[1] - fmax(1 - open, 0), HALF * all->full[1]);
    const double both = (e->left + e->right) / 2;
    e->peak = fmin(fmax(e->peak / all->full[0], isfinite(open) ? open * e->peak / way : 0), 1);
    e->left = both > 0 ? fmin(fmax(e->peak * e->left / both, 0), 1) : (double)NAN;
    e->right = both > 0 ? fmin(fmax(e->peak * e->right / both, 0), 1) : (double)NAN;
    if (e->peak < search->parameters->of[FACS_BLINK_COMPLETE])
        e->flags |= FACS_EVENT_PARTIAL;
}

static int find_dips(eyes *e, const facs_event_search *search, facs_kind kind)
{
    const facs_event_search own = {search->face, search->parameters, &e->dips, NULL};
    finder f = {.search = &own, .kind = kind, .lids = e->near};
    const size_t rows = search->face->rows;
    const float low = (float)(of(&f, FACS_BLINK_EDGE) * of(&f, FACS_BLINK_DEPTH));
    int status = 0;
    for (size_t from = 0, to; from < rows && status == 0; from = to + 1) {
        for (to = from; to < rows && f.lids.sign[to] > low;)
            to++;
        if (to > from)
            status = split(&f, from, to - 1);
    }
    return status < 0 ? status : add_last(&f);
}

/* Nothing, with near.both NULL, if the face has no lids. */
static int watch(eyes *e, const facs_event_search *search, facs_kind kind)
{
    const facs_recorded_face *face = search->face;
    int status = facs_lids_measure(&e->near, face, search->parameters, FACS_LIDS_NEAR);
    if (status < 0 || !e->near.both)
        return status;
    status = facs_lids_measure(&e->usual, face, search->parameters, FACS_LIDS_USUAL);
    if (status == 0)
        status = find_dips(e, search, kind);
    if (status == 0)
        status = find_full(&e->full[0], e, search, e->near.sign);
    return status < 0 ? status : find_full(&e->full[1], e, search, e->usual.sign);
}

static int is_within(const facs_event *event, const facs_event_list *closures)
{
    for (size_t i = 0; i < closures->count; i++)
        if (event->apex >= closures->events[i].onset && event->apex <= closures->events[i].offset)
            return 1;
    return 0;
}

int facs_find_blinks(const facs_event_search *search, facs_kind kind)
{
    eyes e = {.dips = {.count = 0}};
    facs_event_list within = {.count = 0};
    facs_event_list *closures = kind == FACS_KIND_EYES_CLOSED ? search->list : &within;
    int status = watch(&e, search, kind == FACS_KIND_WINK ? kind : FACS_KIND_BLINK);
    if (status == 0 && e.near.both && kind != FACS_KIND_WINK)
        status = facs_closures_find(closures, search, &e.usual, e.full[0], &e.dips);
    for (size_t i = 0; i < e.dips.count && status == 0 && closures == &within; i++) {
        if (is_within(&e.dips.events[i], &within))
            continue;
        scale(&e.dips.events[i], &e, search);
        status = facs_event_list_add(search->list, &e.dips.events[i]);
    }
    facs_event_list_free(&within);
    facs_lids_free(&e.near);
    facs_lids_free(&e.usual);
    facs_event_list_free(&e.dips);
    return status;
}
