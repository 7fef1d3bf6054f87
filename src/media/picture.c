#include "media/picture.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#define CHUNK 16 /* pixels: swscale's vector code converts so many at a time, past a row's end */

void facs_picture_release(facs_picture *picture)
{
    sws_freeContext(picture->scaler);
    av_free(picture->rows);
    memset(picture, 0, sizeof(*picture));
}

void facs_picture_orient(facs_picture *picture, const uint8_t *matrix)
{
    /* x' = a x + c y, y' = b x + d y, 16.16 fixed point; u, v, w and the translation play no part.
     */
    int32_t m[9];
    memcpy(m, matrix, sizeof(m));
    const double a = m[0], b = m[1], c = m[3], d = m[4];
    const double half_pi = 1.57079632679489661923;

    /* Where the x axis goes is the turn alone: flipping top and bottom leaves that axis in place.
     */
    picture->quarter_turns = ((int)lround(atan2(b, a) / half_pi) + 4) % 4;
    picture->mirrored = a * d - b * c < 0;
}

void facs_picture_upright_size(const facs_picture *picture, int width, int height,
                               int *upright_width, int *upright_height)
{
    const int sideways = picture->quarter_turns % 2;
    *upright_width = sideways ? height : width;
    *upright_height = sideways ? width : height;
}

/* 1: a YUV frame in full range that its pixel format alone does not tell. */
static int has_full_range(const AVFrame *frame)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    return format && !(format->flags & AV_PIX_FMT_FLAG_RGB) &&
           frame->color_range == AVCOL_RANGE_JPEG;
}

static int make_scaler(facs_picture *picture, const AVFrame *frame)
{
    const int full_range = has_full_range(frame);
    if (picture->scaler && picture->width == frame->width && picture->height == frame->height &&
        picture->format == frame->format && picture->full_range == full_range)
        return 0;
    sws_freeContext(picture->scaler);
    /*
     * swscale's portable direct converter leaves out the last column of an odd width; with this
     * flag the general one is used, which does not.
     */
    const int flags = SWS_BICUBIC | (frame->width % 2 ? SWS_ACCURATE_RND : 0);
    picture->scaler = sws_getContext(frame->width, frame->height, frame->format, frame->width,
                                     frame->height, AV_PIX_FMT_BGR24, flags, NULL, NULL, NULL);
    if (!picture->scaler)
        return -EINVAL;
    if (full_range)
        sws_setColorspaceDetails(picture->scaler, sws_getCoefficients(SWS_CS_DEFAULT), 1,
                                 sws_getCoefficients(SWS_CS_DEFAULT), 0, 0, 1 << 16, 1 << 16);
    picture->width = frame->width;
    picture->height = frame->height;
    picture->format = frame->format;
    picture->full_range = full_range;
    av_freep(&picture->rows);
    return 0;
}

/* Memory for a picture that is to be turned, or whose target has too little room after a row. */
static int make_rows(facs_picture *picture)
{
    if (picture->rows)
        return 0;
    const size_t stride = 3 * (((size_t)picture->width + CHUNK - 1) / CHUNK * CHUNK) + 64;
    picture->rows_stride = (ptrdiff_t)(stride / 64 * 64);
    picture->rows = av_malloc((size_t)picture->rows_stride * (size_t)picture->height + 64);
    return picture->rows ? 0 : -ENOMEM;
}

int facs_picture_convert(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target)
{
    int status = make_scaler(picture, frame);
    if (status)
        return status;

    const ptrdiff_t written = 3 * (((ptrdiff_t)frame->width + CHUNK - 1) / CHUNK * CHUNK);
    const int direct =
        picture->quarter_turns == 0 && !picture->mirrored && written <= target->stride;
    if (!direct && (status = make_rows(picture)) != 0)
        return status;

    uint8_t *pixels = direct ? target->pixels : picture->rows;
    ptrdiff_t stride = direct ? target->stride : picture->rows_stride;
    if (picture->mirrored) {
        pixels += (frame->height - 1) * stride;
        stride = -stride;
    }
    uint8_t *planes[4] = {pixels};
    const int strides[4] = {(int)stride};
    const int rows = sws_scale(picture->scaler, (const uint8_t *const *)frame->data,
                               frame->linesize, 0, frame->height, planes, strides);
    if (rows != frame->height)
        return -EINVAL;
    if (!direct) {
        const facs_image image = {picture->rows, frame->width, frame->height, picture->rows_stride};
        facs_image_rotate(&image, picture->quarter_turns, target->pixels, target->stride);
    }
    return 0;
}
