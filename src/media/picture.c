#include "media/picture.h"

#include "media/deinterlace.h"
#include "media/ffmpeg.h"
#include "media/yuv_frame.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 16 /* pixels that swscale converts at a time, even past the end of a row */

void facs_picture_release(facs_picture *picture)
{
    sws_freeContext(picture->scaler);
    av_free(picture->rows);
    free(picture->chroma_rows);
    av_free(picture->turned);
    facs_resize_close(&picture->resize);
    memset(picture, 0, sizeof(*picture));
}

void facs_picture_turn(facs_picture *picture, int degrees)
{
    picture->quarter_turns = picture->by_hand = degrees / 90;
}

void facs_picture_orient(facs_picture *picture, const uint8_t *matrix)
{
    /* x' = a x + c y, y' = b x + d y in 16.16 fixed point; u, v, w and the translation do not
     * matter. */
    int32_t m[9];
    memcpy(m, matrix, sizeof(m));
    const double a = m[0], b = m[1], c = m[3], d = m[4];
    const double half_pi = 1.57079632679489661923;

    /* Only the turn moves the x axis: flipping top and bottom leaves it in place. */
    picture->quarter_turns = ((int)lround(atan2(b, a) / half_pi) + 4 + picture->by_hand) % 4;
    picture->mirrored = a * d - b * c < 0;
}

void facs_picture_set_aspect(facs_picture *picture, AVRational aspect)
{
    const double ratio = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1;
    const int square = fabs(ratio - 1) < 0.005 || ratio > 4 || ratio < 0.25;
    picture->aspect[0] = square ? 0 : aspect.num;
    picture->aspect[1] = square ? 0 : aspect.den;
}

/* EXIF 2.3, 4.6.4: where the 0th row and the 0th column are seen. */
static const struct {
    uint8_t turns, mirrored;
} exif_ways[9] = {{0, 0}, {0, 0}, {2, 1}, {2, 0}, {0, 1}, {1, 1}, {1, 0}, {3, 1}, {3, 0}};

int facs_picture_tell_orientation(AVFrame *frame, int orientation)
{
    int32_t matrix[9];
    AVFrameSideData *side =
        av_frame_new_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX, sizeof(matrix));
    if (!side)
        return AVERROR(ENOMEM);
    av_display_rotation_set(matrix, 90 * exif_ways[orientation].turns);
    if (exif_ways[orientation].mirrored) {
        matrix[3] = -matrix[3];
        matrix[4] = -matrix[4];
    }
    memcpy(side->data, matrix, sizeof(matrix));
    return 0;
}

void facs_picture_orient_exif(facs_picture *picture, int orientation)
{
    picture->quarter_turns = (exif_ways[orientation].turns + picture->by_hand) % 4;
    picture->mirrored = exif_ways[orientation].mirrored;
}

void facs_picture_upright_size(const facs_picture *picture, int width, int height,
                               int *upright_width, int *upright_height)
{
    const int sideways = picture->quarter_turns % 2;
    const int64_t across = picture->aspect[0], down = picture->aspect[1];

    if (across > down)
        width = (int)av_rescale(width, across, down);
    else if (across < down)
        height = (int)av_rescale(height, down, across);
    *upright_width = sideways ? height : width;
    *upright_height = sideways ? width : height;
}

/* Returns 1 if a YUV frame has full range, by its colour range or (the old JPEG formats) its name.
 * */
static int has_full_range(const AVFrame *frame)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    return format && !(format->flags & AV_PIX_FMT_FLAG_RGB) &&
           (frame->color_range == AVCOL_RANGE_JPEG || strncmp(format->name, "yuvj", 4) == 0);
}

/* Discards what was made for another kind of frame. */
static void set_kind(facs_picture *picture, const AVFrame *frame)
{
    const int full_range = has_full_range(frame);

    if (picture->width == frame->width && picture->height == frame->height &&
        picture->format == frame->format && picture->full_range == full_range)
        return;
    sws_freeContext(picture->scaler);
    picture->scaler = NULL;
    av_freep(&picture->rows);
    free(picture->chroma_rows);
    picture->chroma_rows = NULL;
    av_freep(&picture->turned);
    picture->width = frame->width;
    picture->height = frame->height;
    picture->format = frame->format;
    picture->full_range = full_range;
}

/* ---- Our own conversion ---------------------------------------------------------------------- */

/* For 4:2:0 of odd height swscale uses other code: a third variant for the last two rows, and a
 * fourth for all rows if the width is odd, too. These two are not imitated. */
static int needs_chroma_rows(const facs_picture *picture, const AVPixFmtDescriptor *format)
{
    return format->log2_chroma_h > 0 && picture->height % 2 &&
           picture->height >= FACS_CHROMA_ROWS_MIN_HEIGHT && picture->width % 2 == 0;
}

static int make_chroma_rows(facs_picture *picture, const AVPixFmtDescriptor *format)
{
    const int height = picture->height;

    if (picture->chroma_rows || !needs_chroma_rows(picture, format))
        return 0;
    picture->chroma_rows = malloc((size_t)height * sizeof(*picture->chroma_rows));
    return picture->chroma_rows ? facs_chroma_rows_fill(picture->chroma_rows, height) : -ENOMEM;
}

static void convert_yuv(const facs_picture *picture, const AVFrame *frame, uint8_t *pixels,
                        ptrdiff_t stride)
{
    const facs_yuv_frame yuv = facs_yuv_frame_of(frame, picture->chroma_rows, picture->full_range);

    for (int y = 0; y < frame->height; y++, pixels += stride)
        facs_yuv_frame_row(&yuv, 0, y, frame->width, pixels);
}

/* ---- Conversion by swscale ------------------------------------------------------------------- */

static int make_scaler(facs_picture *picture)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(picture->format);
    /* With these flags its vector code and its plain code give the same bytes; on arm64, chroma
     * with all rows but not all columns needs the last one. */
    int flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT;

    if (picture->scaler)
        return 0;
    if (format && format->log2_chroma_w > 0 && format->log2_chroma_h == 0)
        flags |= SWS_FULL_CHR_H_INT;
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

/* Allocates rows for a picture that will be turned, or whose target has too little room after a
 * row. */
static int make_rows(facs_picture *picture)
{
    if (picture->rows)
        return 0;
    const size_t stride = 3 * (((size_t)picture->width + CHUNK - 1) / CHUNK * CHUNK) + 64;
    picture->rows_stride = (ptrdiff_t)(stride / 64 * 64);
    picture->rows =
        av_malloc((size_t)picture->rows_stride * (size_t)picture->height + FACS_IMAGE_SPARE);
    return picture->rows ? 0 : -ENOMEM;
}

/* ---- Interlaced pictures --------------------------------------------------------------------- */

/* The row, 0 or 1, of the earlier field; 0 if unknown. */
static int first_row(const AVFrame *frame)
{
    return FACS_FRAME_IS(frame, interlaced_frame, INTERLACED) &&
           !FACS_FRAME_IS(frame, top_field_first, TOP_FIELD_FIRST);
}

/* The flag alone proves nothing: many recorders set it on progressive pictures. With --deinterlace,
 * pictures that have lost the flag are checked, too. pixels: in memory order. */
static int mend_interlaced(facs_picture *picture, const AVFrame *frame, uint8_t *pixels,
                           ptrdiff_t stride)
{
    const facs_image image = {
        .pixels = pixels, .width = frame->width, .height = frame->height, .stride = stride};
    const int said = FACS_FRAME_IS(frame, interlaced_frame, INTERLACED);

    picture->is_comb = 0;
    if (!said && !picture->deinterlace)
        return 0;
    const int is_comb = facs_deinterlace_is_comb(&image);
    if (is_comb <= 0)
        return is_comb;
    picture->is_comb = said;
    if (picture->deinterlace) {
        const int row = first_row(frame);
        facs_deinterlace(pixels, frame->width, frame->height, stride,
                         picture->mirrored ? (frame->height - 1 - row) % 2 : row);
    }
    return 0;
}

/* ---- Placing it in the target ---------------------------------------------------------------- */

/* Where in the target the picture goes. */
typedef struct place {
    int x, y, width, height;
} place;

/* A picture of another size but about the same shape (sides are rounded) fills the target. */
static place find_place(const facs_picture *picture, const facs_pool_frame *target)
{
    const place whole = {0, 0, target->width, target->height};
    int width, height;

    facs_picture_upright_size(picture, picture->width, picture->height, &width, &height);
    const double across = (double)target->width / width, down = (double)target->height / height;
    if (fabs(across / down - 1) < 0.02)
        return whole;
    const double scale = fmin(across, down);
    place found = {0};
    found.width = across <= down ? target->width : (int)fmax(1, round(width * scale));
    found.height = down <= across ? target->height : (int)fmax(1, round(height * scale));
    found.x = (target->width - found.width) / 2;
    found.y = (target->height - found.height) / 2;
    return found;
}

static int make_resize(facs_picture *picture, int width, int height, const place *to)
{
    const int sizes[4] = {width, height, to->width, to->height};

    if (picture->resize && memcmp(sizes, picture->resized, sizeof(sizes)) == 0)
        return 0;
    facs_resize_close(&picture->resize);
    memcpy(picture->resized, sizes, sizeof(sizes));
    return facs_resize_open(&picture->resize, width, height, to->width, to->height);
}

/* Turns the picture in rows, scales it, and puts it into its place in the target. */
static int set_in_place(facs_picture *picture, const place *to, const facs_pool_frame *target)
{
    const int turns = picture->quarter_turns, sideways = turns % 2;
    const int width = sideways ? picture->height : picture->width;
    const int height = sideways ? picture->width : picture->height;
    uint8_t *pixels = target->pixels + to->y * target->stride + 3 * (ptrdiff_t)to->x;
    facs_image image = {.pixels = picture->rows,
                        .width = picture->width,
                        .height = picture->height,
                        .stride = picture->rows_stride};

    for (int y = 0;
         (to->width < target->width || to->height < target->height) && y < target->height; y++)
        memset(target->pixels + y * target->stride, 0, 3 * (size_t)target->width);
    if (to->width == width && to->height == height) {
        facs_image_rotate(&image, turns, pixels, target->stride);
        return 0;
    }
    int status = make_resize(picture, width, height, to);
    if (status)
        return status;
    if (turns) {
        if (!picture->turned)
            picture->turned = av_malloc(3 * (size_t)width * (size_t)height);
        if (!picture->turned)
            return -ENOMEM;
        facs_image_rotate(&image, turns, picture->turned, 3 * (ptrdiff_t)width);
        image = (facs_image){.pixels = picture->turned,
                             .width = width,
                             .height = height,
                             .stride = 3 * (ptrdiff_t)width};
    }
    facs_resize_run(picture->resize, &image, pixels, target->stride);
    return 0;
}

/* 1: the picture fills the target as it is. */
static int is_direct(const facs_picture *picture, const place *to, const facs_pool_frame *target)
{
    return picture->quarter_turns == 0 && !picture->mirrored && picture->width == target->width &&
           picture->height == target->height && to->width == target->width &&
           to->height == target->height;
}

size_t facs_picture_held_bytes(facs_picture *picture, const AVFrame *frame,
                               const facs_pool_frame *target)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);

    set_kind(picture, frame);
    const place to = find_place(picture, target);
    if (!facs_yuv_frame_is_plain(format) || !is_direct(picture, &to, target) ||
        needs_chroma_rows(picture, format) || picture->deinterlace ||
        FACS_FRAME_IS(frame, interlaced_frame, INTERLACED))
        return 0;
    return facs_yuv_frame_bytes(frame);
}

int facs_picture_hold(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target)
{
    picture->is_comb = 0;
    return facs_yuv_frame_hold(frame, picture->full_range, &target->held);
}

int facs_picture_convert(facs_picture *picture, const AVFrame *frame, facs_pool_frame *target)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    const int own = facs_yuv_frame_is_plain(format);
    const ptrdiff_t written =
        3 * (own ? frame->width : ((ptrdiff_t)frame->width + CHUNK - 1) / CHUNK * CHUNK);
    int status = 0;

    set_kind(picture, frame);
    const place to = find_place(picture, target);
    const int direct = is_direct(picture, &to, target) && written <= target->stride;
    if (!direct && (status = make_rows(picture)) != 0)
        return status;
    if (own && (status = make_chroma_rows(picture, format)) != 0)
        return status;
    uint8_t *pixels = direct ? target->pixels : picture->rows;
    ptrdiff_t stride = direct ? target->stride : picture->rows_stride;
    if (picture->mirrored) {
        pixels += (frame->height - 1) * stride;
        stride = -stride;
    }
    if (own)
        convert_yuv(picture, frame, pixels, stride);
    else
        status = scale(picture, frame, pixels, stride);
    if (status == 0)
        status = mend_interlaced(picture, frame, direct ? target->pixels : picture->rows,
                                 direct ? target->stride : picture->rows_stride);
    return status || direct ? status : set_in_place(picture, &to, target);
}
