/* facs_batch_run: a study from its first input to its table. */
#include "study/batch.h"

#include "base/error.h"
#include "base/sha256.h"
#include "base/sized.h"
#include "media/source.h"
#include "os/clock.h"
#include "os/path.h"
#include "os/process.h"
#include "output/provenance.h"
#include "study/batch_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- What happens ---------------------------------------------------------------------------- */

void facs_batch_stop(facs_batch *batch, int status, const facs_error *error)
{
    facs_mutex_lock(&batch->lock);
    if (batch->status == 0) {
        batch->status = status;
        if (error)
            batch->error = *error;
        else
            facs_fail(&batch->error, FACS_ERROR_CANCELLED, status, "the batch was stopped");
    }
    atomic_store(&batch->stop, 1);
    facs_mutex_unlock(&batch->lock);
}

/* batch->events is held. */
static void tell(facs_batch *batch, const facs_batch_event *event)
{
    facs_batch_event whole = *event;
    whole.size = sizeof(whole);
    whole.jobs = batch->jobs;
    if (batch->options.event && batch->options.event(batch->options.opaque, &whole))
        facs_batch_stop(batch, -ECANCELED, NULL);
}

void facs_batch_tell(facs_batch *batch, const facs_batch_event *event)
{
    facs_mutex_lock(&batch->events);
    tell(batch, event);
    facs_mutex_unlock(&batch->events);
}

static void count(facs_batch *batch, const facs_batch_row *row)
{
    facs_batch_totals *t = &batch->totals;
    facs_mutex_lock(&batch->lock);
    t->done += row->state == FACS_BATCH_DONE || row->state == FACS_BATCH_WARNED;
    t->warned += row->state == FACS_BATCH_WARNED;
    t->failed += row->state == FACS_BATCH_FAILED;
    t->skipped += row->state == FACS_BATCH_SKIPPED;
    t->left -= row->state != FACS_BATCH_LEFT;
    if (row->state != FACS_BATCH_SKIPPED && row->frames > 0)
        t->frames += row->frames;
    facs_mutex_unlock(&batch->lock);
}

void facs_batch_conclude(facs_batch *batch, facs_batch_event *event)
{
    facs_error error;
    int status = 0;
    event->moment = FACS_BATCH_ENDED;
    facs_mutex_lock(&batch->writing);
    if (batch->folder && event->row->state != FACS_BATCH_LEFT)
        status = facs_journal_add(&batch->journal, event->row, &error);
    facs_mutex_unlock(&batch->writing);
    if (status < 0)
        facs_batch_stop(batch, status, &error);
    facs_mutex_lock(&batch->events);
    count(batch, event->row);
    tell(batch, event);
    facs_mutex_unlock(&batch->events);
}

/* ---- The options ----------------------------------------------------------------------------- */

static int read_extract(facs_batch *batch, facs_error *error)
{
    const facs_extract_options *theirs = batch->options.extract;
    facs_default_extract_options(&batch->extract);
    batch->extract_size = theirs ? theirs->size : sizeof(*theirs);
    batch->analysis_size = theirs ? theirs->analysis.size : sizeof(facs_options);
    const int status = theirs ? facs_sized_read(&batch->extract, theirs,
                                                &FACS_SIZED_RUN(facs_extract_options), error)
                              : 0;
    if (status == 0 && batch->count > 1 && (batch->extract.data || batch->extract.learnt))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: expected NULL, since several inputs cannot share it: prepare sets it "
                         "for each",
                         batch->extract.data ? "data" : "learnt");
    return status;
}

/* As many as there are cores for, but not more than inputs, and one if a camera is among them. */
static int choose_jobs(const facs_batch *batch)
{
    const int threads = batch->extract.analysis.threads, cores = facs_processor_count();
    int64_t jobs = batch->options.jobs;
    if (jobs == 0)
        jobs = threads > 1 ? cores / threads : cores;
    if (jobs > batch->count)
        jobs = batch->count;
    if (jobs > FACS_MAX_JOBS)
        jobs = FACS_MAX_JOBS;
    for (int64_t i = 0; jobs > 1 && i < batch->count; i++) {
        facs_study_input input = {.size = sizeof(input)};
        if (facs_study_get(batch->study, i, &input) == 0 &&
            facs_source_kind_of_name(input.path) == FACS_NAME_OF_CAMERA)
            jobs = 1;
    }
    return jobs < 1 ? 1 : (int)jobs;
}

/* Without threads and devices, which change no number, so that a batch with others has the same
 * digest; with strict, which changes what fails. */
static int digest_options(facs_batch *batch, facs_error *error)
{
    char hex[65];
    const facs_extract_options *o = &batch->extract;
    json_t *options = facs_provenance_options(o, o->features, 0);
    if (options) {
        json_object_del(options, "threads");
        json_object_del(options, "hwaccel");
    }
    json_t *root = json_pack("{s:s, s:b, s:o}", "version", facs_version(), "strict", o->strict != 0,
                             "options", options);
    char *text = root ? json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(root);
    if (!text)
        return facs_fail_memory(error, "the options' digest");
    facs_sha256(text, strlen(text), hex);
    memcpy(batch->digest, hex, sizeof(batch->digest) - 1);
    free(text);
    return 0;
}

static int check(const facs_batch *batch, facs_error *error)
{
    const facs_batch_options *o = &batch->options;
    if (o->jobs < 0 || o->jobs > FACS_MAX_JOBS)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "jobs: expected a number from 1 to %d, or 0 for automatic, not %d",
                         FACS_MAX_JOBS, o->jobs);
    if (!(o->patience >= 0))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "patience: expected seconds, or 0 for no limit");
    return 0;
}

/* ---- From end to end ------------------------------------------------------------------------- */

static void release(facs_batch *batch)
{
    facs_models_close(&batch->models);
    facs_resume_close(&batch->resume);
    facs_batch_rows_free(&batch->before);
    facs_journal_close(&batch->journal);
    facs_condition_destroy(&batch->changed);
    facs_mutex_destroy(&batch->lock);
    facs_mutex_destroy(&batch->events);
    facs_mutex_destroy(&batch->writing);
    free(batch->folder);
    free(batch);
}

void facs_batch_release(facs_batch *batch)
{
    facs_mutex_lock(&batch->lock);
    const int last = --batch->references == 0;
    facs_mutex_unlock(&batch->lock);
    if (last)
        release(batch);
}

static int init_locks(facs_batch *batch)
{
    if (facs_mutex_init(&batch->events) < 0)
        return -ENOMEM;
    if (facs_mutex_init(&batch->writing) == 0) {
        if (facs_monitor_init(&batch->lock, &batch->changed, NULL) == 0)
            return 0;
        facs_mutex_destroy(&batch->writing);
    }
    facs_mutex_destroy(&batch->events);
    return -ENOMEM;
}

static facs_batch *new_batch(const facs_study *study)
{
    facs_batch *batch = calloc(1, sizeof(*batch));
    if (!batch || init_locks(batch) < 0) {
        free(batch);
        return NULL;
    }
    batch->study = study;
    batch->count = facs_study_count(study);
    batch->journal = FACS_NO_JOURNAL;
    batch->references = 1;
    batch->started_ms = facs_clock_ms();
    batch->totals = (facs_batch_totals){
        .size = sizeof(batch->totals), .inputs = batch->count, .left = batch->count};
    return batch;
}

/* The table, its journal, and what failed before. */
static int open_table(facs_batch *batch, facs_error *error)
{
    const char *table = batch->options.table;
    if (!table)
        return 0;
    batch->folder = facs_path_folder(table);
    if (!batch->folder)
        return facs_fail_memory(error, "the batch table");
    int status = facs_batch_files_begin(&batch->journal, table, error);
    if (status == 0 && batch->options.resume) {
        status = facs_batch_files_read(&batch->before, batch->folder, table, error);
        status = status < 0 ? status : 0;
    }
    const facs_journal_start start = {.study = batch->study,
                                      .host = batch->host,
                                      .before = &batch->before,
                                      .options = batch->digest,
                                      .resume = batch->options.resume,
                                      .retry_failed = batch->options.retry_failed};
    return status < 0 ? status : facs_journal_begin(&batch->journal, &start, error);
}

static int run(facs_batch *batch, facs_error *error)
{
    int status = check(batch, error);
    if (status == 0)
        status = read_extract(batch, error);
    if (status == 0)
        status = digest_options(batch, error);
    if (status == 0 && batch->options.resume)
        status = facs_resume_open(&batch->resume, error);
    facs_host_name(batch->host, sizeof(batch->host));
    if (status == 0)
        status = open_table(batch, error);
    if (status < 0)
        return status;
    const int cores = facs_processor_count();
    batch->jobs = choose_jobs(batch);
    if (batch->jobs > 1)
        batch->extract.analysis.cores = cores > batch->jobs ? cores / batch->jobs : 1;
    status = facs_jobs_run(batch, error);
    if (status == 0 && batch->status < 0) {
        status = batch->status;
        *error = batch->error;
    }
    const int written = batch->folder ? facs_batch_files_end(&batch->journal, batch->options.table,
                                                             status < 0 ? NULL : error)
                                      : 0;
    return status < 0 ? status : written;
}

int facs_batch_run(const facs_study *study, const facs_batch_options *options,
                   facs_batch_totals *totals, facs_error *error)
{
    facs_error own_error;
    if (!study)
        return facs_fail_null(error, "study");
    error = error ? error : &own_error;
    *error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = totals ? facs_sized_check(totals, &FACS_SIZED(facs_batch_totals), error) : 0;
    facs_batch *batch = status < 0 ? NULL : new_batch(study);
    if (!batch)
        return status < 0 ? status : facs_fail_memory(error, "the batch");
    facs_default_batch_options(&batch->options);
    status = facs_sized_read(&batch->options, options, &FACS_SIZED(facs_batch_options), error);
    if (status == 0)
        status = run(batch, error);
    batch->totals.seconds = (facs_clock_ms() - batch->started_ms) / 1000;
    if (totals)
        facs_sized_write(totals, &batch->totals, &FACS_SIZED(facs_batch_totals));
    facs_batch_release(batch);
    return status;
}
