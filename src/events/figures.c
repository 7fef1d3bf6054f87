#include "events/figures.h"

#include "events/tally.h"

#include <math.h>

/* Seconds: changes are looked for from each fifth of a second to the next, so that they do not
 * depend on the frame rate. */
#define CHANGE_STEP 0.2

typedef struct work {
    const facs_selection *s;
    const facs_event *events;
    size_t event_count;
    facs_weighted *room;
} work;

/* ---- Columns --------------------------------------------------------------------------------- */

/* The usable values of a column, in room. Returns their number. */
static size_t gather(const work *w, int column, double scale)
{
    const facs_selection *s = w->s;
    const float *values = s->face->values[column];
    size_t count = 0;
    for (size_t row = s->from; values && row < s->to; row++)
        if (s->rows[row] == FACS_ROW_USABLE && !isnan(values[row]))
            w->room[count++] = (facs_weighted){
                (double)values[row] * scale, s->timing->even ? 1 : facs_selection_seconds(s, row)};
    return count;
}

/* The mean of a step's usable values; *row moves past it. NAN: it has none. */
static double mean_of_step(const facs_selection *s, const float *values, double step, size_t *row)
{
    const double number = floor(s->face->times[*row] / step + 1e-6);
    double sum = 0, weight = 0;
    for (; *row < s->to && floor(s->face->times[*row] / step + 1e-6) == number; ++*row) {
        if (s->rows[*row] != FACS_ROW_USABLE || isnan(values[*row]))
            continue;
        const double seconds = facs_selection_seconds(s, *row);
        sum += (double)values[*row] * seconds;
        weight += seconds;
    }
    return weight > 0 ? sum / weight : (double)NAN;
}

/* The mean absolute difference between the means of adjacent steps, per second. */
static double change_of(const facs_selection *s, const float *values, double step)
{
    double changes = 0, before = (double)NAN, number_before = -2;
    size_t count = 0;
    for (size_t row = s->from; row < s->to;) {
        const double number = floor(s->face->times[row] / step + 1e-6);
        const double mean = mean_of_step(s, values, step, &row);
        if (number == number_before + 1 && !isnan(mean - before)) {
            changes += fabs(mean - before);
            count++;
        }
        before = mean;
        number_before = number;
    }
    return count ? changes / (double)count / step : (double)NAN;
}

static double liveliness(const facs_selection *s)
{
    const double step = fmax(CHANGE_STEP, 2 * s->timing->interval);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < FACS_INTENSITIES && !isnan(s->timing->interval); i++) {
        const float *values = s->face->values[FACS_MEASURE_INTENSITY + i];
        const double change = values ? change_of(s, values, step) : (double)NAN;
        sum += isnan(change) ? 0 : change;
        count += !isnan(change);
    }
    return count ? sum / count : (double)NAN;
}

static double of_column(const work *w, const facs_figure *figure, int member)
{
    if (figure->kind == FACS_FIGURE_LIVELINESS)
        return liveliness(w->s);
    const size_t count = gather(w, figure->of + member, figure->scale);
    switch (figure->kind) {
    case FACS_FIGURE_MEAN:
        return facs_weighted_mean(w->room, count);
    case FACS_FIGURE_SD:
        return facs_weighted_sd(w->room, count);
    case FACS_FIGURE_PEAK:
        return facs_weighted_max(w->room, count);
    case FACS_FIGURE_MEAN_ABS:
        return facs_weighted_mean_abs(w->room, count);
    case FACS_FIGURE_MEDIAN:
        facs_weighted_sort(w->room, count);
        return facs_weighted_median(w->room, count);
    default: /* FACS_FIGURE_RANGE */
        facs_weighted_sort(w->room, count);
        return facs_weighted_quantile(w->room, count, 0.95) -
               facs_weighted_quantile(w->room, count, 0.05);
    }
}

/* ---- Events ---------------------------------------------------------------------------------- */

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

static double of_events(const work *w, const facs_figure *figure, int member)
{
    const facs_selection *s = w->s;
    const char *kind = figure->event ? figure->event : facs_presence_name(member);
    if (!s->timing->timed || s->usables == 0 || !facs_tally_is_known(s->face, kind))
        return (double)NAN;
    const facs_tally t = facs_tally_of(s, w->events, w->event_count, kind);
    const double count = (double)t.count;
    switch (figure->kind) {
    case FACS_FIGURE_COUNT:
        return count;
    case FACS_FIGURE_PER_MINUTE:
        return share(60 * count, s->usable_seconds);
    case FACS_FIGURE_EVENT_DURATION:
        return share(t.durations, (double)t.timed);
    case FACS_FIGURE_EVENT_TIME:
        return t.seconds;
    case FACS_FIGURE_EVENT_SHARE:
        return share(t.seconds, s->usable_seconds);
    case FACS_FIGURE_COMPLETE_SHARE:
        return share(count - (double)t.partial, count);
    default: /* FACS_FIGURE_DUCHENNE_SHARE */
        return facs_tally_is_known(s->face, "AU06") ? share((double)t.duchenne, count)
                                                    : (double)NAN;
    }
}

/* ---- The rows -------------------------------------------------------------------------------- */

static double of_rows(const facs_selection *s, facs_figure_kind kind)
{
    const facs_recorded_face *face = s->face;
    switch (kind) {
    case FACS_FIGURE_FACE:
        return (double)face->id;
    case FACS_FIGURE_START:
        return s->frames && s->timing->timed ? face->times[s->from] : (double)NAN;
    case FACS_FIGURE_END:
        return s->frames && s->timing->timed
                   ? face->times[s->to - 1] + facs_selection_seconds(s, s->to - 1)
                   : (double)NAN;
    case FACS_FIGURE_FRAMES:
        return (double)s->frames;
    case FACS_FIGURE_USABLE_FRAMES:
        return (double)s->usables;
    case FACS_FIGURE_USABLE_SHARE:
        return share((double)s->usables, (double)s->frames);
    case FACS_FIGURE_LEFT_OUT:
        return (double)(s->frames - s->usables);
    case FACS_FIGURE_DURATION:
        return s->seconds;
    case FACS_FIGURE_USABLE_DURATION:
        return s->usable_seconds;
    default: /* a text */
        return (double)NAN;
    }
}

static double compute(const work *w, const facs_figure *figure, int member)
{
    if (figure->kind < FACS_FIGURE_MEAN)
        return of_rows(w->s, figure->kind);
    return figure->kind < FACS_FIGURE_COUNT ? of_column(w, figure, member)
                                            : of_events(w, figure, member);
}

void facs_figures_compute(const facs_selection *selection, const facs_event *events, size_t count,
                          facs_weighted *room, double *values)
{
    const work w = {.s = selection, .events = events, .event_count = count, .room = room};
    int rows;
    const facs_figure *table = facs_figures_table(&rows);
    for (int row = 0; row < rows; row++) {
        const int members = facs_figure_members(table[row].family);
        for (int member = 0; member < members; member++)
            *values++ = compute(&w, &table[row], member);
    }
}
