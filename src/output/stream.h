/*
 * Where rows go as they come: standard output, a FIFO, or a file, written through its descriptor at
 * once. A pipe whose reader does not read keeps nobody for ever, and one whose reader has gone is a
 * clean end. Used on one thread at a time.
 */
#ifndef FACS_OUTPUT_STREAM_H
#define FACS_OUTPUT_STREAM_H

#include <facs/facs.h>

typedef struct facs_stream facs_stream;

typedef struct facs_stream_options {
    /* Asked while nobody reads; not 0: give up (-ECANCELED). May be NULL. */
    int (*cancelled)(void *opaque);
    /* The same while a FIFO is opened, on the thread that opens it; NULL: cancelled. */
    int (*opening)(void *opaque);
    void *opaque;
    /* 1: once the reader has gone, write nothing more, and let the run go on. */
    int goes_on;
    facs_log log; /* told so then */
} facs_stream_options;

/* path: "-" is file descriptor 1. A FIFO is waited for until somebody reads it. OUTPUT errors. */
int facs_stream_open(facs_stream **out, const char *path, const facs_stream_options *options,
                     facs_error *error);

/*
 * All of text. -ECANCELED: kind CLOSED, the reader has gone; kind CANCELLED, the caller asked to
 * stop while the reader did not read (what a reader takes within half a second is still whole).
 * OUTPUT errors. The program must ignore SIGPIPE.
 */
int facs_stream_write(facs_stream *stream, const char *text, size_t length, facs_error *error);

void facs_stream_close(facs_stream **stream);

#endif
