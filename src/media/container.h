/*
 * What a file says of itself, read without FFmpeg: FFmpeg reads what is left of a file that was cut
 * as if it were whole, and of a file that it cannot read it says no more than "invalid data".
 */
#ifndef FACS_MEDIA_CONTAINER_H
#define FACS_MEDIA_CONTAINER_H

#include <stdint.h>

typedef struct facs_container {
    int64_t bytes;    /* that the file has */
    int64_t declared; /* where its pictures end by its own headers; 0: they do not say */
    int text;         /* 1: it begins with 4 KiB of text, or is all text */
    int fragmented; /* 1: MP4 of fragments: declared is only up to the end of the last one begun */
    int no_index;   /* 1: MP4 or MOV without a moov box: nothing in it can be found */
} facs_container;

/* Knows MP4 and MOV, AVI, ASF (WMV), Matroska (WebM). 0, or -errno of opening and reading the file.
 */
int facs_container_inspect(facs_container *container, const char *path);

/* 1: its headers speak of more bytes than are there. */
int facs_container_is_cut(const facs_container *container);

#endif
