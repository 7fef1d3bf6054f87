/*
 * A run: the calling thread captures, two workers analyze.
 *
 *   calling thread                             workers (pipeline/workers.h)
 *   source -> frame of the pool   -- frames -> engine.open, engine.follow -> engine.analyze
 *   sinks, progress, cancel       <- results - (engine.finish at the end of the stream)
 *
 * All queues are bounded. A worker that fails closes its queues: the capture stops, and the
 * worker's error is reported. A capture that ends or fails closes the frame queue: the workers
 * drain it, and every result reaches the sinks.
 */
#ifndef FACS_PIPELINE_EXTRACTION_H
#define FACS_PIPELINE_EXTRACTION_H

#include "pipeline/engine.h"
#include "pipeline/sink.h"

#include <stdatomic.h>

/* Where frames come from: src/media, or a test. */
typedef struct facs_capture {
    void *self;
    /* Reads the next frame; *frame NULL: the end. -ECANCELED: it was asked to give up. */
    int (*read)(void *self, facs_frame_pool *pool, facs_pool_frame **frame, facs_error *error);
    int64_t (*frames_expected)(void *self); /* 0: unknown; may be NULL */
} facs_capture;

typedef struct facs_extraction_report facs_extraction_report;

typedef struct facs_extraction_options {
    const facs_sink *sinks; /* where the rows go */
    int sink_count;
    size_t queue_bytes;
    int64_t every;      /* at least 1 */
    int64_t max_frames; /* 0: no limit */
    int one_core;       /* 1: capture and workers share a core, so few frames are in flight */
    size_t extra_bytes; /* of every frame, for what the engine leaves for the sinks */
    facs_shelf *pools;  /* of frames, from facs_frame_pool_shelf_open; may be NULL */
    int whole;          /* 1: every frame has its whole picture in pixels, which a sink reads */
    /* 1: live. A frame that is still waiting when the next one comes is dropped, and the worker
     * calls the sinks' row, so that no row waits for the capture. queue_bytes and every are
     * ignored: only a few frames are in flight. */
    int newest_wins;
    /* Set to 1 once the worker has ended, so that a capture waiting for a frame can give up with
     * -ECANCELED; the worker's status is then reported. May be NULL. */
    atomic_int *worker_ended;
    int (*progress)(void *opaque, const facs_progress *progress); /* may be NULL; not 0: stop */
    void *opaque;
    /* Commits all sinks except the late ones, once they are finished. NULL: call each sink's
     * commit, in order. */
    int (*finished)(void *self, const facs_extraction_report *report, facs_error *error);
    void *self; /* passed to finished */
} facs_extraction_options;

struct facs_extraction_report {
    int64_t frames;          /* whose rows were all delivered */
    int64_t captured;        /* frames read from the capture */
    int64_t dropped;         /* captured frames that a newer one replaced */
    int64_t rows;            /* delivered to the sinks */
    int64_t faces;           /* rows with success */
    double analysis_seconds; /* from the first frame in to the last result out, open not included */
    double last_time;        /* of the last row, seconds */
    size_t peak_queue_bytes;
    size_t pool_bytes;
};

/*
 * Runs to the end. Before it returns, the sinks are finished and committed, or abandoned, and the
 * workers have ended. Returns 0, or the first failure of capture, worker or sink, with its error;
 * -ECANCELED (kind CANCELLED) if progress or a sink asked to stop.
 */
int facs_extraction_run(const facs_capture *capture, const facs_engine *engine,
                        const facs_extraction_options *options, facs_extraction_report *report,
                        facs_error *error);

#endif
