/* From a decoded frame to upright blue-green-red rows. */
#ifndef FACS_MEDIA_PICTURE_H
#define FACS_MEDIA_PICTURE_H

#include "base/frame_pool.h"
#include "media/chroma_rows.h"
#include "media/ffmpeg.h"
#include "media/resize.h"

struct SwsContext;

/* Since FFmpeg 6.1, these fields of a frame are flags. */
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
#define FACS_FRAME_IS(frame, field, flag) (((frame)->flags & AV_FRAME_FLAG_##flag) != 0)
#else
#define FACS_FRAME_IS(frame, field, flag) ((frame)->field)
#endif

/* All zero to begin with. */
typedef struct facs_picture {
    int quarter_turns; /* clockwise, 0..3, those by hand included */
    int by_hand;       /* of these, the caller's, after those that the file asks for */
    int mirrored;      /* 1: flip top and bottom before turning */
    int aspect[2];     /* width : height of a stored pixel; 0, 0: square */
    int deinterlace;   /* 1: deinterlace pictures that are combs */
    int is_comb;       /* 1: the latest picture was interlaced, by its flag and by its looks */
    struct SwsContext *scaler;
    int width, height, format, full_range; /* of the frames that these were made for */
    uint8_t *rows;                         /* the picture before turning, or NULL */
    ptrdiff_t rows_stride;
    facs_chroma_rows *chroma_rows; /* [height], or NULL where rows of pixels share one */
    uint8_t *turned;               /* the upright picture, if it is turned and scaled */
    facs_resize *resize;           /* NULL: no scaling */
    int resized[4];                /* from width and height, to width and height */
} facs_picture;

void facs_picture_release(facs_picture *picture);

/* What to turn after what the file asks for, which is taken afterwards: degrees clockwise, 0, 90,
 * 180 or 270. */
void facs_picture_turn(facs_picture *picture, int degrees);

/* Takes the orientation from a display matrix: 9 int32 in native byte order, perhaps unaligned. */
void facs_picture_orient(facs_picture *picture, const uint8_t *matrix);

/* Takes the aspect ratio of stored pixels. Within half a per cent of 1, or beyond a factor of 4,
 * which no camera has, they count as square. */
void facs_picture_set_aspect(facs_picture *picture, AVRational aspect);

/* Takes the orientation from EXIF's, 1 to 8. */
void facs_picture_orient_exif(facs_picture *picture, int orientation);

/* Gives frame the display matrix of EXIF's orientation. Returns FFmpeg's status. */
int facs_picture_tell_orientation(AVFrame *frame, int orientation);

/* The size of a decoded frame once its pixels are square (the shorter side is stretched, so that
 * none are lost) and it is upright. */
void facs_picture_upright_size(const facs_picture *picture, int width, int height,
                               int *upright_width, int *upright_height);

/* Converts frame into target. If target does not have the upright size, the picture is scaled to
 * it, with black bars if the shapes differ by more than 2 %. Without scaling, the pixels are those
 * of OpenCV's FFmpeg reader on x86-64: BT.601 coefficients whatever the stream says, but its range.
 * They are the same on every processor: YUV with one chroma sample for two pixels (4:2:0, 4:2:2) is
 * converted here (base/yuv.h), each pixel with its own chroma sample or, if the height is odd, one
 * between rows (media/chroma_rows.h); other formats by swscale, bicubic, with the flags that make
 * it exact. -ENOMEM; -EINVAL: a pixel format without colours. */
int facs_picture_convert(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target);

/* Most frames need not be converted whole: target, whose size is known, may hold them, and each
 * part is converted where somebody reads it, to the same pixels. Returns the bytes that frame has;
 * 0: it must be converted (turned, scaled, perhaps interlaced, or of a format that swscale
 * converts). */
size_t facs_picture_held_bytes(facs_picture *picture, const AVFrame *frame,
                               const facs_pool_frame *target);

/* Has target hold such a frame. -ENOMEM. */
int facs_picture_hold(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target);

#endif
