#include "base/pixels.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/grey.h"
#include "base/yuv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 512 /* pixels converted to grey at a time; even, as two share their chroma */

/* Each format's number of planes, the bytes of a pixel in the first, and the places of its blue,
 * green and red there. */
static const struct layout {
    int planes, bytes, at[3];
} layouts[] = {
    [FACS_PIXELS_BGR] = {1, 3, {0, 1, 2}},  [FACS_PIXELS_RGB] = {1, 3, {2, 1, 0}},
    [FACS_PIXELS_BGRA] = {1, 4, {0, 1, 2}}, [FACS_PIXELS_RGBA] = {1, 4, {2, 1, 0}},
    [FACS_PIXELS_GREY] = {1, 1, {0, 0, 0}}, [FACS_PIXELS_NV12] = {2, 1, {0, 0, 0}},
    [FACS_PIXELS_I420] = {3, 1, {0, 0, 0}},
};

static int is_format(facs_pixel_format format)
{
    return (int)format >= 0 && (size_t)format < sizeof(layouts) / sizeof(layouts[0]);
}

facs_pixels facs_pixels_of(const facs_image *image)
{
    return (facs_pixels){.width = image->width,
                         .height = image->height,
                         .plane = {image->pixels},
                         .stride = {image->stride}};
}

static int is_room(const uint8_t *plane, ptrdiff_t stride, int bytes)
{
    return plane && (stride < 0 ? -stride : stride) >= (ptrdiff_t)bytes;
}

int facs_pixels_check(const facs_frame *frame, facs_error *error)
{
    if (!is_format(frame->format) || frame->width < 1 || frame->width > FACS_IMAGE_MAX_SIDE ||
        frame->height < 1 || frame->height > FACS_IMAGE_MAX_SIDE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "frame %lld: expected a picture of 1 to %d pixels a side, in one of the "
                         "formats of facs_pixel_format",
                         (long long)frame->index, FACS_IMAGE_MAX_SIDE);
    const struct layout *layout = &layouts[frame->format];
    const int pairs = (frame->width + 1) / 2;
    int fits = is_room(frame->pixels, frame->stride, layout->bytes * frame->width);
    for (int i = 0; i + 1 < layout->planes; i++)
        fits = fits && is_room(frame->chroma[i], frame->chroma_stride[i],
                               layout->planes == 2 ? 2 * pairs : pairs);
    return fits ? 0
                : facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                            "frame %lld: expected pixels, and the chroma that the format has, in "
                            "rows of at least %d bytes",
                            (long long)frame->index, layout->bytes * frame->width);
}

int facs_pixels_take(facs_pixels *pixels, const facs_frame *frame, facs_bgr_copy *copy)
{
    const size_t bytes = 3 * (size_t)frame->width * (size_t)frame->height;
    const int is_image = frame->format == FACS_PIXELS_BGR && frame->stride > 0;
    *pixels =
        (facs_pixels){.format = frame->format,
                      .width = frame->width,
                      .height = frame->height,
                      .full_range = frame->full_range,
                      .plane = {frame->pixels, frame->chroma[0], frame->chroma[1]},
                      .stride = {frame->stride, frame->chroma_stride[0], frame->chroma_stride[1]},
                      .copy = is_image ? NULL : copy};
    if (is_image || bytes <= copy->room)
        return 0;
    facs_bgr_copy_free(copy);
    copy->bytes = malloc(bytes); /* takes no memory until it is written to */
    copy->room = copy->bytes ? bytes : 0;
    return copy->bytes ? 0 : -ENOMEM;
}

void facs_bgr_copy_free(facs_bgr_copy *copy)
{
    free(copy->bytes);
    *copy = (facs_bgr_copy){.bytes = NULL};
}

static void convert_yuv(const facs_pixels *p, int y, int x, int count, uint8_t *bgr)
{
    const int semi = p->format == FACS_PIXELS_NV12;
    const uint8_t *chroma[2];
    for (int i = 0; i < 2; i++)
        chroma[i] = semi ? p->plane[1] + y / 2 * p->stride[1] + x + i
                         : p->plane[1 + i] + y / 2 * p->stride[1 + i] + x / 2;
    const facs_yuv_row row = {.luma = p->plane[0] + y * p->stride[0] + x,
                              .blue = chroma[0],
                              .red = chroma[1],
                              .luma_step = 1,
                              .chroma_step = semi ? 2 : 1,
                              .bits = 8,
                              .full_range = p->full_range};
    FACS_FASTEST(facs_yuv_convert)(&row, count, bgr);
}

/* Converts count pixels of row y from x, which is even. */
static void convert(const facs_pixels *p, int y, int x, int count, uint8_t *bgr)
{
    const struct layout *layout = &layouts[p->format];
    if (layout->planes > 1) {
        convert_yuv(p, y, x, count, bgr);
        return;
    }
    const int bytes = layout->bytes, b = layout->at[0], g = layout->at[1], r = layout->at[2];
    const uint8_t *from = p->plane[0] + y * p->stride[0] + (ptrdiff_t)bytes * x;
    for (int i = 0; i < count; i++, from += bytes, bgr += 3) {
        bgr[0] = from[b];
        bgr[1] = from[g];
        bgr[2] = from[r];
    }
}

facs_image facs_pixels_bgr(const facs_pixels *p)
{
    if (!p->copy)
        return (facs_image){p->plane[0], p->width, p->height, p->stride[0]};
    const ptrdiff_t stride = (ptrdiff_t)3 * p->width;
    for (int y = 0; y < p->height && !p->copy->made; y++)
        convert(p, y, 0, p->width, p->copy->bytes + y * stride);
    p->copy->made = 1;
    return (facs_image){p->copy->bytes, p->width, p->height, stride};
}

/* By way of blue-green-red, as luma is the same grey only if no colour is clipped at 0 or 255. */
static void convert_grey(const facs_pixels *p, int y, uint8_t *grey)
{
    facs_grey_row *row = FACS_FASTEST(facs_grey_row);
    uint8_t bgr[3 * PIECE];
    for (int x = 0; x < p->width; x += PIECE) {
        const int count = p->width - x < PIECE ? p->width - x : PIECE;
        convert(p, y, x, count, bgr);
        row(bgr, count, grey + x);
    }
}

void facs_pixels_grey(const facs_pixels *p, uint8_t *grey, ptrdiff_t stride)
{
    if (!p->copy || p->copy->made) {
        const facs_image image = facs_pixels_bgr(p);
        facs_grey_convert(&image, grey, stride);
        return;
    }
    for (int y = 0; y < p->height; y++)
        if (p->format == FACS_PIXELS_GREY)
            memcpy(grey + y * stride, p->plane[0] + y * p->stride[0], (size_t)p->width);
        else
            convert_grey(p, y, grey + y * stride);
}
