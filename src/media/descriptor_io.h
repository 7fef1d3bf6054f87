/* A file descriptor, or the bytes that a program hands over, as FFmpeg's input. It listens to a
 * request to give up while no bytes come and remembers how reading ended. */
#ifndef FACS_MEDIA_DESCRIPTOR_IO_H
#define FACS_MEDIA_DESCRIPTOR_IO_H

#include "media/container.h"
#include "media/input_bytes.h"

#include <libavformat/avio.h>

typedef struct facs_descriptor {
    int fd;
    facs_input_bytes *from; /* NULL: fd */
    AVIOInterruptCB interrupt;
    int piped;                 /* 1: it cannot be sought, its bytes pass once */
    int64_t start;             /* of the video in a file */
    facs_container *container; /* is told of the bytes that pass a pipe; NULL: bytes in memory */
    int ended;                 /* 1: there was an end to read to */
    int64_t position;          /* in the video, of the next read */
    uint8_t *kept;             /* the last bytes of a pipe, of which received have come */
    int64_t received;
    int64_t blank; /* where the first block of nothing but zeros begins that was read; 0: none */
    int failure;   /* errno of the first read that failed, or 0 */
} facs_descriptor;

/*
 * Take fd, which stays the caller's, from where it stands, or from in its place: a file is looked
 * at (container.h), a pipe will be as it is read. 0 or -errno.
 */
int facs_descriptor_begin(facs_descriptor *descriptor, int fd, facs_input_bytes *from,
                          AVIOInterruptCB interrupt, facs_container *container);

/* NULL without memory. descriptor is kept. */
AVIOContext *facs_descriptor_io_open(facs_descriptor *descriptor);
void facs_descriptor_io_close(AVIOContext **io);

/* By how many bytes a file is now longer than it was at the beginning; negative: shorter. 0
 * for a pipe and one that is all zero. */
int64_t facs_descriptor_growth(const facs_descriptor *descriptor);

#endif
