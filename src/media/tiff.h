/* Reads the pages of a TIFF (6.0, or BigTIFF with its 64-bit offsets) one by one. FFmpeg reads only
 * the first page, no BigTIFF, and only whole files. Each page becomes a small TIFF that FFmpeg can
 * read, even from ImageJ's stacks, in which one directory stands for many pages. */
#ifndef FACS_MEDIA_TIFF_H
#define FACS_MEDIA_TIFF_H

#include "media/ffmpeg.h"

#include <stddef.h>
#include <stdint.h>

struct AVPacket;

typedef struct facs_tiff facs_tiff;

typedef struct facs_tiff_info {
    int width, height; /* of the first page */
    int64_t pages;     /* full pictures, without previews and masks */
    int cut;           /* 1: a page or the list of pages is beyond the end of the file */
    int unlisted;      /* 1: the list of pages is circular or far too long */
    int raw_camera;    /* 1: raw data of a camera's sensor, at best with a preview */
    const char *fault; /* why its first page cannot be read ("it is cut into tiles"), or NULL */
    double frame_rate; /* pages per second, from ImageJ; 0: unknown */
} facs_tiff_info;

/* Reads the directories in io, which can seek and is kept. -EINVAL: not a TIFF with a picture;
 * -ENODATA: truncated before one; -ENOMEM. */
int facs_tiff_open(facs_tiff **out, AVIOContext *io);
void facs_tiff_close(facs_tiff **tiff);

const facs_tiff_info *facs_tiff_get_info(const facs_tiff *tiff);

/* Reads a page, from 0, as a separate TIFF into packet, which is empty. -EINVAL: the page
 * contradicts itself; -EFBIG: too large for a picture; -EIO; -ENOMEM. */
int facs_tiff_read(facs_tiff *tiff, int64_t page, struct AVPacket *packet);

/* What the first directory of a TIFF, or of EXIF, which has the same format, says about its
 * picture. */
typedef struct facs_tiff_traits {
    int orientation; /* EXIF 2.3, 4.6.4: 1 to 8, 1: upright */
    int bits;        /* that MaxSampleValue needs; 0: unknown */
} facs_tiff_traits;

facs_tiff_traits facs_tiff_look(const uint8_t *bytes, size_t count);

#endif
