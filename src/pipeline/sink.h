/*
 * Where rows go: a struct of callbacks per writer. All writers get the same rows from the same
 * collector, so two formats cannot disagree. They are called on the capturing thread, except that a
 * live extraction calls row on the worker.
 */
#ifndef FACS_PIPELINE_SINK_H
#define FACS_PIPELINE_SINK_H

#include "base/frame_pool.h"

/* The finished rows, once the video has ended. */
typedef struct facs_series {
    const void *self;
    int64_t rows;
    /* Fills in face_id and the values of row n (from 0) that are final only now; the rest of result
       is unchanged. */
    int (*get)(const void *self, int64_t n, facs_result *result);
} facs_series;

/* A sink's file with rows. The strings are valid until its next call. */
typedef struct facs_sink_file {
    const char *path;       /* the final name */
    const char *unfinished; /* its current name; NULL: the final one, or it does not exist */
    int64_t rows;
    int64_t bytes; /* set from finish on, like sha256 */
    char sha256[65];
} facs_sink_file;

/* Any callback may be NULL. */
typedef struct facs_sink {
    void *self;
    /* Takes the next row, not yet calibrated, and its frame. OUTPUT errors. */
    int (*row)(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error);
    /* Ends a complete run: writes what the calibration changes, and makes sure that everything is
     * on disk. The file keeps its unfinished name. */
    int (*finish)(void *self, const facs_series *series, facs_error *error);
    /* After every sink that is not late has finished: gives the file its final name. */
    int (*commit)(void *self, facs_error *error);
    /* Ends an incomplete run, before or after finish; the file keeps its unfinished name. */
    void (*abandon)(void *self);
    /* Describes its n-th file with rows. -ERANGE: there are fewer. */
    int (*file)(void *self, int n, facs_sink_file *file);
    void (*close)(void *self); /* release self */
    int late;                  /* 1: finish and commit after all others have their final names */
} facs_sink;

/* Closes a sink and sets it to all zero, which is allowed too. */
static inline void facs_sink_close(facs_sink *sink)
{
    if (sink->close)
        sink->close(sink->self);
    *sink = (facs_sink){0};
}

/* The end of a function that opens a sink: after a failure nothing stays open. Returns status. */
static inline int facs_sink_opened(facs_sink *sink, int status)
{
    if (status < 0)
        facs_sink_close(sink);
    return status;
}

#endif
