#include "batch_events.h"

#include "batch_json.h"

#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 9 /* more than any figure here means */

static int write_all(int handle, const char *text, size_t length)
{
    while (length > 0) {
        const int64_t written = facs_handle_write(handle, text, length);
        if (written == -EAGAIN) /* its owner made it non-blocking, but lines must be whole */
            facs_handle_wait(handle, 1, 1000);
        else if (written < 0 && written != -EINTR)
            return (int)written;
        text += written < 0 ? 0 : written;
        length -= written < 0 ? 0 : (size_t)written;
    }
    return 0;
}

/* Writes a line and releases object. wrong: not 0: there was no memory for a part of it. A reader
 * that has read enough (head) ends the lines, not the batch. */
static void put_line(facs_batch_events *events, json_t *object, int wrong)
{
    char *text = wrong ? NULL : json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    const size_t length = text ? strlen(text) : 0;
    int status = text ? 0 : -ENOMEM;
    json_decref(object);
    if (events->handle >= 0 && status == 0) {
        text[length] = '\n'; /* instead of the NUL, so that a line is one write */
        status = write_all(events->handle, text, length + 1);
    }
    free(text);
    if (status == 0)
        return;
    events->handle = -1;
    events->status = status == -EPIPE ? 0 : status;
}

static json_t *event_of(const char *name)
{
    return json_pack("{s:s}", "event", name);
}

void facs_batch_events_open(facs_batch_events *events, const facs_study *study, const char *table)
{
    *events = (facs_batch_events){.handle = FACS_STANDARD_OUTPUT, .study = study, .table = table};
}

/* jobs: -1: not known, because none has begun. */
static void begin(facs_batch_events *events, int jobs)
{
    json_t *object = event_of("batch_started");
    const int wrong = json_object_set_new(object, "version", json_string(facs_version())) |
                      facs_json_put_whole(object, "inputs", facs_study_count(events->study)) |
                      facs_json_put_whole(object, "jobs", jobs) |
                      facs_json_put_text(object, "table", events->table);
    events->begun = 1;
    put_line(events, object, wrong);
}

static int put_progress(json_t *object, const facs_progress *p)
{
    return facs_json_put_whole(object, "frames", p->frames_done) |
           facs_json_put_whole(object, "expected",
                               p->frames_expected > 0 ? p->frames_expected : -1) |
           facs_json_put_whole(object, "drawn", p->frames_drawn > 0 ? p->frames_drawn : -1) |
           facs_json_put_real(object, "seconds", p->seconds);
}

static int put_input(json_t *object, const facs_study_input *input)
{
    return facs_json_put_text(object, "path", input->path) |
           facs_json_put_whole(object, "bytes", input->bytes);
}

void facs_batch_events_note(facs_batch_events *events, const facs_batch_event *event, double now)
{
    static const char *const names[] = {"started", "progress", "ended"};
    const int has_job = event->job >= 0 && event->job < FACS_MAX_JOBS;
    double *last = has_job ? &events->last[event->job] : NULL;
    if (!events->begun)
        begin(events, event->jobs);
    if (events->handle < 0 || (event->moment == FACS_BATCH_MOVED && !event->progress))
        return;
    if (last && event->moment == FACS_BATCH_MOVED && now - *last < FACS_EVENT_SECONDS)
        return;
    if (last) /* from the start on, which already says that there is no frame yet */
        *last = now;
    json_t *object = event_of(names[event->moment]);
    int wrong = facs_json_put_whole(object, "index", event->index) |
                facs_json_put_whole(object, "job", event->job);
    if (event->moment == FACS_BATCH_ENDED)
        wrong |= facs_json_put_row(object, event->row);
    else
        wrong |= put_input(object, event->input);
    if (event->moment == FACS_BATCH_MOVED)
        wrong |= put_progress(object, event->progress);
    put_line(events, object, wrong);
}

void facs_batch_events_end(facs_batch_events *events, const facs_batch_totals *totals,
                           int exit_status)
{
    if (!events->begun)
        begin(events, -1);
    json_t *object = event_of("batch_ended");
    const int wrong = facs_json_put_totals(object, totals) |
                      facs_json_put_real(object, "seconds", totals->seconds) |
                      facs_json_put_whole(object, "exit_status", exit_status);
    put_line(events, object, wrong);
}
