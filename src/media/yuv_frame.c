#include "media/yuv_frame.h"

#include "base/cpu.h"
#include "media/samples.h"

#include <errno.h>
#include <stdlib.h>

/* Bits of a sample as facs_yuv_convert counts them, including the unused low ones. */
static int bits_of(const AVPixFmtDescriptor *format)
{
    return format->comp[0].depth + format->comp[0].shift;
}

int facs_yuv_frame_is_plain(const AVPixFmtDescriptor *format)
{
    const uint64_t others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL |
                            AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT;

    if (!format || format->flags & others || format->nb_components < 3 ||
        format->log2_chroma_w != 1 || format->log2_chroma_h > 1)
        return 0;
    for (int c = 0; c < 3; c++) {
        const AVComponentDescriptor *component = &format->comp[c];
        const int bytes = component->depth > 8 ? 2 : 1;
        if (component->depth < 8 || component->depth + component->shift != bits_of(format) ||
            bits_of(format) > 8 * bytes || component->step > 4 * bytes)
            return 0;
    }
    return format->comp[1].step == format->comp[2].step;
}

facs_yuv_frame facs_yuv_frame_of(const AVFrame *frame, const facs_chroma_rows *chroma_rows,
                                 int full_range)
{
    return (facs_yuv_frame){.frame = frame,
                            .format = av_pix_fmt_desc_get(frame->format),
                            .chroma_rows = chroma_rows,
                            .full_range = full_range,
                            .convert = FACS_FASTEST(facs_yuv_convert),
                            .convert_grey = FACS_FASTEST(facs_yuv_grey)};
}

/* offset: bytes from the start of a row of chroma. */
static void set_blend(const facs_yuv_frame *yuv, int y, ptrdiff_t offset, facs_yuv_blend *blend)
{
    const facs_chroma_rows *rows = &yuv->chroma_rows[y];
    for (int i = 0; i < 4; i++) {
        blend->blue[i] =
            facs_samples_row(yuv->frame, &yuv->format->comp[1], rows->first + i) + offset;
        blend->red[i] =
            facs_samples_row(yuv->frame, &yuv->format->comp[2], rows->first + i) + offset;
        blend->factors[i] = rows->factors[i];
    }
}

/* Returns row y from x on. blend: where to write how its chroma is blended. */
static facs_yuv_row row_of(const facs_yuv_frame *yuv, int x, int y, facs_yuv_blend *blend)
{
    const AVPixFmtDescriptor *format = yuv->format;
    const AVComponentDescriptor *component = format->comp;
    const int chroma_y = y >> format->log2_chroma_h;
    const ptrdiff_t offset = (ptrdiff_t)(x / 2) * component[1].step;

    if (yuv->chroma_rows)
        set_blend(yuv, y, offset, blend);
    return (facs_yuv_row){
        .blend = yuv->chroma_rows ? blend : NULL,
        .luma = facs_samples_row(yuv->frame, &component[0], y) + (ptrdiff_t)x * component[0].step,
        .blue = facs_samples_row(yuv->frame, &component[1], chroma_y) + offset,
        .red = facs_samples_row(yuv->frame, &component[2], chroma_y) + offset,
        .luma_step = component[0].step,
        .chroma_step = component[1].step,
        .bits = bits_of(format),
        .full_range = yuv->full_range,
    };
}

void facs_yuv_frame_row(const facs_yuv_frame *yuv, int x, int y, int count, uint8_t *bgr)
{
    facs_yuv_blend blend;
    const facs_yuv_row row = row_of(yuv, x, y, &blend);
    yuv->convert(&row, count, bgr);
}

/* ---- Held ------------------------------------------------------------------------------------ */

size_t facs_yuv_frame_bytes(const AVFrame *frame)
{
    size_t bytes = 0;
    for (int i = 0; i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
        bytes += (size_t)frame->buf[i]->size;
    return bytes;
}

typedef struct held_frame {
    facs_yuv_frame yuv;
    AVFrame *frame;
} held_frame;

static void convert_held(const void *self, int x, int y, int count, uint8_t *bgr)
{
    const held_frame *held = self;
    facs_yuv_frame_row(&held->yuv, x, y, count, bgr);
}

static void convert_held_grey(const void *self, int x, int y, int count, uint8_t *grey)
{
    const facs_yuv_frame *yuv = &((const held_frame *)self)->yuv;
    facs_yuv_blend blend;
    const facs_yuv_row row = row_of(yuv, x, y, &blend);
    yuv->convert_grey(&row, count, grey);
}

static void release_held(void *self)
{
    held_frame *held = self;
    av_frame_free(&held->frame);
    free(held);
}

int facs_yuv_frame_hold(const AVFrame *frame, int full_range, facs_held *out)
{
    held_frame *held = malloc(sizeof(*held));
    if (!held)
        return -ENOMEM;
    held->frame = av_frame_clone(frame); /* no copy: the planes are shared */
    if (!held->frame) {
        free(held);
        return -ENOMEM;
    }
    held->yuv = facs_yuv_frame_of(held->frame, NULL, full_range);
    *out = (facs_held){.self = held,
                       .convert = convert_held,
                       .convert_grey = convert_held_grey,
                       .release = release_held};
    return 0;
}
