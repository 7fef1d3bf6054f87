/* One input of a batch, from its row in the study to its row in the batch table. */
#include "base/error.h"
#include "base/sized.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"
#include "output/csv_faces.h"
#include "output/outputs.h"
#include "output/target.h"
#include "study/batch.h"
#include "study/batch_figures.h"
#include "study/batch_result.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- Its options ----------------------------------------------------------------------------- */

static const size_t strings[] = {
    offsetof(facs_extract_options, analysis.models),
    offsetof(facs_extract_options, analysis.runtime),
    offsetof(facs_extract_options, landmarks),
    offsetof(facs_extract_options, csv),
    offsetof(facs_extract_options, json),
    offsetof(facs_extract_options, csv_rows),
    offsetof(facs_extract_options, json_rows),
    offsetof(facs_extract_options, overlay),
    offsetof(facs_extract_options, hog),
    offsetof(facs_extract_options, aligned),
    offsetof(facs_extract_options, tracked),
    offsetof(facs_extract_options, details),
    offsetof(facs_extract_options, aligned_format),
    offsetof(facs_extract_options, command_line),
};
enum { STRINGS = sizeof(strings) / sizeof(strings[0]) };
_Static_assert(STRINGS <= sizeof(((facs_job *)NULL)->strings) / sizeof(char *),
               "a job has too few strings");

/* An abandoned job may wake up when the caller's strings are gone, so it has copies. */
static int own_strings(facs_job *job, facs_error *error)
{
    for (int i = 0; i < STRINGS; i++) {
        const char *string;
        char *field = (char *)&job->options + strings[i];
        memcpy(&string, field, sizeof(string));
        job->strings[i] = string ? strdup(string) : NULL;
        if (string && !job->strings[i])
            return facs_fail_memory(error, "the options of an input");
        memcpy(field, &job->strings[i], sizeof(string));
    }
    return 0;
}

/* What it receives waits here, as an abandoned job may wake up when the caller's handles are gone.
 */
static void own_handles(facs_job *job)
{
    facs_extract_options *options = &job->options;
    job->data_to = options->data;
    job->learnt_to = options->learnt;
    options->data = job->data_to ? &job->data : NULL;
    options->learnt = job->learnt_to ? &job->learnt : NULL;
}

/* Once it cannot be abandoned any more: only a job that is extracting is. */
static void hand_over(facs_job *job)
{
    if (atomic_load(&job->abandoned))
        return;
    if (job->data_to) {
        *job->data_to = job->data;
        job->data = NULL;
    }
    if (job->learnt_to) {
        *job->learnt_to = job->learnt;
        job->learnt = NULL;
    }
}

/* The caller's copy has the layout that the caller knows. */
static int prepare(facs_job *job, facs_error *error)
{
    facs_batch *batch = job->batch;
    const facs_sized type = FACS_SIZED_RUN(facs_extract_options);
    job->json = facs_csv_json_path(job->input.csv);
    job->theirs = malloc(batch->extract_size);
    job->path = strdup(job->input.path);
    if (!job->json || !job->theirs || !job->path)
        return facs_fail_memory(error, "the options of an input");
    job->options = batch->extract;
    job->options.csv = job->input.csv;
    job->options.json = job->json;
    if (!job->options.kept && batch->count > 1)
        job->options.kept = &batch->models;
    facs_extract_options *theirs = job->theirs;
    theirs->size = batch->extract_size;
    theirs->analysis.size = batch->analysis_size;
    facs_sized_write(theirs, &job->options, &type);
    int status = 0;
    if (batch->options.prepare)
        status = batch->options.prepare(batch->options.opaque, job->index, theirs, error);
    if (status)
        status = status < 0 ? status : -EINVAL;
    if (status == 0)
        status = facs_sized_read(&job->options, theirs, &type, error);
    if (status == 0)
        status = own_strings(job, error);
    own_handles(job);
    facs_job_listen(job);
    return status;
}

/* ---- Its row --------------------------------------------------------------------------------- */

facs_batch_row facs_job_row(const facs_job *job, char finished[FACS_TIME_SIZE])
{
    facs_batch_row row = facs_batch_row_unknown();
    facs_batch_now(finished);
    row.path = job->input.path;
    row.options = job->batch->digest;
    row.bytes = job->bytes;
    row.modified = job->modified;
    row.finished = finished;
    row.host = job->batch->host;
    return row;
}

/* Size and time of the input as it is now. */
static int identify(facs_job *job, facs_error *error)
{
    facs_input_identity *identity;
    int status = facs_input_identity_open(&identity, job->path, NULL, error);
    if (status < 0)
        return status;
    const facs_input_facts *facts = facs_input_identity_facts(identity);
    facs_mutex_lock(&job->batch->lock);
    job->bytes = facts->known ? facts->size : -1;
    if (facts->known && facts->timed)
        facs_time_text(job->modified, facts->modified_ns);
    facs_mutex_unlock(&job->batch->lock);
    facs_input_identity_close(&identity);
    return 0;
}

/* The row of an earlier run for the input as it is now, with the same options; NULL: none. */
static const facs_batch_row *row_before(const facs_job *job)
{
    const facs_batch_row *row = facs_batch_rows_find(&job->batch->before, job->path);
    const int same = row && strcmp(row->options, job->batch->digest) == 0 &&
                     row->bytes == job->bytes && strcmp(row->modified, job->modified) == 0;
    return same ? row : NULL;
}

/* The same if the input failed then and is not to be tried again. */
static const facs_batch_row *failed_before(const facs_job *job)
{
    const facs_batch_row *row = row_before(job);
    return row && row->state == FACS_BATCH_FAILED && !job->batch->options.retry_failed ? row : NULL;
}

/* ---- From end to end ------------------------------------------------------------------------- */

static void set_extracting(facs_job *job, int extracting)
{
    facs_mutex_lock(&job->batch->lock);
    job->extracting = extracting;
    job->alive_ms = facs_clock_ms();
    facs_mutex_unlock(&job->batch->lock);
}

int facs_job_claim(facs_job *job)
{
    facs_mutex_lock(&job->batch->lock);
    const int claimed = !atomic_load(&job->abandoned);
    job->ended = 1;
    facs_mutex_unlock(&job->batch->lock);
    return claimed;
}

/* 1: the results are complete. */
static int is_complete(facs_job *job, facs_error *error)
{
    char reason[512];
    const facs_batch *batch = job->batch;
    if (!batch->resume || !job->options.csv || !job->options.json)
        return 0;
    const int status =
        facs_resume_check(batch->resume, job->path, &job->options, reason, sizeof(reason), error);
    if (status == 0 && reason[0])
        facs_job_tell(job, &(facs_progress){.frames_read = 0}, reason);
    return status;
}

static int extract(facs_job *job, facs_summary *summary, facs_error *error)
{
    const facs_output *file = facs_outputs_find(&job->options, FACS_OUTPUT_FILE, 0);
    const char *first = file ? facs_output_path(file, &job->options) : NULL;
    int status = first ? facs_target_make_folder(first, error) : 0;
    if (status == 0)
        status = facs_extract(job->path, &job->options, summary, error);
    if (status == -ECANCELED && job->gave_up)
        status = facs_fail(error, FACS_ERROR_INPUT, -ETIMEDOUT,
                           "%s: no frame came for %g seconds, so it was given up", job->path,
                           job->batch->options.patience);
    return status;
}

/* How an input ended. */
typedef struct outcome {
    int status; /* 0, 1 (its results were complete before) or a negative errno */
    int again;  /* 1: it failed before, and is not tried again */
    int called; /* 1: status is what a callback of the caller returned */
    facs_summary summary;
    facs_error error;
    char *results;     /* of the row */
    char *old_message; /* the same */
} outcome;

/* Everything that is in the library's hands. */
static void run(facs_job *job, outcome *o)
{
    set_extracting(job, 1);
    o->status = identify(job, &o->error);
    if (o->status == 0)
        o->status = is_complete(job, &o->error);
    const facs_batch_row *before = o->status == 0 ? failed_before(job) : NULL;
    if (before) {
        o->again = 1;
        o->status = facs_fail(&o->error, FACS_ERROR_INPUT, -EINVAL, "%s", before->message);
    } else if (o->status == 0) {
        o->status = extract(job, &o->summary, &o->error);
    }
    set_extracting(job, 0);
    hand_over(job);
}

/* A callback of the caller failed, which is this input's affair. */
static void fail_by_caller(outcome *o, int status)
{
    o->called = 1;
    o->status = status < 0 ? status : -EINVAL;
    if (o->error.kind == FACS_ERROR_NONE || !o->error.text[0])
        facs_fail(&o->error, FACS_ERROR_INTERNAL, o->status, "the program that runs facs refused");
}

/* Lets the caller do the rest. */
static void complete(facs_job *job, outcome *o)
{
    const facs_batch_options *options = &job->batch->options;
    if (o->status < 0 || !options->complete)
        return;
    const int status = options->complete(options->opaque, job->index, job->theirs,
                                         o->status == 1 ? NULL : &o->summary, &o->error);
    if (status)
        fail_by_caller(o, status);
}

/* What failed for the same reason has the same message. */
static const char *without_path(const char *text, const char *path)
{
    const size_t length = strlen(path);
    return strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0
               ? text + length + 2
               : text;
}

static void fill_row(facs_job *job, outcome *o, facs_batch_row *row)
{
    const facs_summary *s = &o->summary;
    if (o->status == 1) {
        row->state = FACS_BATCH_SKIPPED;
        o->old_message = facs_batch_recall(row, job->options.json);
        if (row_before(job)) /* the table knows what NAME.json does not */
            facs_batch_row_recall(row, row_before(job));
        row->message = o->old_message ? o->old_message : "";
    } else if (o->status < 0 && o->error.kind != FACS_ERROR_CLOSED) {
        row->state = FACS_BATCH_FAILED;
        row->message = without_path(o->error.text, row->path);
        return;
    } else {
        row->state = s->warnings ? FACS_BATCH_WARNED : FACS_BATCH_DONE;
        row->message = job->message ? job->message : "";
        row->frames = s->frames;
        row->face_share = s->rows ? (double)s->faces / (double)s->rows : (double)NAN;
        row->mean_confidence = s->rows ? s->mean_confidence : (double)NAN;
        row->people = s->people;
        row->seconds = s->seconds;
        row->fps = s->seconds > 0 ? (double)s->frames / s->seconds : (double)NAN;
    }
    const facs_batch_options *options = &job->batch->options;
    if (options->figures && isnan(row->usable_share) && job->options.csv)
        facs_batch_figures(row, job->options.csv, options->parameters);
    o->results = facs_batch_results(&job->options, job->batch->folder);
    row->results = o->results ? o->results : "";
}

static int is_full(int status)
{
    return status == -ENOSPC || status == -EDQUOT || status == -EROFS;
}

/* Errors that are not the input's: everything would fail like this. */
static int is_fatal(const outcome *o)
{
    const facs_error_kind kind = o->error.kind;
    return o->status < 0 && !o->called &&
           (kind == FACS_ERROR_ENVIRONMENT || kind == FACS_ERROR_USAGE ||
            kind == FACS_ERROR_CANCELLED || (kind == FACS_ERROR_OUTPUT && is_full(o->status)));
}

static void conclude(facs_job *job, outcome *o)
{
    char finished[FACS_TIME_SIZE];
    facs_batch_row row = facs_job_row(job, finished);
    facs_batch_event event = {.index = job->index, .job = job->number, .input = &job->input};
    if (is_fatal(o)) {
        facs_batch_stop(job->batch, o->status, &o->error); /* the input is left */
    } else {
        fill_row(job, o, &row);
    }
    event.row = &row;
    event.summary = o->status == 1 || o->again ? NULL : &o->summary;
    event.error = o->status < 0 && !o->again ? &o->error : NULL;
    facs_batch_conclude(job->batch, &event);
    free(o->results);
    free(o->old_message);
}

static int begin(facs_job *job)
{
    facs_batch *batch = job->batch;
    facs_study_input input = {.size = sizeof(input)};
    const int status = facs_study_get(batch->study, job->index, &input);
    facs_mutex_lock(&batch->lock);
    job->input = input;
    job->bytes = input.bytes;
    job->modified[0] = 0;
    facs_mutex_unlock(&batch->lock);
    job->idle_ms = job->told_ms = 0;
    job->gave_up = 0;
    if (status == 0)
        facs_batch_tell(batch, &(facs_batch_event){.moment = FACS_BATCH_STARTED,
                                                   .index = job->index,
                                                   .job = job->number,
                                                   .input = &job->input});
    return status;
}

void facs_job_run_input(facs_job *job)
{
    outcome o = {.summary = {.size = sizeof(o.summary)}};
    if (begin(job) < 0)
        return;
    o.status = prepare(job, &o.error);
    if (o.status == 0)
        run(job, &o);
    if (!atomic_load(&job->abandoned))
        complete(job, &o);
    if (facs_job_claim(job))
        conclude(job, &o);
    for (int i = 0; i < STRINGS; i++) {
        free(job->strings[i]);
        job->strings[i] = NULL;
    }
    facs_data_close(&job->data);
    facs_neutral_close(&job->learnt);
    free(job->path);
    free(job->theirs);
    free(job->json);
    free(job->message);
    job->path = job->message = NULL;
    job->theirs = NULL;
}
