/* A study: its inputs, its run on a thread of its own, and its table. */
#include "glue.h"
#include "options.h"
#include "watch.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define LOOK_NS 100000000 /* how often R is asked: every 0.1 s */

/* ---- The run --------------------------------------------------------------------------------- */

/* R may be called only from its own thread, but the library reports the events of a batch from
 * others. So the batch has a thread, and R's thread waits for it. */
typedef struct batch {
    const facs_study *study;
    facs_batch_options options;
    facs_batch_totals totals;
    facs_error error;
    int status;
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t changed;
    int over, stop;
    int64_t ended;
} batch;

static int on_event(void *opaque, const facs_batch_event *event)
{
    batch *b = opaque;
    pthread_mutex_lock(&b->lock);
    b->ended += event->moment == FACS_BATCH_ENDED;
    const int stop = b->stop;
    pthread_mutex_unlock(&b->lock);
    return stop;
}

static void *run_batch(void *opaque)
{
    batch *b = opaque;
    b->status = facs_batch_run(b->study, &b->options, &b->totals, &b->error);
    pthread_mutex_lock(&b->lock);
    b->over = 1;
    pthread_cond_signal(&b->changed);
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* Waits for the end of the batch; stops it when R's user does. */
static void attend(batch *b, watch *w)
{
    const double inputs = (double)facs_study_count(b->study);
    pthread_mutex_lock(&b->lock);
    while (!b->over) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&b->changed, &b->lock, &until);
        const double ended = (double)b->ended;
        pthread_mutex_unlock(&b->lock);
        const int stop = watch_look(w, ended, inputs);
        pthread_mutex_lock(&b->lock);
        b->stop |= stop;
    }
    pthread_mutex_unlock(&b->lock);
}

/* Signals are for R's own thread. */
static int start(pthread_t *thread, batch *b)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    const int status = pthread_create(thread, NULL, run_batch, b);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return -status;
}

static int run(batch *b, watch *w)
{
    pthread_t thread;
    int status = -pthread_mutex_init(&b->lock, NULL);
    if (status < 0)
        return status;
    status = -pthread_cond_init(&b->changed, NULL);
    if (status == 0) {
        status = start(&thread, b);
        if (status == 0) {
            attend(b, w);
            pthread_join(thread, NULL);
            status = b->status;
        }
        pthread_cond_destroy(&b->changed);
    }
    pthread_mutex_destroy(&b->lock);
    return status;
}

/* ---- What R gives ---------------------------------------------------------------------------- */

/* The paths of the inputs, which end with NULL. Valid until the .Call ends. */
static const char *const *paths_in(SEXP value)
{
    const R_xlen_t count = XLENGTH(value);
    const char **paths = (const char **)R_alloc((size_t)count + 1, sizeof(*paths));
    for (R_xlen_t i = 0; i < count; i++)
        paths[i] = bytes_of(STRING_ELT(value, i));
    paths[count] = NULL;
    return paths;
}

/* study: list(paths, results, pattern, root, shard, shards). */
static void read_study(SEXP study, facs_study_options *o)
{
    facs_default_study_options(o);
    o->paths = paths_in(VECTOR_ELT(study, 0));
    o->results = text_in(VECTOR_ELT(study, 1));
    o->pattern = text_in(VECTOR_ELT(study, 2));
    o->root = text_in(VECTOR_ELT(study, 3));
    o->shard = Rf_asInteger(VECTOR_ELT(study, 4));
    o->shards = Rf_asInteger(VECTOR_ELT(study, 5));
}

/* how: list(jobs, table, resume, retry_failed, patience). */
static void read_how(SEXP how, facs_batch_options *o)
{
    facs_default_batch_options(o);
    o->jobs = Rf_asInteger(VECTOR_ELT(how, 0));
    o->table = text_in(VECTOR_ELT(how, 1));
    o->resume = Rf_asLogical(VECTOR_ELT(how, 2)) == TRUE;
    o->retry_failed = Rf_asLogical(VECTOR_ELT(how, 3)) == TRUE;
    o->patience = Rf_asReal(VECTOR_ELT(how, 4));
}

/* Returns the totals, or a failure; the attribute "notes" says what was left out. */
SEXP r_batch(SEXP study, SEXP how, SEXP options, SEXP neutral, SEXP show)
{
    static const char *const parts[] = {"inputs", "done",   "warned",  "failed", "skipped",
                                        "left",   "frames", "seconds", NULL};
    held *h;
    facs_study_options s;
    facs_extract_options x;
    watch w = {.show = show};
    batch b = {.totals = {.size = sizeof(b.totals)}};
    const char *face = text_in(neutral);
    facs_default_extract_options(&x);
    read_study(study, &s);
    read_how(how, &b.options);
    SEXP holder = PROTECT(held_open(&h));
    int status = options_read(options, &x, &b.error);
    s.log = notes_log(h->notes);
    if (status == 0)
        status = facs_study_open(&h->study, &s, &b.error);
    if (status == 0 && face)
        status = facs_neutral_load(&h->neutral, face, &b.error);
    x.analysis.neutral = h->neutral;
    if (b.options.resume && x.overwrite == FACS_OVERWRITE_SAME_INPUT)
        x.overwrite = FACS_OVERWRITE_OUTDATED;
    b.options.extract = &x;
    b.options.event = on_event;
    b.options.opaque = &b;
    b.study = h->study;
    if (status == 0)
        status = run(&b, &w);
    SEXP value = PROTECT(status < 0 ? failure(&b.error, status) : named_list(parts));
    const facs_batch_totals *t = &b.totals;
    const double totals[] = {(double)t->inputs, (double)t->done,    (double)t->warned,
                             (double)t->failed, (double)t->skipped, (double)t->left,
                             (double)t->frames, t->seconds};
    for (R_xlen_t i = 0; status == 0 && i < XLENGTH(value); i++)
        SET_VECTOR_ELT(value, i, Rf_ScalarReal(totals[i]));
    set_attribute(value, "notes", lines_of(h->notes));
    /* A thread that hangs in a read may have been left behind, and still look at the neutral face:
     * that stays, even when R ends, which would otherwise release all that it knows of. */
    if (h->neutral && (status < 0 || t->failed > 0))
        R_ClearExternalPtr(holder);
    else
        held_close(holder);
    UNPROTECT(2);
    return value;
}

/* ---- The table ------------------------------------------------------------------------------- */

static double count_of(int64_t count)
{
    return count < 0 ? NAN : (double)count;
}

static int on_row(void *opaque, const facs_batch_row *row_in)
{
    const char *const texts[] = {row_in->path,     facs_batch_state_name(row_in->state),
                                 row_in->message,  row_in->options,
                                 row_in->results,  row_in->modified,
                                 row_in->finished, row_in->host};
    row *r = held_add(opaque, texts, 8);
    if (!r)
        return -ENOMEM;
    r->numbers[0] = count_of(row_in->frames);
    r->numbers[1] = row_in->face_share;
    r->numbers[2] = row_in->mean_confidence;
    r->numbers[3] = count_of(row_in->people);
    r->numbers[4] = row_in->seconds;
    r->numbers[5] = row_in->fps;
    r->numbers[6] = count_of(row_in->bytes);
    r->numbers[7] = row_in->usable_share;
    r->numbers[8] = row_in->blinks_per_minute;
    r->numbers[9] = row_in->smiles_per_minute;
    r->numbers[10] = row_in->smile_share;
    r->numbers[11] = row_in->duchenne_share;
    r->numbers[12] = row_in->talking_share;
    r->numbers[13] = row_in->liveliness;
    r->numbers[14] = row_in->head_speed;
    return 0;
}

/* The columns of the batch table, in its order. */
SEXP r_batch_table(SEXP folder)
{
    static const char *const parts[] = {"path",
                                        "state",
                                        "message",
                                        "frames",
                                        "face_share",
                                        "mean_confidence",
                                        "people",
                                        "seconds",
                                        "fps",
                                        "options",
                                        "results",
                                        "bytes",
                                        "modified",
                                        "finished",
                                        "host",
                                        "usable_share",
                                        "blinks_per_minute",
                                        "smiles_per_minute",
                                        "smile_share",
                                        "duchenne_share",
                                        "talking_share",
                                        "liveliness",
                                        "head_speed",
                                        NULL};
    static const int texts[] = {0, 1, 2, -1, -1, -1, -1, -1, -1, 3,  4, -1,
                                5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1};
    held *h;
    facs_error error = {.kind = FACS_ERROR_NONE};
    const char *path = text_in(folder);
    SEXP holder = PROTECT(held_open(&h));
    const int status = facs_batch_read(path, on_row, h, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : named_list(parts));
    for (R_xlen_t i = 0, number = 0; status == 0 && i < XLENGTH(value); i++)
        SET_VECTOR_ELT(value, i,
                       texts[i] >= 0 ? texts_of(h, texts[i]) : numbers_of(h, (int)number++));
    held_close(holder);
    UNPROTECT(2);
    return value;
}
