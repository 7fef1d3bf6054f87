/* Pixels in every format: blue-green-red and grey are those of the same picture in blue-green-red,
 * at odd sizes, with rows from below, and nothing is read or written beside them. */
#include "base/pixels.h"

#include "base/grey.h"
#include "base/yuv.h"
#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD = 64, FORMATS = FACS_PIXELS_I420 + 1 };

static const int sizes[][2] = {{1, 1},  {2, 1},   {1, 2},   {3, 5},
                               {17, 9}, {64, 48}, {513, 3}, {1030, 7}};

/* A plane of random bytes, exactly as long as it needs to be: AddressSanitizer sees the rest. */
typedef struct plane {
    uint8_t *memory, *top;
    ptrdiff_t stride;
} plane;

static plane make_plane(int row_bytes, int height, int gap, int upside_down)
{
    const size_t stride = (size_t)(row_bytes + gap), count = stride * (size_t)height - (size_t)gap;
    plane p = {.memory = malloc(count), .stride = (ptrdiff_t)stride};
    assert_non_null(p.memory);
    for (size_t i = 0; i < count; i++)
        p.memory[i] = (uint8_t)(rand() >> 7);
    p.top = p.memory;
    if (upside_down) {
        p.top += (ptrdiff_t)stride * (height - 1);
        p.stride = -p.stride;
    }
    return p;
}

typedef struct made {
    facs_frame frame;
    plane planes[3];
} made;

static made make_frame(facs_pixel_format format, int width, int height, int gap, int upside_down)
{
    static const int bytes[] = {3, 3, 4, 4, 1, 1, 1};
    const int pairs = (width + 1) / 2, chroma_height = (height + 1) / 2;
    made m = {.frame = {.size = sizeof(facs_frame),
                        .width = width,
                        .height = height,
                        .format = format,
                        .full_range = gap & 1}};
    m.planes[0] = make_plane(bytes[format] * width, height, gap, upside_down);
    if (format >= FACS_PIXELS_NV12)
        m.planes[1] = make_plane(format == FACS_PIXELS_NV12 ? 2 * pairs : pairs, chroma_height, gap,
                                 upside_down);
    if (format == FACS_PIXELS_I420)
        m.planes[2] = make_plane(pairs, chroma_height, gap, upside_down);
    m.frame.pixels = m.planes[0].top;
    m.frame.stride = m.planes[0].stride;
    for (int i = 0; i < 2; i++) {
        m.frame.chroma[i] = m.planes[1 + i].top;
        m.frame.chroma_stride[i] = m.planes[1 + i].stride;
    }
    return m;
}

static void free_frame(made *m)
{
    for (int i = 0; i < 3; i++)
        free(m->planes[i].memory);
}

/* The same picture, a pixel at a time; a row of 4:2:0 by the decoder's own function. */
static void expected_row(const facs_frame *f, int y, uint8_t *bgr)
{
    static const int at[][4] = {
        {3, 0, 1, 2}, {3, 2, 1, 0}, {4, 0, 1, 2}, {4, 2, 1, 0}, {1, 0, 0, 0}};
    const uint8_t *row = f->pixels + y * f->stride;
    if (f->format < FACS_PIXELS_NV12) {
        for (int x = 0; x < f->width; x++)
            for (int c = 0; c < 3; c++)
                bgr[3 * x + c] = row[x * at[f->format][0] + at[f->format][1 + c]];
        return;
    }
    const int semi = f->format == FACS_PIXELS_NV12;
    const uint8_t *chroma[2] = {f->chroma[0] + y / 2 * f->chroma_stride[0], NULL};
    chroma[1] = semi ? chroma[0] + 1 : f->chroma[1] + y / 2 * f->chroma_stride[1];
    const facs_yuv_row yuv = {.luma = row,
                              .blue = chroma[0],
                              .red = chroma[1],
                              .luma_step = 1,
                              .chroma_step = semi ? 2 : 1,
                              .bits = 8,
                              .full_range = f->full_range};
    facs_yuv_convert_portable(&yuv, f->width, bgr);
}

static void compare(const facs_frame *frame)
{
    facs_error error;
    const int w = frame->width, h = frame->height;
    uint8_t *bgr = malloc(3 * (size_t)w), *grey = malloc((size_t)w),
            *ours = malloc(3 * (size_t)(w + GUARD) * (size_t)h);
    assert_true(bgr && grey && ours);
    assert_int_equal(facs_pixels_check(frame, &error), 0);
    const facs_pixels pixels = facs_pixels_of_frame(frame);
    const ptrdiff_t stride = 3 * (ptrdiff_t)(w + GUARD);
    memset(ours, 0xa5, (size_t)stride * (size_t)h);
    facs_pixels_copy(&pixels, ours, stride);
    for (int y = 0; y < h; y++) {
        uint8_t *row = ours + y * stride;
        expected_row(frame, y, bgr);
        facs_grey_row_portable(bgr, w, grey);
        assert_memory_equal(row, bgr, 3 * (size_t)w);
        for (int x = 0; x < w; x += 2 + x / 3 * 2) { /* from any even place on */
            memset(row, 0xa5, (size_t)stride);
            facs_pixels_bgr_row(&pixels, x, y, w - x, row);
            assert_memory_equal(row, bgr + 3 * (ptrdiff_t)x, 3 * (size_t)(w - x));
            assert_int_equal(row[3 * (w - x)], 0xa5);
            memset(row, 0xa5, (size_t)stride);
            facs_pixels_grey_row(&pixels, x, y, w - x, row);
            assert_memory_equal(row, grey + x, (size_t)(w - x));
            assert_int_equal(row[w - x], 0xa5);
        }
        const int columns[] = {0, w / 3, w / 3, w / 2, w - 1};
        facs_pixels_grey_at(&pixels, y, columns, 5, row);
        for (int i = 0; i < 5; i++)
            assert_int_equal(row[i], grey[columns[i]]);
    }
    free(bgr);
    free(grey);
    free(ours);
}

static void test_formats(void **state)
{
    (void)state;
    for (int format = 0; format < FORMATS; format++)
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
            for (int k = 0; k < 4; k++) {
                made m = make_frame((facs_pixel_format)format, sizes[i][0], sizes[i][1],
                                    k & 1 ? 13 : 0, k & 2);
                compare(&m.frame);
                free_frame(&m);
            }
}

/* Rows from above are what they are; rows from below must be put in order. */
static void test_are(void **state)
{
    (void)state;
    for (int format = 0; format < FORMATS; format++)
        for (int upside_down = 0; upside_down < 2; upside_down++) {
            made m = make_frame((facs_pixel_format)format, 20, 10, 4, upside_down);
            const facs_pixels pixels = facs_pixels_of_frame(&m.frame);
            assert_int_equal(facs_pixels_are(&pixels, 3),
                             format == FACS_PIXELS_BGR && !upside_down);
            assert_int_equal(facs_pixels_are(&pixels, 1),
                             format == FACS_PIXELS_GREY && !upside_down);
            free_frame(&m);
        }
}

static void assert_refused(facs_frame frame)
{
    facs_error error;
    assert_int_equal(facs_pixels_check(&frame, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
}

static void test_refused(void **state)
{
    (void)state;
    for (int format = 0; format < FORMATS; format++) {
        made m = make_frame((facs_pixel_format)format, 9, 5, 0, 0);
        facs_frame bad = m.frame;
        bad.pixels = NULL;
        assert_refused(bad);
        bad = m.frame;
        bad.stride--;
        assert_refused(bad);
        bad.stride = -bad.stride;
        assert_refused(bad);
        bad = m.frame;
        bad.height = 0;
        assert_refused(bad);
        bad.height = FACS_IMAGE_MAX_SIDE + 1;
        assert_refused(bad);
        for (int i = 0; i < (format == FACS_PIXELS_I420) + (format >= FACS_PIXELS_NV12); i++) {
            bad = m.frame;
            bad.chroma[i] = NULL;
            assert_refused(bad);
            bad = m.frame;
            bad.chroma_stride[i]--;
            assert_refused(bad);
        }
        bad = m.frame;
        bad.format = (facs_pixel_format)(format ? FORMATS : -1);
        assert_refused(bad);
        free_frame(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_are),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
