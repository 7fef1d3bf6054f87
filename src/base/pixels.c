#include "base/pixels.h"

#include "base/cpu.h"
#include "base/error.h"

#include <errno.h>
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

/* The kernels are chosen once for a picture, not for each row. */
static facs_pixels pixels_of(int width, int height)
{
    return (facs_pixels){.width = width,
                         .height = height,
                         .from_yuv = FACS_FASTEST(facs_yuv_convert),
                         .grey_from_yuv = FACS_FASTEST(facs_yuv_grey),
                         .to_grey = FACS_FASTEST(facs_grey_row)};
}

facs_pixels facs_pixels_of(const facs_image *image)
{
    facs_pixels pixels = pixels_of(image->width, image->height);
    pixels.plane[0] = image->pixels;
    pixels.stride[0] = image->stride;
    return pixels;
}

facs_pixels facs_pixels_of_held(const facs_held *held, int width, int height)
{
    facs_pixels pixels = pixels_of(width, height);
    pixels.held = held;
    return pixels;
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

facs_pixels facs_pixels_of_frame(const facs_frame *frame)
{
    facs_pixels pixels = pixels_of(frame->width, frame->height);
    pixels.format = frame->format;
    pixels.full_range = frame->full_range;
    pixels.plane[0] = frame->pixels;
    pixels.stride[0] = frame->stride;
    for (int i = 0; i < 2; i++) {
        pixels.plane[1 + i] = frame->chroma[i];
        pixels.stride[1 + i] = frame->chroma_stride[i];
    }
    return pixels;
}

int facs_pixels_are(const facs_pixels *p, int depth)
{
    return !p->held && p->stride[0] > 0 &&
           p->format == (depth == 3 ? FACS_PIXELS_BGR : FACS_PIXELS_GREY);
}

static facs_yuv_row yuv_row(const facs_pixels *p, int x, int y)
{
    const int semi = p->format == FACS_PIXELS_NV12;
    const uint8_t *chroma[2];
    for (int i = 0; i < 2; i++)
        chroma[i] = semi ? p->plane[1] + y / 2 * p->stride[1] + x + i
                         : p->plane[1 + i] + y / 2 * p->stride[1 + i] + x / 2;
    return (facs_yuv_row){.luma = p->plane[0] + y * p->stride[0] + x,
                          .blue = chroma[0],
                          .red = chroma[1],
                          .luma_step = 1,
                          .chroma_step = semi ? 2 : 1,
                          .bits = 8,
                          .full_range = p->full_range};
}

static void convert_yuv(const facs_pixels *p, int x, int y, int count, uint8_t *bgr)
{
    const facs_yuv_row row = yuv_row(p, x, y);
    p->from_yuv(&row, count, bgr);
}

static void reorder(const facs_pixels *p, int x, int y, int count, uint8_t *bgr)
{
    const struct layout *layout = &layouts[p->format];
    const int bytes = layout->bytes, b = layout->at[0], g = layout->at[1], r = layout->at[2];
    const uint8_t *from = p->plane[0] + y * p->stride[0] + (ptrdiff_t)bytes * x;
    if (p->format == FACS_PIXELS_BGR) {
        memcpy(bgr, from, 3 * (size_t)count);
        return;
    }
    for (int i = 0; i < count; i++, from += bytes, bgr += 3) {
        bgr[0] = from[b];
        bgr[1] = from[g];
        bgr[2] = from[r];
    }
}

static int is_yuv(const facs_pixels *p)
{
    return layouts[p->format].planes > 1;
}

void facs_pixels_bgr_row(const facs_pixels *p, int x, int y, int count, uint8_t *bgr)
{
    if (p->held)
        p->held->convert(p->held->self, x, y, count, bgr);
    else if (is_yuv(p))
        convert_yuv(p, x, y, count, bgr);
    else
        reorder(p, x, y, count, bgr);
}

/* Converts to grey by way of blue-green-red. */
static void grey_by_colours(const facs_pixels *p, int x, int y, int count, uint8_t *grey)
{
    uint8_t bgr[3 * PIECE];

    for (int done = 0; done < count; done += PIECE) {
        const int here = count - done < PIECE ? count - done : PIECE;
        facs_pixels_bgr_row(p, x + done, y, here, bgr);
        p->to_grey(bgr, here, grey + done);
    }
}

void facs_pixels_grey_row(const facs_pixels *p, int x, int y, int count, uint8_t *grey)
{
    const uint8_t *row = p->held ? NULL : p->plane[0] + y * p->stride[0];

    if (p->held && p->held->convert_grey) {
        p->held->convert_grey(p->held->self, x, y, count, grey);
    } else if (p->held) {
        grey_by_colours(p, x, y, count, grey);
    } else if (is_yuv(p)) {
        const facs_yuv_row yuv = yuv_row(p, x, y);
        p->grey_from_yuv(&yuv, count, grey);
    } else if (p->format == FACS_PIXELS_GREY) {
        memcpy(grey, row + x, (size_t)count);
    } else if (p->format == FACS_PIXELS_BGR) {
        p->to_grey(row + 3 * (ptrdiff_t)x, count, grey);
    } else {
        grey_by_colours(p, x, y, count, grey);
    }
}

void facs_pixels_grey_at(const facs_pixels *p, int y, const int *columns, int count, uint8_t *grey)
{
    uint8_t piece[PIECE];
    int next = 0;
    for (int x = 0; next < count; x += PIECE) {
        const int here = p->width - x < PIECE ? p->width - x : PIECE;
        if (columns[next] >= x + here)
            continue;
        facs_pixels_grey_row(p, x, y, here, piece);
        for (; next < count && columns[next] < x + here; next++)
            grey[next] = piece[columns[next] - x];
    }
}

void facs_pixels_copy(const facs_pixels *p, uint8_t *bgr, ptrdiff_t stride)
{
    for (int y = 0; y < p->height; y++)
        facs_pixels_bgr_row(p, 0, y, p->width, bgr + y * stride);
}
