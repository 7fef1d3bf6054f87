/*
 * Where rows go: one struct of callbacks per writer. All writers see the same rows from the same
 * collector, so that two formats cannot disagree. Called on the capturing thread, save that a live
 * extraction calls row on the worker.
 */
#ifndef FACS_PIPELINE_SINK_H
#define FACS_PIPELINE_SINK_H

#include "base/frame_pool.h"

/* Gives a sink the calibrated values of row n (from 0), in order of rows. */
typedef struct facs_series {
    const void *self;
    int64_t rows;
    int (*get)(const void *self, int64_t n, float *intensity, float *presence);
} facs_series;

typedef struct facs_sink {
    void *self;
    /* A row, in order, with uncalibrated intensities and presences, and its frame. OUTPUT errors.
     */
    int (*row)(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error);
    /* The end, all whole: write what the calibration changes; give the file its final name. */
    int (*finish)(void *self, const facs_series *series, facs_error *error);
    /* The end, not whole: flush; the file keeps its unfinished name. */
    void (*abandon)(void *self);
} facs_sink;

#endif
