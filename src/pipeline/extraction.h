/*
 * The one picture: the calling thread captures, two workers infer.
 *
 *   calling thread                             workers (pipeline/workers.h)
 *   source -> frame of the pool   -- frames -> engine.open, engine.follow -> engine.analyze
 *   sinks, progress, cancel       <- results - (engine.finish at the end of the stream)
 *
 * All queues are bounded. A worker that fails finishes both ends: the capture stops, and the error
 * is the worker's. A capture that ends or fails finishes the frame queue: the workers drain it to
 * the last frame, and every result reaches the sinks.
 */
#ifndef FACS_PIPELINE_EXTRACTION_H
#define FACS_PIPELINE_EXTRACTION_H

#include "pipeline/engine.h"
#include "pipeline/sink.h"

#include <stdatomic.h>

/* Where frames come from, as the extraction sees it (src/media fills this in; tests bring their
 * own). */
typedef struct facs_capture {
    void *self;
    /* The next frame, or *frame NULL at the end. -ECANCELED when asked to give up. */
    int (*read)(void *self, facs_frame_pool *pool, facs_pool_frame **frame, facs_error *error);
    int64_t (*frames_expected)(void *self); /* 0: unknown */
} facs_capture;

typedef struct facs_extraction_report facs_extraction_report;

typedef struct facs_extraction_options {
    const facs_sink *sinks; /* where the rows go */
    int sink_count;
    size_t queue_bytes;
    int64_t every;      /* at least 1 */
    int64_t max_frames; /* 0: no end */
    size_t extra_bytes; /* of every frame, for what the engine leaves to the sinks */
    /*
     * 1: for live use. A frame that the worker has not taken when the next one comes gives way to
     * it, and the sinks' row is called on the worker, so that no row waits for the capture.
     * queue_bytes and every are not looked at: a handful of frames is in flight.
     */
    int newest_wins;
    /* Set to 1 once the worker has ended, so that a capture that waits for a frame can give up with
     * -ECANCELED: what ended the worker is then what is reported. May be NULL. */
    atomic_int *worker_ended;
    int (*progress)(void *opaque, const facs_progress *progress); /* may be NULL; not 0: stop */
    void *opaque;
    /* Once all sinks but the late ones are finished: gives them their final names, in its order.
     * NULL: each sink's commit is called, in theirs. */
    int (*finished)(void *self, const facs_extraction_report *report, facs_error *error);
    void *self; /* finished's */
    facs_log log;
} facs_extraction_options;

struct facs_extraction_report {
    int64_t frames;          /* whose rows were all delivered */
    int64_t captured;        /* frames that the capture gave */
    int64_t dropped;         /* of these gave way to a newer one */
    int64_t rows;            /* delivered to the sinks */
    int64_t faces;           /* of these with success */
    double analysis_seconds; /* from the first frame in to the last result out, open not included */
    double last_time;        /* of the last row, seconds */
    size_t peak_queue_bytes;
    size_t pool_bytes;
};

/*
 * Run to the end. Sinks are finished and committed (or abandoned) before it returns, the worker
 * joined. Returns 0, or the first failure of capture, worker or sink, with its error; -ECANCELED
 * (kind CANCELLED) when progress or a sink's -ECANCELED asked to stop.
 */
int facs_extraction_run(const facs_capture *capture, const facs_engine *engine,
                        const facs_extraction_options *options, facs_extraction_report *report,
                        facs_error *error);

#endif
