#include "media/picture.h"

#include "base/cpu.h"
#include "base/yuv.h"
#include "media/jpeg_colours.h"

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

/* 1: a YUV frame in full range, by its colour range or (the old JPEG formats) by its name. */
static int has_full_range(const AVFrame *frame)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    return format && !(format->flags & AV_PIX_FMT_FLAG_RGB) &&
           (frame->color_range == AVCOL_RANGE_JPEG || strncmp(format->name, "yuvj", 4) == 0);
}

/* Forget what was made for another kind of frame. */
static void set_kind(facs_picture *picture, const AVFrame *frame)
{
    const int full_range = has_full_range(frame);

    if (picture->width == frame->width && picture->height == frame->height &&
        picture->format == frame->format && picture->full_range == full_range)
        return;
    sws_freeContext(picture->scaler);
    picture->scaler = NULL;
    av_freep(&picture->rows);
    picture->width = frame->width;
    picture->height = frame->height;
    picture->format = frame->format;
    picture->full_range = full_range;
}

/* Pixel formats whose components are not samples of luma and chroma. */
#define NO_YUV                                                                                     \
    (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL |                         \
     AV_PIX_FMT_FLAG_BITSTREAM)

/* ---- Our own conversion ---------------------------------------------------------------------- */

/* 1: facs_yuv_convert knows such samples: bytes, chroma of two pixels, of one row or two. */
static int is_plain_yuv(const AVPixFmtDescriptor *format)
{
    if (!format || format->flags & NO_YUV || format->nb_components < 3 ||
        format->log2_chroma_w != 1 || format->log2_chroma_h > 1)
        return 0;
    for (int c = 0; c < 3; c++)
        if (format->comp[c].depth != 8 || format->comp[c].shift != 0 || format->comp[c].step > 4)
            return 0;
    return format->comp[1].step == format->comp[2].step;
}

static const uint8_t *samples_of(const AVFrame *frame, const AVComponentDescriptor *component,
                                 int row)
{
    return frame->data[component->plane] + (ptrdiff_t)row * frame->linesize[component->plane] +
           component->offset;
}

static void convert_yuv(const facs_picture *picture, const AVFrame *frame,
                        const AVPixFmtDescriptor *format, uint8_t *pixels, ptrdiff_t stride)
{
    facs_yuv_convert *convert =
        facs_cpu_is_fast() ? FACS_FAST(facs_yuv_convert) : facs_yuv_convert_portable;
    const AVComponentDescriptor *component = format->comp;

    for (int y = 0; y < frame->height; y++, pixels += stride) {
        const facs_yuv_row row = {
            .luma = samples_of(frame, &component[0], y),
            .blue = samples_of(frame, &component[1], y >> format->log2_chroma_h),
            .red = samples_of(frame, &component[2], y >> format->log2_chroma_h),
            .luma_step = component[0].step,
            .chroma_step = component[1].step,
            .full_range = picture->full_range,
        };
        convert(&row, frame->width, pixels);
    }
}

/* 1: facs_jpeg_convert_row knows such samples: bytes in planes, three or grey alone. */
static int is_plain_jpeg(const AVPixFmtDescriptor *format)
{
    if (!format || format->flags & NO_YUV ||
        (format->nb_components != 1 && format->nb_components != 3))
        return 0;
    for (int c = 0; c < format->nb_components; c++)
        if (format->comp[c].depth != 8 || format->comp[c].shift != 0 || format->comp[c].step != 1 ||
            format->comp[c].plane != c)
            return 0;
    return 1;
}

static void convert_jpeg(const AVFrame *frame, const AVPixFmtDescriptor *format, uint8_t *pixels,
                         ptrdiff_t stride)
{
    facs_jpeg_planes planes = {.width = frame->width,
                               .height = frame->height,
                               .chroma_x = format->log2_chroma_w,
                               .chroma_y = format->log2_chroma_h};

    for (int c = 0; c < format->nb_components; c++) {
        planes.plane[c] = frame->data[c];
        planes.stride[c] = frame->linesize[c];
    }
    for (int y = 0; y < frame->height; y++, pixels += stride)
        facs_jpeg_convert_row(&planes, y, pixels);
}

/* ---- swscale's ------------------------------------------------------------------------------- */

static int make_scaler(facs_picture *picture)
{
    /* With these flags its vector code and its plain code give the same bytes; on AArch64, where
       chroma is thinned out along the row alone (4:2:2, 4:1:1), only if it is interpolated for
       every pixel. */
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(picture->format);
    const int narrow = format && format->log2_chroma_w > 0 && format->log2_chroma_h == 0;
    const int flags =
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT | (narrow ? SWS_FULL_CHR_H_INT : 0);

    if (picture->scaler)
        return 0;
    picture->scaler =
        sws_getContext(picture->width, picture->height, picture->format, picture->width,
                       picture->height, AV_PIX_FMT_BGR24, flags, NULL, NULL, NULL);
    if (!picture->scaler)
        return -EINVAL;
    if (picture->full_range)
        sws_setColorspaceDetails(picture->scaler, sws_getCoefficients(SWS_CS_DEFAULT), 1,
                                 sws_getCoefficients(SWS_CS_DEFAULT), 0, 0, 1 << 16, 1 << 16);
    return 0;
}

static int scale(facs_picture *picture, const AVFrame *frame, uint8_t *pixels, ptrdiff_t stride)
{
    uint8_t *planes[4] = {pixels};
    const int strides[4] = {(int)stride};

    int status = make_scaler(picture);
    if (status)
        return status;
    const int rows = sws_scale(picture->scaler, (const uint8_t *const *)frame->data,
                               frame->linesize, 0, frame->height, planes, strides);
    return rows == frame->height ? 0 : -EINVAL;
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
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    const int jpeg = picture->still_jpeg && is_plain_jpeg(format);
    const int own = jpeg || is_plain_yuv(format);
    const ptrdiff_t written =
        3 * (own ? frame->width : ((ptrdiff_t)frame->width + CHUNK - 1) / CHUNK * CHUNK);
    const int direct =
        picture->quarter_turns == 0 && !picture->mirrored && written <= target->stride;
    int status = 0;

    set_kind(picture, frame);
    if (!direct && (status = make_rows(picture)) != 0)
        return status;
    uint8_t *pixels = direct ? target->pixels : picture->rows;
    ptrdiff_t stride = direct ? target->stride : picture->rows_stride;
    if (picture->mirrored) {
        pixels += (frame->height - 1) * stride;
        stride = -stride;
    }
    if (jpeg)
        convert_jpeg(frame, format, pixels, stride);
    else if (own)
        convert_yuv(picture, frame, format, pixels, stride);
    else
        status = scale(picture, frame, pixels, stride);
    if (!status && !direct) {
        const facs_image image = {picture->rows, frame->width, frame->height, picture->rows_stride};
        facs_image_rotate(&image, picture->quarter_turns, target->pixels, target->stride);
    }
    return status;
}
