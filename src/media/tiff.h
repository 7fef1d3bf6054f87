/*
 * The pages of a TIFF (6.0, and BigTIFF with its 64-bit offsets) one by one: FFmpeg reads the first
 * page alone, no BigTIFF, and nothing but whole files. What comes out are small TIFFs of one page
 * each, as FFmpeg reads them. Stacks of ImageJ, whose one directory stands for many pages, too.
 */
#ifndef FACS_MEDIA_TIFF_H
#define FACS_MEDIA_TIFF_H

#include <stddef.h>
#include <stdint.h>

#include <libavformat/avio.h>

struct AVPacket;

typedef struct facs_tiff facs_tiff;

typedef struct facs_tiff_info {
    int width, height; /* of the first page */
    int64_t pages;     /* full pictures, not previews of them and not masks */
    int big;           /* 1: BigTIFF */
    int cut;           /* 1: a page, or the list of the pages, lies behind the end of the file */
    int unlisted;      /* 1: the list of pages goes in a circle or beyond all measure */
    int raw_camera;    /* 1: what a camera's sensor saw, with a preview at best */
    const char *fault; /* "it is cut into tiles": why its first page cannot be read; or NULL */
    double frame_rate; /* pages per second, as ImageJ writes it; 0: not said */
} facs_tiff_info;

/* Walk through the directories of what io, which can be sought, holds; io is kept. -EINVAL: this is
 * no TIFF with a picture; -ENODATA: nor can be, for it is cut short; -ENOMEM. */
int facs_tiff_open(facs_tiff **out, AVIOContext *io);
void facs_tiff_close(facs_tiff **tiff);

const facs_tiff_info *facs_tiff_get_info(const facs_tiff *tiff);

/* A page, from 0, as a TIFF of its own in packet, which is empty. -EINVAL: what the page says of
 * itself cannot be; -EFBIG: more than a picture may have; -EIO; -ENOMEM. */
int facs_tiff_read(facs_tiff *tiff, int64_t page, struct AVPacket *packet);

/* What the first directory of a TIFF, as which EXIF is written too, says of its picture. */
typedef struct facs_tiff_traits {
    int orientation; /* EXIF 2.3, 4.6.4: 1 to 8, 1 the right way up */
    int bits;        /* that MaxSampleValue needs; 0: not said */
} facs_tiff_traits;

facs_tiff_traits facs_tiff_look(const uint8_t *bytes, size_t count);

#endif
