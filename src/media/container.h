/* What a container's headers say, read without FFmpeg. FFmpeg reads what is left of a truncated
 * file as if it were complete, and for one it cannot read it says only "invalid data". A file is
 * read at its headers, a pipe as its bytes pass; both give the same result. */
#ifndef FACS_MEDIA_CONTAINER_H
#define FACS_MEDIA_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#define FACS_CONTAINER_HEAD 32 /* bytes of the longest header */
#define FACS_CONTAINER_TEXT 4096

typedef struct facs_container {
    int64_t bytes;    /* in the file, or that have passed through the pipe so far */
    int64_t declared; /* where the headers say the frames end; 0: unknown */
    int text;         /* 1: it begins with 4 KiB of text, or is all text */
    int fragmented; /* 1: fragmented MP4; declared is the end of the last fragment that has begun */
    int no_index;   /* 1: MP4 or MOV without a moov box, so no frame can be found */
    int late_index; /* 1: MP4 or MOV whose moov box comes after the frames, or has not come yet */

    /* The walk from header to header: the next one is at `at`, and head holds its first bytes. */
    int stage, boxes, mp4, has_index;
    int64_t at, riff_end;
    uint8_t head[FACS_CONTAINER_HEAD];
    size_t in_head;
    uint8_t beginning[FACS_CONTAINER_TEXT];
} facs_container;

/* How many bytes of the beginning are there. */
static inline size_t facs_container_beginning(const facs_container *container)
{
    return container->bytes < FACS_CONTAINER_TEXT ? (size_t)container->bytes : FACS_CONTAINER_TEXT;
}

/* Reads at most count bytes from offset. Returns how many it read, 0 at the end, or -errno. */
typedef int64_t (*facs_read_at)(void *opaque, int64_t offset, void *bytes, size_t count);

/* Inspects MP4 and MOV, AVI, WebP, ASF (WMV), Matroska (WebM) and MPEG-TS of size bytes. Returns 0
 * or -errno. */
int facs_container_inspect(facs_container *container, int64_t size, facs_read_at read,
                           void *opaque);

/* Takes the next bytes of a pipe. container is all zero before the first. */
void facs_container_pass(facs_container *container, const uint8_t *bytes, size_t count);

/* Ends a pipe: no more bytes come. */
void facs_container_end(facs_container *container);

/* Returns 1 if the headers promise more bytes than there are. For a pipe, valid after its end. */
int facs_container_is_cut(const facs_container *container);

#endif
