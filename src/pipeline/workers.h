/*
 * The two threads between frames and results. The first opens the models and finds the landmarks,
 * for which it needs those of the previous frame. In parallel, the second makes rows of what the
 * first found.
 *
 *   -- frames -> first worker: engine.open, then engine.follow
 *                  -- frames with their tracks -> second worker: engine.analyze, engine.finish
 *                                                   -- results ->
 *
 * The end of the frames passes through both. A worker that fails closes its two queues, so that the
 * thread before it stops and the one after it comes to its end.
 */
#ifndef FACS_PIPELINE_WORKERS_H
#define FACS_PIPELINE_WORKERS_H

#include "base/queue.h"
#include "os/thread.h"
#include "pipeline/engine.h"

#include <stdatomic.h>

/* A result travels with its frame, because sinks may need the picture. */
typedef struct facs_message {
    facs_result result;
    facs_pool_frame *frame;
    int is_last; /* 1: the frame's last result; the frame then returns to the pool */
} facs_message;

typedef struct facs_workers {
    /* Set before the start. The caller owns the queues. */
    const facs_engine *engine;
    facs_queue *frames;  /* facs_pool_frame *, from the caller */
    facs_queue *results; /* facs_message, to the caller */
    int max_between;     /* maximum number of frames waiting between the two */
    /* Live: takes the results instead of the queue, on the first worker, which then also does the
     * second's work: a frame waiting between the two would only get older. A failure ends the run.
     * NULL: not live. */
    int (*deliver)(void *opaque, const facs_message *done, facs_error *error);
    void *opaque;
    atomic_int *ended; /* set to 1 once the second has ended; may be NULL */

    atomic_int opened; /* 1: the models are open, or opening them has failed */

    /* Valid after the join. */
    double opened_ms; /* when the models were open, by facs_clock_ms */

    /* The workers' own. */
    facs_queue *tracked;
    facs_track *tracks;
    facs_thread first, second;
    int first_status, second_status;
    facs_error first_error, second_error;
} facs_workers;

/* Starts both. INTERNAL errors; after one nothing is running. */
int facs_workers_start(facs_workers *workers, facs_error *error);

/* Makes them give up soon. */
void facs_workers_cancel(facs_workers *workers);

/* Waits until both have ended, after the end of the frames or a cancel. 0, or the failure. */
int facs_workers_join(facs_workers *workers, facs_error *error);

#endif
