#include "events/summarize.h"

#include "base/error.h"
#include "events/usable.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A recording, and what is needed for one face at a time. */
typedef struct work {
    const facs_summarize_plan *plan;
    const facs_summary_rows *rows;
    facs_recording recording;
    facs_event_list events;
    facs_timing timing;
    const facs_segment **segments; /* [segment_count] of this recording */
    size_t segment_count;
    double end; /* seconds: of the recording */
    int columns;
    double *values, *changes, *baseline; /* [columns] each; one allocation */
    facs_weighted *room;                 /* as many as the longest face has rows */
    uint8_t *usable;                     /* the same */
    facs_span *spans;                    /* [segment_count + 1] */
} work;

/* ---- The recording --------------------------------------------------------------------------- */

static int read_recording(work *w, const char *csv, facs_error *error)
{
    int status = facs_recording_open(&w->recording, csv, error);
    if (status == 0)
        status = facs_event_list_want(&w->events, NULL, error);
    if (status == 0 && w->recording.has_times &&
        facs_events_find(&w->events, &w->recording, w->plan->parameters) < 0)
        status = facs_fail_memory(error, "the events");
    w->timing = facs_timing_of(&w->recording);
    return status;
}

static int find_segments(work *w, const char *csv, const char *input)
{
    const facs_segments *all = w->plan->segments;
    const facs_segment *before = NULL; /* with the pattern that was compared last */
    int matches = 0;
    w->segments = calloc(all ? all->count + 1 : 1, sizeof(const facs_segment *));
    if (!w->segments)
        return -ENOMEM;
    for (size_t i = 0; all && i < all->count; i++) {
        const facs_segment *s = &all->list[i];
        if (!before || !before->pattern || !s->pattern || before->literal != s->literal ||
            strcmp(before->pattern, s->pattern) != 0)
            matches = facs_segment_matches(s, input, csv);
        before = s;
        if (matches)
            w->segments[w->segment_count++] = s;
    }
    return 0;
}

static int make_room(work *w)
{
    size_t rows = 1;
    w->end = 0;
    for (int i = 0; i < w->recording.count; i++) {
        const facs_recorded_face *face = &w->recording.faces[i];
        rows = face->rows > rows ? face->rows : rows;
        if (face->rows > 0)
            w->end = fmax(w->end, face->times[face->rows - 1]);
    }
    w->end += isnan(w->timing.interval) ? 0 : w->timing.interval;
    w->columns = facs_figure_columns();
    w->values = calloc(3 * (size_t)w->columns, sizeof(*w->values));
    w->room = malloc(rows * sizeof(*w->room));
    w->usable = malloc(rows);
    w->spans = malloc((w->segment_count + 1) * sizeof(*w->spans));
    if (!w->values || !w->room || !w->usable || !w->spans)
        return -ENOMEM;
    w->changes = w->values + w->columns;
    w->baseline = w->changes + w->columns;
    return 0;
}

/* ---- A face ---------------------------------------------------------------------------------- */

typedef struct one_face {
    work *w;
    facs_selection selection;
    const facs_event *events;
    size_t event_count;
    const char *rule;
    int has_baseline;
} one_face;

static void compute(one_face *f, const facs_span *spans, size_t count, double *values)
{
    facs_selection_choose(&f->selection, spans, count);
    facs_figures_compute(&f->selection, f->events, f->event_count, f->w->room, values);
}

/* Segments with the baseline's label are taken together. */
static void compute_baseline(one_face *f)
{
    work *w = f->w;
    size_t count = 0;
    const int known = w->plan->baseline && w->recording.has_times;
    for (size_t i = 0; known && i < w->segment_count; i++)
        if (strcmp(w->segments[i]->label, w->plan->baseline) == 0)
            w->spans[count++] = (facs_span){w->segments[i]->start, w->segments[i]->end};
    if (count > 0)
        compute(f, w->spans, count, w->baseline);
    f->has_baseline = count > 0 && f->selection.usables > 0;
}

static int pass_row(one_face *f, const facs_segment *segment)
{
    work *w = f->w;
    const facs_span span = segment ? (facs_span){segment->start, segment->end} : facs_span_whole;
    compute(f, &span, w->recording.has_times || !segment, w->values);
    for (int i = 0; i < w->columns; i++)
        w->changes[i] = f->has_baseline ? w->values[i] - w->baseline[i] : (double)NAN;
    const facs_summary_row row = {.segment = segment,
                                  .rule = f->rule,
                                  .outside = segment && segment->start >= w->end,
                                  .no_baseline = w->plan->baseline && !f->has_baseline,
                                  .values = w->values,
                                  .changes = w->plan->baseline ? w->changes : NULL};
    return w->rows->take(w->rows->opaque, &row);
}

static int pass_face(work *w, const facs_recorded_face *face)
{
    one_face f = {.w = w, .rule = facs_usable_rows(face, w->usable)};
    size_t from = 0;
    while (from < w->events.count && w->events.events[from].face != face->id)
        from++;
    f.events = w->events.events + from;
    while (from + f.event_count < w->events.count && f.events[f.event_count].face == face->id)
        f.event_count++;
    if (facs_selection_open(&f.selection, face, &w->timing, w->usable) < 0)
        return -ENOMEM;
    compute_baseline(&f);
    int status = pass_row(&f, NULL);
    for (size_t i = 0; status == 0 && i < w->segment_count; i++)
        status = pass_row(&f, w->segments[i]);
    facs_selection_close(&f.selection);
    return status;
}

int facs_summarize_result(const facs_summarize_plan *plan, const char *csv, const char *input,
                          const facs_summary_rows *rows, facs_error *error)
{
    work w = {.plan = plan, .rows = rows};
    int status = read_recording(&w, csv, error);
    if (status == 0 && (find_segments(&w, csv, input) < 0 || make_room(&w) < 0))
        status = facs_fail_memory(error, "the summary");
    for (int i = 0; status == 0 && i < w.recording.count; i++) {
        if (w.recording.has_times && facs_speeds_complete(&w.recording.faces[i]) < 0)
            status = -ENOMEM;
        if (status == 0)
            status = pass_face(&w, &w.recording.faces[i]);
        if (status == -ENOMEM)
            facs_fail_memory(error, "the summary");
    }
    facs_recording_free(&w.recording);
    facs_event_list_free(&w.events);
    free(w.segments);
    free(w.values);
    free(w.room);
    free(w.usable);
    free(w.spans);
    return status;
}
