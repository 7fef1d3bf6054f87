/* What is heard from an input while it is analyzed. */
#include "os/clock.h"
#include "study/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TELL_MS     50    /* between two events of progress */
#define GAP_MS      1000  /* longer between two calls means that something else was going on */
#define MAX_MESSAGE 16384 /* bytes */

/* Keeps the highest numbers: some calls know only part of them. Returns 1 if a frame has come. */
static int keep_progress(facs_progress *all, const facs_progress *p)
{
    const int moved = p->frames_read > all->frames_read || p->frames_done > all->frames_done ||
                      p->frames_drawn > all->frames_drawn;
    if (p->frames_read > all->frames_read)
        all->frames_read = p->frames_read;
    if (p->frames_done > all->frames_done)
        all->frames_done = p->frames_done;
    if (p->frames_drawn > all->frames_drawn)
        all->frames_drawn = p->frames_drawn;
    if (p->frames_expected > 0)
        all->frames_expected = p->frames_expected;
    all->seconds = p->seconds;
    return moved;
}

/* While calls keep coming but no frame does, the input makes us wait. */
static void note_progress(facs_job *job, const facs_progress *progress, facs_progress *all)
{
    facs_batch *batch = job->batch;
    const double now = facs_clock_ms(), patience_ms = 1000 * batch->options.patience;
    facs_mutex_lock(&batch->lock);
    const double gap = now - job->alive_ms;
    const int moved = keep_progress(&job->progress, progress);
    job->alive_ms = now;
    *all = job->progress;
    facs_mutex_unlock(&batch->lock);
    job->idle_ms = moved ? 0 : job->idle_ms + (gap < GAP_MS ? gap : GAP_MS);
    job->gave_up |= patience_ms > 0 && job->idle_ms > patience_ms;
}

/* The caller may take its time, as when its terminal stands still, without the job being taken for
 * dead. 0: the job was left behind, and must not call. */
static int call(facs_job *job)
{
    facs_mutex_lock(&job->batch->lock);
    const int may = !atomic_load(&job->abandoned);
    job->away += may;
    facs_mutex_unlock(&job->batch->lock);
    return may;
}

static void called(facs_job *job)
{
    facs_mutex_lock(&job->batch->lock);
    job->away--;
    job->alive_ms = facs_clock_ms();
    facs_mutex_unlock(&job->batch->lock);
}

void facs_job_tell(facs_job *job, const facs_progress *progress, const char *reason)
{
    if (!call(job))
        return;
    facs_batch_tell(job->batch, &(facs_batch_event){.moment = FACS_BATCH_MOVED,
                                                    .index = job->index,
                                                    .job = job->number,
                                                    .input = &job->input,
                                                    .progress = progress,
                                                    .reason = reason});
    called(job);
}

static int on_progress(void *opaque, const facs_progress *progress)
{
    facs_job *job = opaque;
    facs_progress all;
    if (!call(job))
        return 1;
    note_progress(job, progress, &all);
    if (job->progress_to && job->progress_to(job->opaque, progress))
        facs_batch_stop(job->batch, -ECANCELED, NULL);
    called(job);
    if (facs_clock_ms() - job->told_ms >= TELL_MS) {
        job->told_ms = facs_clock_ms();
        facs_job_tell(job, &all, NULL);
    }
    return job->gave_up || atomic_load(&job->batch->stop);
}

static int on_result(void *opaque, const facs_result *result)
{
    facs_job *job = opaque;
    if (!call(job))
        return 1;
    if (job->result_to(job->opaque, result))
        facs_batch_stop(job->batch, -ECANCELED, NULL);
    called(job);
    return atomic_load(&job->batch->stop);
}

/* Adds a sentence to the message. */
static void add_sentence(facs_job *job, const char *text)
{
    const size_t length = job->message ? strlen(job->message) : 0, more = strlen(text) + 3;
    char *longer = length + more <= MAX_MESSAGE ? realloc(job->message, length + more) : NULL;
    if (!longer)
        return;
    job->message = longer;
    snprintf(longer + length, more, "%s%s", length ? "; " : "", text);
}

static void on_warning(void *opaque, const facs_warning *warning)
{
    facs_job *job = opaque;
    add_sentence(job, warning->text);
    if (!job->warning_to || !call(job))
        return;
    job->warning_to(job->opaque, warning);
    called(job);
}

void facs_job_listen(facs_job *job)
{
    facs_extract_options *o = &job->options;
    job->progress_to = o->progress;
    job->result_to = o->result;
    job->warning_to = o->warning;
    job->opaque = o->opaque;
    o->progress = on_progress;
    o->result = o->result ? on_result : NULL;
    o->warning = on_warning;
    o->opaque = job;
}
