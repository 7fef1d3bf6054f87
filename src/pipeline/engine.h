/*
 * What the worker threads run: a struct of callbacks, so that the extraction can be tested with
 * engines that are slow, fail at the start, or fail at frame k. follow and analyze run in two
 * threads, follow with a later frame than analyze; when live, in one thread.
 */
#ifndef FACS_PIPELINE_ENGINE_H
#define FACS_PIPELINE_ENGINE_H

#include "base/frame_pool.h"
#include "landmarks/track.h"

typedef struct facs_engine {
    void *self;
    int batch; /* maximum number of frames that follow takes, 1..FACS_MAX_BATCH */
    int faces; /* maximum number of tracks that it returns, 1..FACS_MAX_FACES */
    /* On the first worker, once, before the first frame: open the models. */
    int (*open)(void *self, facs_error *error);
    /* On the first worker, for each frame in order: finds the faces in frames[0] for analyze, and
       returns the number of tracks. The other count - 1 frames come next, in later calls, and may
       be looked at already. */
    int (*follow)(void *self, facs_pool_frame *const *frames, int count, facs_track *tracks,
                  facs_error *error);
    /* On the first worker, once, after the last follow: stop looking at frames. */
    void (*let_go)(void *self);
    /* On the second worker, for each frame in order: fills in its next result. Returns 1 if the
     * frame has another one, for which it is called again, otherwise 0. index, time and
     * stage_ms[DECODE] of result are set. */
    int (*analyze)(void *self, const facs_pool_frame *frame, const facs_track *tracks, int count,
                   facs_result *result, facs_error *error);
    /* On the second worker, once, after the last frame, but not after a failure or cancel. */
    int (*finish)(void *self, facs_error *error);
    /* From any thread, at any time after open began: makes follow and analyze give up soon. If the
       second worker fails, it calls this itself, so that follow does not wait for it. */
    void (*cancel)(void *self);
    /* After the workers have ended and finish succeeded: as facs_series.get, for result n. */
    int (*series)(const void *self, int64_t n, facs_result *result);
} facs_engine;

#endif
