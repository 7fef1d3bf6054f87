/*
 * What the worker threads run: one struct of callbacks, so that the extraction can be tested with
 * engines that are slow, fail at start, or fail at frame k. follow and analyze are in two threads,
 * a later frame in the first while an earlier is in the second; live, in one.
 */
#ifndef FACS_PIPELINE_ENGINE_H
#define FACS_PIPELINE_ENGINE_H

#include "base/frame_pool.h"
#include "landmarks/track.h"

typedef struct facs_engine {
    void *self;
    int batch; /* frames that follow is shown at once at most, 1..FACS_MAX_BATCH */
    int faces; /* tracks that it leaves at most, 1..FACS_MAX_FACES */
    /* On the first worker, once, before the first frame: open the models. */
    int (*open)(void *self, facs_error *error);
    /* On the first worker, for each frame in order: where the faces are in frames[0], for analyze;
       the number of tracks. The count - 1 behind it come next, in later calls, and may be looked
       at already. */
    int (*follow)(void *self, facs_pool_frame *const *frames, int count, facs_track *tracks,
                  facs_error *error);
    /* On the first worker, once, after the last follow: no frame is looked at any more. */
    void (*let_go)(void *self);
    /*
     * On the second worker, for each frame in order: its first result. 1: there is another one of
     * this frame, for which it is called again, until it returns 0. index, time and
     * stage_ms[DECODE] of result are set.
     */
    int (*analyze)(void *self, const facs_pool_frame *frame, const facs_track *tracks, int count,
                   facs_result *result, facs_error *error);
    /* On the second worker, once, after the last frame (not after a failure or cancel): calibrate.
     */
    int (*finish)(void *self, facs_error *error);
    /* From any thread, at any time after open began: make follow and analyze give up soon. The
       second worker does it too, if it fails, so that follow does not wait for it. */
    void (*cancel)(void *self);
    /* After the workers have ended and finish succeeded: as facs_series.get, of the n-th result. */
    int (*series)(const void *self, int64_t n, facs_result *result);
} facs_engine;

#endif
