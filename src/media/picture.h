/* From a decoded frame to blue-green-red rows, the right way up. */
#ifndef FACS_MEDIA_PICTURE_H
#define FACS_MEDIA_PICTURE_H

#include "base/frame_pool.h"
#include "media/chroma_rows.h"
#include "media/resize.h"

#include <libavutil/frame.h>

struct SwsContext;

/* All zero to begin with. */
typedef struct facs_picture {
    int quarter_turns; /* clockwise, 0..3 */
    int mirrored;      /* 1: flip top and bottom before turning */
    int aspect[2];     /* width : height of a stored pixel; 0, 0: square */
    int deinterlace;   /* 1: make whole pictures of those that are combs */
    int is_comb;       /* 1: the latest one was interlaced, by the file's word and by its looks */
    struct SwsContext *scaler;
    int width, height, format, full_range; /* of the frames that these were made for */
    uint8_t *rows;                         /* the picture before turning, or NULL */
    ptrdiff_t rows_stride;
    facs_chroma_rows *chroma_rows; /* [height], or NULL where rows of pixels share one */
    uint8_t *turned;               /* the stored picture upright, if it is turned and scaled */
    facs_resize *resize;           /* NULL: it is not scaled */
    int resized[4];                /* from width and height, to width and height */
} facs_picture;

void facs_picture_release(facs_picture *picture);

/* Take the orientation from a display matrix: 9 int32 of native endianness, maybe unaligned. */
void facs_picture_orient(facs_picture *picture, const uint8_t *matrix);

/*
 * Take the shape of stored pixels. One that differs by less than half a per cent from 1, or by more
 * than a factor of 4, which no camera has, counts as square.
 */
void facs_picture_set_aspect(facs_picture *picture, AVRational aspect);

/* Take it from EXIF's orientation, 1 to 8. */
void facs_picture_orient_exif(facs_picture *picture, int orientation);

/* Give a frame the display matrix of EXIF's orientation. FFmpeg's status. */
int facs_picture_tell_orientation(AVFrame *frame, int orientation);

/*
 * The size that a decoded frame of that size has once its pixels are square (the side that is too
 * short for that is stretched, so that none are lost) and it is upright.
 */
void facs_picture_upright_size(const facs_picture *picture, int width, int height,
                               int *upright_width, int *upright_height);

/*
 * Convert frame into target, which has the upright size, or any other: then the picture is scaled
 * to it, and where it is of another shape (by 2 %), it keeps its own between black bars. Without
 * scaling the pixels are those of OpenCV's FFmpeg
 * reader on x86-64: BT.601 coefficients whatever the stream says, its range honoured. They are the
 * same on every processor: YUV with a chroma sample for two pixels (4:2:0, 4:2:2) is converted here
 * (base/yuv.h), where each pixel takes its own chroma sample, or where the height is odd one
 * between rows (media/chroma_rows.h); other formats by swscale, bicubic and with the flags that
 * make it exact. -ENOMEM, -EINVAL: a pixel format that has no colours.
 */
int facs_picture_convert(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target);

#endif
