/*
 * Where rows go: one struct of callbacks per writer. All writers see the same rows from the same
 * collector, so that two formats cannot disagree. They are called on the capturing thread, except
 * that a live extraction calls row on the worker.
 */
#ifndef FACS_PIPELINE_SINK_H
#define FACS_PIPELINE_SINK_H

#include "base/frame_pool.h"

/* The finished rows, once the video has ended. */
typedef struct facs_series {
    const void *self;
    int64_t rows;
    /* Fills in the values of row n (from 0) that are final only now; the rest of result stays. */
    int (*get)(const void *self, int64_t n, facs_result *result);
} facs_series;

/* A file with rows, as a sink tells of it. The strings live until its next call. */
typedef struct facs_sink_file {
    const char *path;       /* the final name */
    const char *unfinished; /* the name that it has now; NULL: the final one, or it is not there */
    int64_t rows;
    int64_t bytes; /* from finish on, as sha256 */
    char sha256[65];
} facs_sink_file;

/* Any callback may be NULL: there is nothing to do then. */
typedef struct facs_sink {
    void *self;
    /* A row, in order, with uncalibrated intensities and presences, and its frame. OUTPUT errors.
     */
    int (*row)(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error);
    /* The end, all whole: write what the calibration changes, and see to it that all is on the
     * disk. The file has its unfinished name still. */
    int (*finish)(void *self, const facs_series *series, facs_error *error);
    /* After finish, once every sink that is not late is finished: give the file its final name. */
    int (*commit)(void *self, facs_error *error);
    /* The end, not whole, before or after finish: flush; the file keeps its unfinished name. */
    void (*abandon)(void *self);
    /* The n-th of its files with rows; -ERANGE: there are not as many. */
    int (*file)(void *self, int n, facs_sink_file *file);
    void (*close)(void *self); /* release self */
    int late; /* 1: finished and committed after all others have their final names */
} facs_sink;

/* All zero afterwards; a sink that is all zero is allowed. */
static inline void facs_sink_close(facs_sink *sink)
{
    if (sink->close)
        sink->close(sink->self);
    *sink = (facs_sink){0};
}

#endif
