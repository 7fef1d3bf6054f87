#include "pipeline/workers.h"

#include "base/error.h"
#include "os/clock.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What the first worker passes to the second. */
typedef struct tracked_frame {
    facs_pool_frame *frame;
    const facs_track *tracks;
    int count;
} tracked_frame;

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Send the next result of next's frame. 1: there is another one. */
static int send_result(facs_workers *workers, const tracked_frame *next, double decode_ms,
                       facs_error *error)
{
    const facs_engine *engine = workers->engine;
    facs_message done;
    memset(&done, 0, sizeof(done));
    done.frame = next->frame;
    done.result.index = next->frame->index;
    done.result.time = next->frame->time;
    done.result.stage_ms[FACS_STAGE_DECODE] = (float)decode_ms;
    int more =
        engine->analyze(engine->self, next->frame, next->tracks, next->count, &done.result, error);
    if (more < 0)
        return more;
    done.is_last = !more;
    int status = workers->deliver ? workers->deliver(workers->opaque, &done, error)
                                  : facs_queue_push(workers->results, &done, sizeof(done));
    return status < 0 ? status : more;
}

static int send_results(facs_workers *workers, const tracked_frame *next, facs_error *error)
{
    double decode_ms = next->frame->decode_ms;
    int status;
    do {
        status = send_result(workers, next, decode_ms, error);
        decode_ms = 0;
    } while (status > 0);
    return status;
}

/* ---- The first: landmarks -------------------------------------------------------------------- */

/* Take the frames that are ready, at least one and at most a batch. 0, or why there is none. */
static int gather(facs_workers *workers, facs_pool_frame **frames, int *count)
{
    int status = 0;
    while (status == 0 && *count < workers->engine->batch) {
        status = facs_queue_pop(workers->frames, &frames[*count], *count ? 0 : -1);
        *count += status == 0;
    }
    return *count > 0 && (status == -EAGAIN || status == -EPIPE) ? 0 : status;
}

/* The n-th frame's tracks. There is room for all frames waiting between the workers and the two
   that they are working on. */
static facs_track *tracks_of(const facs_workers *workers, int64_t n)
{
    return workers->tracks + n % (workers->max_between + 2) * (int64_t)workers->engine->faces;
}

/* Work until the frames end (0), the run is cancelled, or a frame fails. */
static int follow_frames(facs_workers *workers)
{
    const facs_engine *engine = workers->engine;
    facs_pool_frame *frames[FACS_MAX_BATCH];
    int count = 0, status;
    for (int64_t n = 0; (status = gather(workers, frames, &count)) == 0; n++) {
        facs_track *tracks = tracks_of(workers, n);
        tracked_frame next = {.frame = frames[0], .tracks = tracks};
        next.count = engine->follow(engine->self, frames, count, tracks, &workers->first_error);
        status = next.count;
        if (status >= 0)
            status = workers->deliver ? send_results(workers, &next, &workers->first_error)
                                      : facs_queue_push(workers->tracked, &next, sizeof(next));
        if (status < 0)
            return status;
        count--;
        memmove(frames, frames + 1, (size_t)count * sizeof(frames[0]));
    }
    return status == -EPIPE ? 0 : status;
}

static void *work_first(void *argument)
{
    facs_workers *workers = argument;
    const facs_engine *engine = workers->engine;
    int status = engine->open(engine->self, &workers->first_error);
    workers->opened_ms = facs_clock_ms();
    atomic_store(&workers->opened, 1);
    if (status == 0) {
        status = follow_frames(workers);
        engine->let_go(engine->self);
    }
    workers->first_status = status;
    facs_queue_finish_receive(workers->frames);
    facs_queue_finish_send(workers->tracked);
    return NULL;
}

/* ---- The second: everything after the landmarks ---------------------------------------------- */

static int analyze_frames(facs_workers *workers)
{
    tracked_frame next;
    int status;
    while ((status = facs_queue_pop(workers->tracked, &next, -1)) == 0) {
        status = send_results(workers, &next, &workers->second_error);
        if (status < 0)
            return status;
    }
    return status == -EPIPE ? 0 : status;
}

static void *work_second(void *argument)
{
    facs_workers *workers = argument;
    const facs_engine *engine = workers->engine;
    int status = analyze_frames(workers);
    if (status < 0 && status != -ECANCELED)
        engine->cancel(engine->self); /* so that the first does not wait in vain */
    /* The first set its status before it closed the queue between them. */
    if (status == 0 && workers->first_status == 0)
        status = engine->finish(engine->self, &workers->second_error);
    workers->second_status = status;
    facs_queue_finish_receive(workers->tracked);
    facs_queue_finish_send(workers->results);
    if (workers->ended)
        atomic_store(workers->ended, 1);
    return NULL;
}

/* ---- Both ------------------------------------------------------------------------------------ */

int facs_workers_start(facs_workers *workers, facs_error *error)
{
    const size_t max = (size_t)workers->max_between;
    workers->tracks = calloc((max + 2) * (size_t)workers->engine->faces, sizeof(facs_track));
    if (!workers->tracks || facs_queue_open(&workers->tracked, sizeof(tracked_frame), max,
                                            max * sizeof(tracked_frame)) < 0) {
        free(workers->tracks);
        return facs_fail_memory(error, "the workers");
    }
    int failure = facs_thread_start(&workers->first, work_first, workers);
    if (failure)
        goto no_first;
    failure = facs_thread_start(&workers->second, work_second, workers);
    if (failure)
        goto no_second;
    return 0;

no_second:
    facs_workers_cancel(workers);
    facs_thread_join(workers->first);
no_first:
    facs_queue_close(&workers->tracked);
    free(workers->tracks);
    return facs_fail(error, FACS_ERROR_INTERNAL, failure, "a worker thread could not be started");
}

void facs_workers_cancel(facs_workers *workers)
{
    facs_queue_cancel(workers->frames);
    facs_queue_cancel(workers->tracked);
    workers->engine->cancel(workers->engine->self);
}

/* The second works on earlier frames, so its failure came first; the other's is only an echo. */
int facs_workers_join(facs_workers *workers, facs_error *error)
{
    int failure = facs_thread_join(workers->first);
    if (!failure)
        failure = facs_thread_join(workers->second);
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure, "a worker thread was lost");
    facs_queue_close(&workers->tracked);
    free(workers->tracks);
    if (workers->second_status < 0)
        *error = workers->second_error;
    else if (workers->first_status < 0)
        *error = workers->first_error;
    return workers->second_status < 0 ? workers->second_status : workers->first_status;
}
