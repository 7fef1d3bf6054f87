/* What picture files say that FFmpeg does not pass on: which way up a picture is, how many bits of
 * its samples are used, and whether it is the first of several. */
#ifndef FACS_MEDIA_STILL_TRAITS_H
#define FACS_MEDIA_STILL_TRAITS_H

#include "media/ffmpeg.h"

#include <stddef.h>
#include <stdint.h>

typedef struct facs_still_traits {
    int orientation;    /* EXIF's, 1 to 8, 1: upright; 0: unknown */
    int bits;           /* declared bits of a sample; 0: unknown */
    int several;        /* 1: an animated WebP or JPEG XL */
    int announces_more; /* 1: a JPEG announces further pictures: other views, a preview ... */
    uint32_t size;      /* of a JPEG: 65536 height + width; 0: unknown */
} facs_still_traits;

/* Inspects a whole PNG, TIFF or WebP, or a JPEG, whose EXIF FFmpeg reads itself. */
facs_still_traits facs_still_look(enum AVCodecID codec, const uint8_t *bytes, size_t count);

/* Orientation of the primary picture of an AVIF or HEIF (irot, imir), as in EXIF; 0: unknown. head:
 * the first bytes of the file. */
int facs_still_heif_orientation(const uint8_t *head, size_t count);

#endif
