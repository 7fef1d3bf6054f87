/*
 * What the files of single pictures say beside their pixels, which FFmpeg does not hand on: which
 * way up the picture is, how many bits of its samples mean something, and whether it is the first
 * of several.
 */
#ifndef FACS_MEDIA_STILL_TRAITS_H
#define FACS_MEDIA_STILL_TRAITS_H

#include <stddef.h>
#include <stdint.h>

#include <libavcodec/codec_id.h>

typedef struct facs_still_traits {
    int orientation;    /* as EXIF counts, 1 to 8; 1: the right way up; 0: not said here */
    int bits;           /* of a sample, as declared; 0: not said */
    int several;        /* 1: an animated WebP or JPEG XL */
    int announces_more; /* 1: a JPEG that says that others follow: other views, or a preview ... */
    uint32_t size;      /* of a JPEG: 65536 height + width; 0: not known */
} facs_still_traits;

/* Of a whole PNG, TIFF or WebP, or a JPEG, whose EXIF FFmpeg reads itself. */
facs_still_traits facs_still_look(enum AVCodecID codec, const uint8_t *bytes, size_t count);

/* How the primary picture of an AVIF or HEIF is to be turned (irot, imir), as EXIF counts; 0: it
 * does not say. head: its beginning. */
int facs_still_heif_orientation(const uint8_t *head, size_t count);

#endif
