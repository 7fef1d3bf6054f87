/*
 * Where rows go as they come, unbuffered: standard output, a FIFO or a file. A reader that does not
 * read cannot block the run for ever, and one that has gone ends it cleanly. Used on one thread at
 * a time.
 */
#ifndef FACS_OUTPUT_STREAM_H
#define FACS_OUTPUT_STREAM_H

#include <facs/facs.h>

typedef struct facs_stream facs_stream;

typedef struct facs_stream_options {
    /* Called while nobody reads; a result other than 0 gives up (-ECANCELED). May be NULL. */
    int (*cancelled)(void *opaque);
    /* Called instead while a FIFO is being opened, on the thread that does so; NULL: cancelled. */
    int (*opening)(void *opaque);
    void *opaque;
    /* 1: once the reader has gone, log that, write nothing more, and let the run go on. */
    int goes_on;
    facs_log log;
} facs_stream_options;

/* path: "-" is standard output. Waits until a FIFO has a reader. OUTPUT errors. */
int facs_stream_open(facs_stream **out, const char *path, const facs_stream_options *options,
                     facs_error *error);

/* Writes all of text. -ECANCELED: the reader has gone (kind CLOSED), or the caller asked to stop
 * while it did not read (kind CANCELLED; it has half a second to take the rest). OUTPUT errors. The
 * program must ignore SIGPIPE. */
int facs_stream_write(facs_stream *stream, const char *text, size_t length, facs_error *error);

void facs_stream_close(facs_stream **stream);

#endif
