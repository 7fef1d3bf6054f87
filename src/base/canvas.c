#include "base/canvas.h"

#include "os/memory.h"
#include "os/thread.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

/* AddressSanitizer then sees whoever reads what was never needed. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, bytes)   ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

/* A tile is as wide as a kernel converts at a time, or as many as keep a row of them within the
 * bits of a word; its height, like its width, holds pairs that share their chroma. */
#define MIN_WIDTH_BITS 5
#define HEIGHT_BITS    4
#define WORD_BITS      64

#define ALIGNMENT 64 /* bytes, of rows */

/* Bytes after a row that vectors may read, though they do not count. */
#define SLACK 8

typedef struct tile_row {
    _Atomic uint64_t made;
} tile_row;

struct facs_canvas {
    facs_mutex lock; /* held while tiles are made */
    facs_pixels from;
    int depth;      /* bytes of a pixel */
    int width_bits; /* of a tile */
    ptrdiff_t stride;
    uint8_t *bytes;
    size_t room; /* bytes */
    int rows;    /* of tiles */
    int max_rows;
    tile_row *row; /* [rows]: a bit for each tile that is there */
};

int facs_canvas_open(facs_canvas **out, int depth)
{
    *out = NULL;
    facs_canvas *canvas = calloc(1, sizeof(*canvas));
    if (!canvas || facs_mutex_init(&canvas->lock)) {
        free(canvas);
        return -ENOMEM;
    }
    canvas->depth = depth;
    *out = canvas;
    return 0;
}

static void free_picture(facs_canvas *canvas)
{
    if (canvas->bytes)
        ASAN_UNPOISON_MEMORY_REGION(canvas->bytes, canvas->room);
    facs_pages_free(canvas->bytes, canvas->room);
    canvas->bytes = NULL;
    canvas->room = 0;
}

void facs_canvas_close(facs_canvas **canvas)
{
    if (!*canvas)
        return;
    free_picture(*canvas);
    free((*canvas)->row);
    facs_mutex_destroy(&(*canvas)->lock);
    free(*canvas);
    *canvas = NULL;
}

static int make_room(facs_canvas *canvas, size_t bytes)
{
    if (canvas->rows > canvas->max_rows) {
        free(canvas->row);
        canvas->row = calloc((size_t)canvas->rows, sizeof(*canvas->row));
        canvas->max_rows = canvas->row ? canvas->rows : 0;
    }
    if (bytes > canvas->room) {
        free_picture(canvas);
        canvas->bytes = facs_pages_alloc(bytes);
        canvas->room = canvas->bytes ? bytes : 0;
    }
    return canvas->row && canvas->bytes ? 0 : -ENOMEM;
}

int facs_canvas_begin(facs_canvas *canvas, const facs_pixels *pixels)
{
    const int64_t row = (int64_t)canvas->depth * pixels->width;
    canvas->from = *pixels;
    if (facs_pixels_are(pixels, canvas->depth))
        return 0;
    canvas->width_bits = MIN_WIDTH_BITS;
    while ((pixels->width - 1) >> canvas->width_bits >= WORD_BITS)
        canvas->width_bits++;
    canvas->stride = (ptrdiff_t)((row + SLACK + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    canvas->rows = ((pixels->height - 1) >> HEIGHT_BITS) + 1;
    if (make_room(canvas, (size_t)canvas->stride * (size_t)pixels->height) < 0)
        return -ENOMEM;
    for (int i = 0; i < canvas->rows; i++)
        atomic_store_explicit(&canvas->row[i].made, 0, memory_order_relaxed);
    ASAN_POISON_MEMORY_REGION(canvas->bytes, canvas->room);
    return 0;
}

facs_image facs_canvas_image(facs_canvas *canvas)
{
    const facs_pixels *from = &canvas->from;
    facs_image image = {.width = from->width, .height = from->height};
    const int is_there = facs_pixels_are(from, canvas->depth);
    image.pixels = is_there ? from->plane[0] : canvas->bytes;
    image.stride = is_there ? from->stride[0] : canvas->stride;
    image.canvas = is_there ? NULL : canvas;
    return image;
}

facs_grey facs_canvas_grey(facs_canvas *canvas)
{
    const facs_image same = facs_canvas_image(canvas);
    return (facs_grey){.pixels = same.pixels,
                       .width = same.width,
                       .height = same.height,
                       .stride = same.stride,
                       .canvas = same.canvas};
}

/* ---- Tiles ----------------------------------------------------------------------------------- */

static int min(int a, int b)
{
    return a < b ? a : b;
}

/* Converts adjacent tiles of a row, up to but without the last. */
static void convert(facs_canvas *canvas, int row, int first, int end)
{
    const facs_pixels *from = &canvas->from;
    const int left = first << canvas->width_bits;
    const int count = min(end << canvas->width_bits, from->width) - left;
    const int bottom = min((row + 1) << HEIGHT_BITS, from->height);
    for (int y = row << HEIGHT_BITS; y < bottom; y++) {
        uint8_t *to = canvas->bytes + y * canvas->stride + (ptrdiff_t)canvas->depth * left;
        ASAN_UNPOISON_MEMORY_REGION(to, (size_t)canvas->depth * (size_t)count +
                                            (left + count == from->width ? SLACK : 0));
        if (canvas->depth == 3)
            facs_pixels_bgr_row(from, left, y, count, to);
        else
            facs_pixels_grey_row(from, left, y, count, to);
    }
}

static void make_tiles(facs_canvas *canvas, int row, int first, int end, uint64_t wanted)
{
    facs_mutex_lock(&canvas->lock);
    const uint64_t made = atomic_load_explicit(&canvas->row[row].made, memory_order_relaxed);
    for (int at = first; at < end;) {
        int next = at;
        while (next < end && !(made >> next & 1))
            next++;
        if (next > at)
            convert(canvas, row, at, next);
        at = next + 1;
    }
    atomic_store_explicit(&canvas->row[row].made, made | wanted, memory_order_release);
    facs_mutex_unlock(&canvas->lock);
}

/* Where the first pixel of a view is in the picture. */
static void find_view(const facs_canvas *canvas, const uint8_t *at, int *x, int *y)
{
    const ptrdiff_t offset = at - canvas->bytes;
    *y = offset ? (int)(offset / canvas->stride) : 0;
    *x = offset ? (int)(offset % canvas->stride / canvas->depth) : 0;
}

void facs_canvas_need(facs_canvas *canvas, const uint8_t *at, facs_rectangle part)
{
    int x, y;
    find_view(canvas, at, &x, &y);
    const int left = part.left + x > 0 ? part.left + x : 0;
    const int top = part.top + y > 0 ? part.top + y : 0;
    const int right = min(part.right + x, canvas->from.width);
    const int bottom = min(part.bottom + y, canvas->from.height);
    if (left >= right || top >= bottom)
        return;
    const int first = left >> canvas->width_bits, end = ((right - 1) >> canvas->width_bits) + 1;
    const uint64_t wanted = UINT64_MAX >> (WORD_BITS - (end - first)) << first;
    for (int row = top >> HEIGHT_BITS; row <= (bottom - 1) >> HEIGHT_BITS; row++)
        if ((atomic_load_explicit(&canvas->row[row].made, memory_order_acquire) & wanted) != wanted)
            make_tiles(canvas, row, first, end, wanted);
}

const uint8_t *facs_image_row(const facs_image *image, int y, int left, int right, uint8_t *room)
{
    int view_x, view_y;
    if (!image->canvas)
        return image->pixels + y * image->stride;
    find_view(image->canvas, image->pixels, &view_x, &view_y);
    const int odd = (view_x + left) % 2; /* two columns share their chroma */
    uint8_t *row = room + 3;             /* room for the one before */
    facs_pixels_bgr_row(&image->canvas->from, view_x + left - odd, view_y + y, right - left + odd,
                        row + 3 * (ptrdiff_t)(left - odd));
    return row;
}

void facs_grey_at(const facs_grey *grey, int y, const int *columns, int count, uint8_t *levels)
{
    const uint8_t *row = grey->pixels + y * grey->stride;
    if (grey->canvas)
        facs_pixels_grey_at(&grey->canvas->from, y, columns, count, levels);
    else
        for (int i = 0; i < count; i++)
            levels[i] = row[columns[i]];
}
