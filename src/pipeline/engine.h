/*
 * What the worker thread runs: one struct of callbacks, so that the extraction can be tested with
 * engines that are slow, fail at start, or fail at frame k.
 */
#ifndef FACS_PIPELINE_ENGINE_H
#define FACS_PIPELINE_ENGINE_H

#include "base/frame_pool.h"

typedef struct facs_engine {
    void *self;
    /* On the worker, once, before the first frame: open the models. */
    int (*open)(void *self, facs_error *error);
    /*
     * On the worker, for each frame in order: its first result. 1: there is another one of this
     * frame, for which it is called again, until it returns 0. index, time and stage_ms[DECODE] of
     * result are set.
     */
    int (*analyze)(void *self, const facs_pool_frame *frame, facs_result *result,
                   facs_error *error);
    /* On the worker, once, after the last frame (not after a failure or cancel): calibrate. */
    int (*finish)(void *self, facs_error *error);
    /* From another thread, at any time after open began: make analyze give up soon. */
    void (*cancel)(void *self);
    /* After the worker has ended and finish succeeded: calibrated values of the n-th result. */
    int (*series)(void *self, int64_t n, float *intensity, float *presence);
} facs_engine;

#endif
