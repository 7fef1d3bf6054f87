#include "batch_view.h"

#include "cells.h"

#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE   1024 /* bytes */
#define MAX_COLUMNS 160  /* more would only pull name and bar apart */
#define FIGURES     41   /* cells behind the bar: " 100 %  1234.5 frames/s  47 h 59 min left" */
#define MIN_NAME    16   /* cells */
#define MAX_NAME    64
#define MAX_BAR     24
#define MIN_BAR     8

#define SETTLED_SECONDS 5 /* of analysis before the time that is left can be told */

/* The sizes tell how long inputs take. A study does not always have them; of so many, they can be
 * looked up in a moment, even on a network's disk. */
#define MAX_LOOKED_UP 2000

static int64_t size_of(const facs_batch_view *view, const facs_study_input *input)
{
    facs_file_info info;
    if (input->bytes >= 0 || view->inputs > MAX_LOOKED_UP)
        return input->bytes;
    return facs_path_info(input->path, &info) == 0 && info.kind == FACS_REGULAR_FILE ? info.size
                                                                                     : -1;
}

int facs_batch_view_open(facs_batch_view *view, const facs_study *study)
{
    facs_study_input input = {.size = sizeof(input)};
    *view = (facs_batch_view){.inputs = facs_study_count(study), .start = NAN};
    view->sizes = malloc(((size_t)view->inputs + 1) * sizeof(*view->sizes));
    if (!view->sizes)
        return -ENOMEM;
    for (int64_t i = 0; i < view->inputs; i++) {
        view->sizes[i] = facs_study_get(study, i, &input) == 0 ? size_of(view, &input) : -1;
        view->bytes += view->sizes[i] > 0 ? (double)view->sizes[i] : 0;
        view->unsized += view->sizes[i] < 0;
    }
    return 0;
}

void facs_batch_view_close(facs_batch_view *view)
{
    free(view->sizes);
    view->sizes = NULL;
}

/* What an input of unknown size counts for: the mean of the others. */
static double usual_weight(const facs_batch_view *view)
{
    const int64_t sized = view->inputs - view->unsized;
    return sized > 0 && view->bytes > 0 ? view->bytes / (double)sized : 1;
}

/* What an input counts for: its bytes. */
static double weight(const facs_batch_view *view, int64_t index)
{
    const int64_t bytes = index >= 0 && index < view->inputs ? view->sizes[index] : -1;
    return bytes >= 0 && view->bytes > 0 ? (double)bytes : usual_weight(view);
}

static double weight_of_all(const facs_batch_view *view)
{
    const double sized = view->bytes > 0 ? view->bytes : (double)(view->inputs - view->unsized);
    return sized + (double)view->unsized * usual_weight(view);
}

static void end(facs_batch_view *view, facs_batch_view_job *job, const facs_batch_event *event)
{
    const facs_batch_state state = event->row->state;
    const double all = weight(view, event->index);
    const int done = state == FACS_BATCH_DONE || state == FACS_BATCH_WARNED;
    view->done += done;
    view->failed += state == FACS_BATCH_FAILED;
    view->skipped += state == FACS_BATCH_SKIPPED;
    if (state != FACS_BATCH_LEFT)
        view->ended += all;
    view->worked += done ? all : all * facs_input_progress_share(&job->progress);
    /* The row of a skipped input has the frames of an earlier run. */
    view->frames +=
        done && event->row->frames > 0 ? event->row->frames : job->progress.last.frames_done;
    job->path = NULL;
}

void facs_batch_view_note(facs_batch_view *view, const facs_batch_event *event, double now)
{
    if (event->job < 0 || event->job >= FACS_MAX_JOBS)
        return;
    facs_batch_view_job *job = &view->jobs[event->job];
    if (event->moment == FACS_BATCH_STARTED || !job->path)
        *job = (facs_batch_view_job){
            .path = event->input->path, .index = event->index, .progress.first_done = -1};
    if (event->moment == FACS_BATCH_MOVED && event->progress)
        facs_input_progress_note(&job->progress, event->progress);
    if (isnan(view->start) && job->progress.last.frames_done > 0)
        view->start = now;
    if (event->moment == FACS_BATCH_ENDED)
        end(view, job, event);
}

/* Frames per second of all jobs; 0: no frame is done. */
static double rate_of(const facs_batch_view *view, double now)
{
    double frames = (double)view->frames;
    for (int i = 0; i < FACS_MAX_JOBS; i++)
        if (view->jobs[i].path)
            frames += (double)view->jobs[i].progress.last.frames_done;
    return now - view->start > 0.5 ? frames / (now - view->start) : 0; /* false for NAN, too */
}

double facs_batch_view_left(const facs_batch_view *view, double now)
{
    const double all = weight_of_all(view), seconds = now - view->start;
    double worked = view->worked, running = 0, longest = 0;
    for (int i = 0; i < FACS_MAX_JOBS; i++) {
        const facs_batch_view_job *job = &view->jobs[i];
        if (!job->path)
            continue;
        const double left = facs_input_progress_left(&job->progress);
        running += weight(view, job->index) * facs_input_progress_share(&job->progress);
        longest = left > longest ? left : longest;
    }
    worked += running;
    if (!(seconds >= SETTLED_SECONDS) || worked <= 0)
        return NAN;
    /* At the end, fewer inputs are left than there are jobs, and the longest decides. */
    const double left = (all - view->ended - running) * seconds / worked;
    return left > longest ? left : longest;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static int jobs_at_work(const facs_batch_view *view)
{
    int count = 0;
    for (int i = 0; i < FACS_MAX_JOBS; i++)
        count += view->jobs[i].path != NULL;
    return count;
}

static facs_progress_layout layout_of(int cells)
{
    const int room = cells - FIGURES;
    facs_progress_layout layout = {.cells = cells, .pad = 1};
    const int bar = (room - MIN_NAME) / 2;
    layout.bar = bar > MAX_BAR ? MAX_BAR : bar < MIN_BAR ? 0 : bar;
    layout.name = room - (layout.bar ? layout.bar + 3 : 0);
    layout.name = layout.name > MAX_NAME ? MAX_NAME : layout.name;
    if (layout.name < MIN_NAME) /* the figures are cut instead */
        layout.name = MIN_NAME < cells ? MIN_NAME : cells;
    return layout;
}

static void put_batch(const facs_batch_view *view, double now, char *line, int cells)
{
    char text[LINE_SIZE], more[128] = "", time[FACS_DURATION_SIZE];
    const double rate = rate_of(view, now), left = facs_batch_view_left(view, now);
    const int64_t ended = view->done + view->failed + view->skipped;
    if (view->failed > 0)
        snprintf(more, sizeof(more), ", %lld failed", (long long)view->failed);
    if (view->skipped > 0)
        snprintf(more + strlen(more), sizeof(more) - strlen(more), ", %lld skipped",
                 (long long)view->skipped);
    int at = snprintf(text, sizeof(text), "%lld of %lld done%s, %lld left", (long long)view->done,
                      (long long)view->inputs, more, (long long)(view->inputs - ended));
    if (rate > 0)
        at += snprintf(text + at, sizeof(text) - (size_t)at, "  %.1f frames/s", rate);
    if (!isnan(left)) {
        facs_duration_text(time, left);
        snprintf(text + at, sizeof(text) - (size_t)at, "  %s to go", time);
    }
    facs_cells_copy(line, LINE_SIZE, text, cells);
}

char *facs_batch_view_text(const facs_batch_view *view, double now, int columns, int rows)
{
    const int cells = (columns < MAX_COLUMNS ? columns : MAX_COLUMNS) - 1,
              jobs = jobs_at_work(view);
    const int room = rows > 2 ? rows - 2 : 0; /* one row for a message, one for the batch */
    const int shown = jobs <= room ? jobs : room > 0 ? room - 1 : 0;
    const facs_progress_layout layout = layout_of(cells);
    char *text = malloc((size_t)(shown + 2) * LINE_SIZE), *to = text;
    for (int i = 0, put = 0; text && put < shown; i++) {
        if (!view->jobs[i].path)
            continue;
        facs_input_progress_line(&view->jobs[i].progress, view->jobs[i].path, &layout, to,
                                 LINE_SIZE - 1);
        to += strlen(to);
        *to++ = '\n';
        put++;
    }
    if (text && shown < jobs && room > 0) {
        char more[64];
        snprintf(more, sizeof(more), "and %d more", jobs - shown);
        facs_cells_copy(to, LINE_SIZE - 1, more, cells);
        to += strlen(to);
        *to++ = '\n';
    }
    if (text)
        put_batch(view, now, to, cells);
    return text;
}
