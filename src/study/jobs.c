/* The threads of a batch: who takes which input, and what happens if one hangs. */
#include "base/error.h"
#include "os/clock.h"
#include "study/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS   200  /* how often the jobs are looked at */
#define SILENT_MS 1000 /* without a word from a job, the caller is asked whether to stop */

#define SILENCE 60 /* seconds: writing the results of a long video takes a while */

double facs_jobs_silence, facs_jobs_stopping = 10;

/* Takes the next input. 0: there is none, or the batch stops. */
static int take_next(facs_job *job)
{
    facs_batch *batch = job->batch;
    facs_mutex_lock(&batch->lock);
    const int more = !atomic_load(&batch->stop) && batch->next < batch->count;
    job->index = more ? batch->next++ : -1;
    job->ended = job->extracting = 0;
    job->alive_ms = facs_clock_ms();
    job->progress = (facs_progress){.frames_read = 0};
    facs_mutex_unlock(&batch->lock);
    return more;
}

static void work(facs_job *job)
{
    while (!atomic_load(&job->abandoned) && take_next(job))
        facs_job_run_input(job);
}

static void *run_job(void *argument)
{
    facs_job *job = argument;
    facs_batch *batch = job->batch;
    work(job);
    facs_mutex_lock(&batch->lock);
    const int abandoned = atomic_load(&job->abandoned);
    job->ended = 1;
    if (!abandoned)
        batch->running--;
    facs_condition_broadcast(&batch->changed);
    facs_mutex_unlock(&batch->lock);
    if (abandoned) /* otherwise it is joined */
        free(job);
    facs_batch_release(batch);
    return NULL;
}

static int start(facs_batch *batch, facs_job **slot, int number)
{
    facs_job *job = calloc(1, sizeof(*job));
    *slot = job;
    if (!job)
        return -ENOMEM;
    *job = (facs_job){.batch = batch, .number = number, .index = -1};
    facs_mutex_lock(&batch->lock);
    batch->running++;
    batch->references++;
    facs_mutex_unlock(&batch->lock);
    const int status = facs_thread_start(&job->thread, run_job, job);
    if (status < 0) {
        facs_mutex_lock(&batch->lock);
        batch->running--;
        batch->references--;
        facs_mutex_unlock(&batch->lock);
        free(job);
        *slot = NULL;
    }
    return status;
}

/* ---- Inputs that hang ------------------------------------------------------------------------ */

/* Milliseconds of silence that a job is granted; 0: any. */
static double granted_ms(const facs_batch *batch)
{
    const double patience = batch->options.patience;
    if (atomic_load(&batch->stop))
        return 1000 * facs_jobs_stopping;
    if (patience <= 0 || facs_jobs_silence > 0)
        return 1000 * facs_jobs_silence;
    return 1000 * (patience > SILENCE ? patience : SILENCE);
}

/* What is known of a job's input, apart from the job, which may end and vanish at any time. */
typedef struct hanging {
    facs_batch *batch;
    facs_batch_row row;
    char modified[FACS_TIME_SIZE], finished[FACS_TIME_SIZE];
    facs_study_input input;
    facs_progress progress;
    facs_batch_event event;
} hanging;

static void look_closely(hanging *h, const facs_job *job)
{
    h->batch = job->batch;
    h->input = job->input;
    h->progress = job->progress;
    h->row = facs_job_row(job, h->finished);
    memcpy(h->modified, job->modified, sizeof(h->modified));
    h->row.modified = h->modified;
    h->event = (facs_batch_event){.moment = FACS_BATCH_MOVED,
                                  .index = job->index,
                                  .job = job->number,
                                  .input = &h->input,
                                  .progress = &h->progress};
}

/* Goes on without a job: its input has failed or, after a stop, is left. */
static void report_hanging(hanging *h, double granted)
{
    facs_error error;
    const int stopped = atomic_load(&h->batch->stop);
    h->row.state = stopped ? FACS_BATCH_LEFT : FACS_BATCH_FAILED;
    if (stopped)
        facs_fail(&error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: it did not stop", h->row.path);
    else
        facs_fail(&error, FACS_ERROR_INPUT, -ETIMEDOUT,
                  "%s: nothing was heard from it for %.0f seconds, so it was given up", h->row.path,
                  granted / 1000);
    h->row.message = error.text;
    h->event.row = &h->row;
    h->event.error = &error;
    h->event.progress = NULL;
    facs_batch_conclude(h->batch, &h->event);
}

/* When the watching thread last looked at a job, and when it last could not for a while, because
 * the caller or the machine kept it: the jobs could not speak either. */
typedef struct watcher {
    double looked_ms, late_ms;
} watcher;

/* Milliseconds of a job's silence. */
static double silence_of(const facs_job *job, watcher *w)
{
    const double now = facs_clock_ms();
    if (now - w->looked_ms > SILENT_MS)
        w->late_ms = now;
    w->looked_ms = now;
    return now - (job->alive_ms > w->late_ms ? job->alive_ms : w->late_ms);
}

/* Looks at a job. Returns 1 if it is now abandoned. */
static int look_at(facs_job *job, watcher *w)
{
    facs_batch *batch = job->batch;
    hanging h;
    facs_mutex_lock(&batch->lock);
    const double silent = silence_of(job, w), granted = granted_ms(batch);
    const int quiet = job->extracting && !job->away && !job->ended && silent >= SILENT_MS;
    const int hangs = quiet && granted > 0 && silent >= granted;
    if (quiet)
        look_closely(&h, job);
    if (hangs) {
        atomic_store(&job->abandoned, 1);
        batch->running--;
        facs_thread_detach(job->thread);
    }
    facs_mutex_unlock(&batch->lock);
    if (hangs)
        report_hanging(&h, granted);
    else if (quiet) /* the caller may want to stop */
        facs_batch_tell(batch, &h.event);
    return hangs;
}

/* Waits until all jobs have ended; replaces those that hang. */
static void watch(facs_batch *batch, facs_job **slots, int jobs)
{
    facs_error error;
    watcher w = {.looked_ms = facs_clock_ms()};
    facs_mutex_lock(&batch->lock);
    while (batch->running > 0) {
        facs_condition_wait_until(&batch->changed, &batch->lock, facs_clock_ms() + LOOK_MS);
        facs_mutex_unlock(&batch->lock);
        for (int i = 0; i < jobs; i++) {
            const int status = slots[i] && look_at(slots[i], &w) ? start(batch, &slots[i], i) : 0;
            if (status < 0) {
                facs_fail(&error, FACS_ERROR_INTERNAL, status, "a thread could not be started");
                facs_batch_stop(batch, status, &error);
            }
        }
        facs_mutex_lock(&batch->lock);
    }
    facs_mutex_unlock(&batch->lock);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static int run_threads(facs_batch *batch, facs_job **slots, int jobs, facs_error *error)
{
    int status = 0, started = 0;
    for (int i = 0; i < jobs && status == 0; i++) {
        status = start(batch, &slots[i], i);
        started += status == 0;
    }
    if (started == 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "a thread could not be started");
    watch(batch, slots, jobs);
    for (int i = 0; i < jobs; i++)
        if (slots[i]) {
            facs_thread_join(slots[i]->thread);
            free(slots[i]);
        }
    return 0;
}

int facs_jobs_run(facs_batch *batch, facs_error *error)
{
    const int jobs = batch->jobs;
    if (jobs == 1) { /* on the calling thread, as cameras need it on macOS */
        facs_job job = {.batch = batch, .index = -1};
        work(&job);
        return 0;
    }
    facs_job **slots = calloc((size_t)jobs, sizeof(facs_job *));
    const int status =
        slots ? run_threads(batch, slots, jobs, error) : facs_fail_memory(error, "the jobs");
    free(slots);
    return status;
}
