/* A file descriptor, or the bytes that a program provides, as FFmpeg's input. It hears a request to
 * give up while no bytes come, and remembers how reading ended. */
#ifndef FACS_MEDIA_DESCRIPTOR_IO_H
#define FACS_MEDIA_DESCRIPTOR_IO_H

#include "media/container.h"
#include "media/ffmpeg.h"
#include "media/input_bytes.h"

typedef struct facs_descriptor {
    int fd;
    facs_input_bytes *from; /* NULL: reads fd */
    AVIOInterruptCB interrupt;
    int piped;                 /* 1: it cannot seek; bytes come only once */
    int64_t start;             /* where the video begins in the file */
    facs_container *container; /* sees the bytes of a pipe */
    int ended;                 /* 1: the end was reached */
    int64_t position;          /* in the video, of the next read */
    uint8_t *kept;             /* [room]: the last bytes of a pipe, after received bytes */
    int64_t room;
    int has_all; /* 1: kept holds all bytes of the pipe, which has ended */
    int64_t received;
    int64_t blank; /* position of the first block of zeros; 0: none */
    int failure;   /* errno of the first failed read, or 0 */
} facs_descriptor;

/* Reads fd, which stays the caller's, from its current position, or `from` if that is not NULL. A
 * file is inspected now (container.h), a pipe as it is read. Returns 0 or -errno. */
int facs_descriptor_begin(facs_descriptor *descriptor, int fd, facs_input_bytes *from,
                          AVIOInterruptCB interrupt, facs_container *container);

/* Returns NULL if out of memory. Keeps descriptor. */
AVIOContext *facs_descriptor_io_open(facs_descriptor *descriptor);
void facs_descriptor_io_close(AVIOContext **io);

/* Bytes by which a file has grown since the start; negative: it has shrunk. 0 for a pipe and for an
 * all-zero descriptor. */
int64_t facs_descriptor_growth(const facs_descriptor *descriptor);

/* Keeps everything that a pipe sends, at most max bytes, goes back to its start, and can seek from
 * then on. Returns 0 or FFmpeg's status: AVERROR(EFBIG) if there is more, AVERROR(ENOMEM), or why
 * reading failed. */
int facs_descriptor_take_all(AVIOContext *io, size_t max);

#endif
