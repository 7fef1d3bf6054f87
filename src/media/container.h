/*
 * What a container says of itself, read without FFmpeg: FFmpeg reads what is left of a file that
 * was cut as if it were whole, and of one that it cannot read it says no more than "invalid data".
 * A file is looked at where its headers lie, a pipe as its bytes pass: both come to the same.
 */
#ifndef FACS_MEDIA_CONTAINER_H
#define FACS_MEDIA_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#define FACS_CONTAINER_HEAD 32 /* bytes that the longest header looked at has */
#define FACS_CONTAINER_TEXT 4096

typedef struct facs_container {
    int64_t bytes;    /* that there are; of a pipe those that have passed */
    int64_t declared; /* where its pictures end by its own headers; 0: they do not say */
    int text;         /* 1: it begins with 4 KiB of text, or is all text */
    int fragmented; /* 1: MP4 of fragments: declared is only up to the end of the last one begun */
    int no_index;   /* 1: MP4 or MOV without a moov box: nothing in it can be found */
    int late_index; /* 1: MP4 or MOV whose moov box comes after the pictures, or has not come */

    /* The walk from header to header: the next is at, of which head has some bytes already. */
    int stage, boxes, mp4, has_index;
    int64_t at, riff_end;
    uint8_t head[FACS_CONTAINER_HEAD];
    size_t in_head;
    uint8_t beginning[FACS_CONTAINER_TEXT];
} facs_container;

/* At most count bytes from offset: how many there were, 0 at the end, or -errno. */
typedef int64_t (*facs_read_at)(void *opaque, int64_t offset, void *bytes, size_t count);

/*
 * Knows MP4 and MOV, AVI, WebP, ASF (WMV), Matroska (WebM), MPEG-TS. size: bytes that there are.
 * 0 or -errno.
 */
int facs_container_inspect(facs_container *container, int64_t size, facs_read_at read,
                           void *opaque);

/* The next bytes of a pipe; container is all zero before the first. */
void facs_container_pass(facs_container *container, const uint8_t *bytes, size_t count);

/* No more bytes come. */
void facs_container_end(facs_container *container);

/* 1: its headers speak of more bytes than are there. Of a pipe once it has ended. */
int facs_container_is_cut(const facs_container *container);

#endif
