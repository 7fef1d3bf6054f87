/*
 * The two threads between frames and results. The first opens the models and finds the landmarks,
 * which need those of the frame before; the second makes a row of what the first leaves with each
 * frame, beside it.
 *
 *   -- frames -> first worker: engine.open, then engine.follow
 *                  -- frames with their tracks -> second worker: engine.analyze, engine.finish
 *                                                   -- results ->
 *
 * An end of the frames runs through both. A worker that fails finishes its own two ends, so that
 * the one before it stops, and the one behind it comes to its end.
 */
#ifndef FACS_PIPELINE_WORKERS_H
#define FACS_PIPELINE_WORKERS_H

#include "base/queue.h"
#include "os/thread.h"
#include "pipeline/engine.h"

#include <stdatomic.h>

/* A result travels back with its frame, which the sinks may want to look at. */
typedef struct facs_message {
    facs_result result;
    facs_pool_frame *frame;
    int is_last; /* of the frame, which then goes back to the pool */
} facs_message;

typedef struct facs_workers {
    /* Set before the start; the queues are the caller's. */
    const facs_engine *engine;
    facs_queue *frames;  /* facs_pool_frame *, from the caller */
    facs_queue *results; /* facs_message, to the caller */
    int max_between;     /* frames that wait between the two */
    /*
     * Live: where results go in place of the queue, on the first worker, which then does the
     * second's work too: a frame that waited between the two would only grow old. Its failure ends
     * the run. NULL: not live.
     */
    int (*deliver)(void *opaque, const facs_message *done, facs_error *error);
    void *opaque;
    atomic_int *ended; /* set to 1 once the second has ended; may be NULL */

    atomic_int opened; /* the models are open, or could not be */

    /* To be read after the join. */
    double opened_ms; /* by the clock, when the models were open */

    /* The workers' own. */
    facs_queue *tracked;
    facs_track *tracks;
    facs_thread first, second;
    int first_status, second_status;
    facs_error first_error, second_error;
} facs_workers;

/* INTERNAL errors; after one nothing is running. */
int facs_workers_start(facs_workers *workers, facs_error *error);

/* Make them give up soon. */
void facs_workers_cancel(facs_workers *workers);

/* Wait until both have ended, which takes an end of the frames or a cancel. 0, or what failed. */
int facs_workers_join(facs_workers *workers, facs_error *error);

#endif
