/* A picture converted where it is read: whatever is needed, in whatever order and by however many
 * threads, has the bytes of the picture converted whole, and each pixel is converted once. */
#include "base/canvas.h"

#include "cmocka_all.h"

#include <pthread.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, NEEDS = 60 };

/* One tile, tiles cut at the edges, and more than 64 tiles of the smallest width in a row. */
static const int sizes[][2] = {{1, 1},    {2, 3},    {31, 15},  {32, 16},   {33, 17},
                               {640, 48}, {641, 47}, {2048, 9}, {2049, 40}, {4100, 20}};
#define SIZES ((int)(sizeof(sizes) / sizeof(sizes[0])))

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* ---- Pixels that a test holds ---------------------------------------------------------------- */

static uint8_t level(int x, int y, int channel)
{
    const uint32_t hash = (uint32_t)(x * 3 + channel) * 2654435761u ^ (uint32_t)y * 40503u;
    return (uint8_t)(hash >> 13);
}

typedef struct held_picture {
    atomic_long converted; /* pixels */
    atomic_int odd;        /* rows that began at an odd column */
} held_picture;

static void convert(const void *self, int x, int y, int count, uint8_t *bgr)
{
    held_picture *own = *(held_picture *const *)self;
    atomic_fetch_add(&own->converted, count);
    atomic_fetch_add(&own->odd, x % 2);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < 3; c++)
            bgr[3 * i + c] = level(x + i, y, c);
}

static void convert_grey(const void *self, int x, int y, int count, uint8_t *grey)
{
    uint8_t *bgr = malloc(3 * (size_t)count);
    assert_non_null(bgr);
    convert(self, x, y, count, bgr);
    facs_grey_row_portable(bgr, count, grey);
    free(bgr);
}

typedef struct made {
    held_picture counts, *self;
    facs_held held;
    facs_pixels pixels;
    uint8_t *whole[2]; /* grey and blue-green-red, without gaps */
} made;

static void make(made *m, int width, int height)
{
    memset(m, 0, sizeof(*m));
    m->self = &m->counts;
    m->held =
        (facs_held){.self = (void *)&m->self, .convert = convert, .convert_grey = convert_grey};
    m->pixels = facs_pixels_of_held(&m->held, width, height);
    m->whole[0] = malloc((size_t)width * (size_t)height);
    m->whole[1] = malloc(3 * (size_t)width * (size_t)height);
    assert_true(m->whole[0] && m->whole[1]);
    facs_pixels_copy(&m->pixels, m->whole[1], 3 * (ptrdiff_t)width);
    for (int y = 0; y < height; y++)
        facs_grey_row_portable(m->whole[1] + 3 * (ptrdiff_t)width * y, width,
                               m->whole[0] + (ptrdiff_t)width * y);
    m->counts.converted = m->counts.odd = 0;
}

static void forget(made *m)
{
    free(m->whole[0]);
    free(m->whole[1]);
}

/* The image or grey picture of a canvas, as one kind. */
static facs_image view_of(facs_canvas *canvas, int depth)
{
    if (depth == 3)
        return facs_canvas_image(canvas);
    const facs_grey grey = facs_canvas_grey(canvas);
    return (facs_image){.pixels = grey.pixels,
                        .width = grey.width,
                        .height = grey.height,
                        .stride = grey.stride,
                        .canvas = grey.canvas};
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

static int min(int a, int b)
{
    return a < b ? a : b;
}

/* How many rows of a part differ from the picture converted whole. */
static int count_wrong(const made *m, const facs_image *view, int depth, facs_rectangle part)
{
    const int left = max(part.left, 0), right = min(part.right, view->width);
    int wrong = 0;
    for (int y = max(part.top, 0); y < min(part.bottom, view->height) && left < right; y++)
        wrong += memcmp(view->pixels + y * view->stride + (ptrdiff_t)depth * left,
                        m->whole[depth == 3] + ((ptrdiff_t)y * view->width + left) * depth,
                        (size_t)depth * (size_t)(right - left)) != 0;
    return wrong;
}

/* A part that may reach beyond the picture on any side, or lie outside. */
static facs_rectangle random_part(const facs_image *view, uint32_t *seed)
{
    facs_rectangle part;
    part.left = (int)(next_random(seed) % (uint32_t)(view->width + 20)) - 10;
    part.top = (int)(next_random(seed) % (uint32_t)(view->height + 20)) - 10;
    part.right = part.left + (int)(next_random(seed) % 200);
    part.bottom = part.top + (int)(next_random(seed) % 40);
    return part;
}

/* ---- The tests ------------------------------------------------------------------------------- */

static void check_size(facs_canvas *canvas, int depth, int width, int height, uint32_t *seed)
{
    made m;
    make(&m, width, height);
    assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
    const facs_image view = view_of(canvas, depth);
    assert_int_equal(view.width, width);
    assert_int_equal(view.height, height);
    assert_int_equal(m.counts.converted, 0);
    for (int n = 0; n < NEEDS; n++) {
        const facs_rectangle part = random_part(&view, seed);
        facs_image_need(&view, part);
        assert_int_equal(count_wrong(&m, &view, depth, part), 0);
    }
    assert_true(m.counts.converted <= (long)width * height);
    facs_image_need_all(&view);
    facs_image_need_all(&view);
    assert_int_equal(count_wrong(&m, &view, depth, (facs_rectangle){0, 0, width, height}), 0);
    assert_int_equal(m.counts.converted, (long)width * height); /* each pixel once */
    assert_int_equal(m.counts.odd, 0);
    forget(&m);
}

static void any_order_gives_the_bytes_of_the_whole(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int depth = 1; depth <= 3; depth += 2) {
        facs_canvas *canvas;
        assert_int_equal(facs_canvas_open(&canvas, depth), 0);
        /* Up and down: the canvas keeps its memory, but nothing of an earlier picture. */
        for (int i = 0; i < SIZES; i++)
            check_size(canvas, depth, sizes[i][0], sizes[i][1], &seed);
        for (int i = SIZES - 1; i >= 0; i--)
            check_size(canvas, depth, sizes[i][0], sizes[i][1], &seed);
        facs_canvas_close(&canvas);
        assert_null(canvas);
        facs_canvas_close(&canvas);
    }
}

/* What a small part needs of a large picture is little. */
static void little_is_converted_for_little(void **state)
{
    (void)state;
    facs_canvas *canvas;
    made m;
    make(&m, 1920, 1080);
    assert_int_equal(facs_canvas_open(&canvas, 1), 0);
    assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
    const facs_grey grey = facs_canvas_grey(canvas);
    facs_grey_need(&grey, (facs_rectangle){700, 500, 800, 600});
    /* At most a tile of 32 x 16 more on each side. */
    assert_in_range(m.counts.converted, 100 * 100, (100 + 2 * 32) * (100 + 2 * 16));
    facs_canvas_close(&canvas);
    forget(&m);
}

static void a_view_into_it_needs_its_own_place(void **state)
{
    (void)state;
    facs_canvas *canvas;
    made m;
    make(&m, 300, 200);
    assert_int_equal(facs_canvas_open(&canvas, 3), 0);
    for (int x = 0; x < 300; x += 37)
        for (int y = 0; y < 200; y += 29) {
            assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
            const facs_image whole = facs_canvas_image(canvas);
            facs_image view = whole;
            view.pixels += y * whole.stride + 3 * (ptrdiff_t)x;
            view.width -= x;
            view.height -= y;
            facs_image_need(&view, (facs_rectangle){5, 3, 40, 20});
            assert_int_equal(
                count_wrong(&m, &whole, 3, (facs_rectangle){x + 5, y + 3, x + 40, y + 20}), 0);
        }
    facs_canvas_close(&canvas);
    forget(&m);
}

/* Rows in passing, of a view, too, and from any column on. */
static void rows_can_be_read_in_passing(void **state)
{
    (void)state;
    uint8_t room[FACS_ROW_ROOM(150)];
    facs_canvas *canvas;
    made m;
    make(&m, 150, 40);
    assert_int_equal(facs_canvas_open(&canvas, 3), 0);
    assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
    for (int shift = 0; shift < 4; shift++)
        for (int left = 0; left < 60; left += 1 + left / 3) {
            facs_image view = facs_canvas_image(canvas);
            view.pixels += 3 * view.stride + 3 * (ptrdiff_t)shift;
            view.width -= shift;
            const uint8_t *row = facs_image_row(&view, 20, left, view.width, room);
            for (int i = 3 * left; i < 3 * view.width; i++)
                assert_int_equal(row[i], m.whole[1][3 * (150 * 23 + shift) + i]);
        }
    assert_int_equal(m.counts.odd, 0);
    const facs_image there = {.pixels = m.whole[1], .width = 150, .height = 40, .stride = 450};
    assert_ptr_equal(facs_image_row(&there, 7, 3, 9, room), m.whole[1] + 450 * 7);
    facs_canvas_close(&canvas);
    forget(&m);
}

/* What needs no conversion is looked at where it lies. */
static void nothing_is_copied_without_need(void **state)
{
    (void)state;
    static uint8_t bytes[3 * 20 * 10];
    const facs_image image = {.pixels = bytes, .width = 20, .height = 10, .stride = 60};
    const facs_frame frame = {
        .pixels = bytes, .width = 20, .height = 10, .stride = 60, .format = FACS_PIXELS_GREY};
    const facs_pixels colours = facs_pixels_of(&image), grey = facs_pixels_of_frame(&frame);
    for (int depth = 1; depth <= 3; depth += 2) {
        facs_canvas *canvas;
        assert_int_equal(facs_canvas_open(&canvas, depth), 0);
        assert_int_equal(facs_canvas_begin(canvas, depth == 3 ? &colours : &grey), 0);
        facs_image view = view_of(canvas, depth);
        assert_ptr_equal(view.pixels, bytes);
        assert_int_equal(view.stride, 60);
        assert_null(view.canvas);
        facs_image_need_all(&view); /* does nothing */
        assert_int_equal(facs_canvas_begin(canvas, depth == 3 ? &grey : &colours), 0);
        view = view_of(canvas, depth);
        assert_ptr_not_equal(view.pixels, bytes);
        assert_non_null(view.canvas);
        facs_canvas_close(&canvas);
    }
}

/* Whoever holds a picture, such as one turned by a quarter, need not know how to make it grey. */
static void grey_can_come_from_colours(void **state)
{
    (void)state;
    uint8_t row[1100];
    made m;
    make(&m, 1100, 5); /* longer than what is converted at a time */
    m.held.convert_grey = NULL;
    for (int y = 0; y < 5; y++) {
        facs_pixels_grey_row(&m.pixels, 6, y, 1094, row);
        assert_memory_equal(row, m.whole[0] + 1100 * y + 6, 1094);
    }
    forget(&m);
}

static void levels_can_be_picked(void **state)
{
    (void)state;
    static const int columns[] = {0, 7, 7, 511, 512, 699};
    facs_canvas *canvas;
    made m;
    make(&m, 700, 30);
    assert_int_equal(facs_canvas_open(&canvas, 1), 0);
    assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
    const facs_grey grey = facs_canvas_grey(canvas),
                    there = {.pixels = m.whole[0], .width = 700, .height = 30, .stride = 700};
    for (int y = 0; y < 30; y++) {
        uint8_t picked[6], same[6];
        facs_grey_at(&grey, y, columns, 6, picked);
        facs_grey_at(&there, y, columns, 6, same);
        for (int i = 0; i < 6; i++) {
            assert_int_equal(picked[i], m.whole[0][700 * y + columns[i]]);
            assert_int_equal(same[i], picked[i]);
        }
    }
    facs_canvas_close(&canvas);
    forget(&m);
}

/* Under AddressSanitizer, whoever reads what was never needed is found out, by every other test. */
#if defined(__SANITIZE_ADDRESS__)
static void reading_without_need_is_seen(void **state)
{
    (void)state;
    facs_canvas *canvas;
    made m;
    make(&m, 640, 480);
    assert_int_equal(facs_canvas_open(&canvas, 1), 0);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
        const facs_grey grey = facs_canvas_grey(canvas);
        facs_grey_need(&grey, (facs_rectangle){320, 160, 321, 161});
        assert_int_equal(__asan_address_is_poisoned(grey.pixels + 160 * grey.stride + 320), 0);
        assert_int_equal(__asan_address_is_poisoned(grey.pixels + 160 * grey.stride + 319), 1);
        assert_int_equal(__asan_address_is_poisoned(grey.pixels + 176 * grey.stride + 320), 1);
    }
    facs_canvas_close(&canvas);
    forget(&m);
}
#endif

/* ---- Threads --------------------------------------------------------------------------------- */

typedef struct reader {
    pthread_t thread;
    const made *m;
    facs_image view;
    int depth, wrong;
    uint32_t seed;
} reader;

static void *read_parts(void *argument)
{
    reader *r = argument;
    for (int n = 0; n < NEEDS; n++) {
        const facs_rectangle part = random_part(&r->view, &r->seed);
        facs_image_need(&r->view, part);
        r->wrong += count_wrong(r->m, &r->view, r->depth, part);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 3; depth += 2)
        for (uint32_t round = 0; round < 10; round++) {
            reader readers[THREADS];
            facs_canvas *canvas;
            made m;
            make(&m, 641, 240);
            assert_int_equal(facs_canvas_open(&canvas, depth), 0);
            assert_int_equal(facs_canvas_begin(canvas, &m.pixels), 0);
            for (int i = 0; i < THREADS; i++) {
                readers[i] = (reader){.m = &m,
                                      .view = view_of(canvas, depth),
                                      .depth = depth,
                                      .seed = round * THREADS + (uint32_t)i};
                assert_int_equal(pthread_create(&readers[i].thread, NULL, read_parts, &readers[i]),
                                 0);
            }
            for (int i = 0; i < THREADS; i++) {
                assert_int_equal(pthread_join(readers[i].thread, NULL), 0);
                assert_int_equal(readers[i].wrong, 0);
            }
            facs_image_need_all(&readers[0].view);
            assert_int_equal(m.counts.converted, 641 * 240);
            facs_canvas_close(&canvas);
            forget(&m);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_gives_the_bytes_of_the_whole),
        cmocka_unit_test(little_is_converted_for_little),
        cmocka_unit_test(a_view_into_it_needs_its_own_place),
        cmocka_unit_test(rows_can_be_read_in_passing),
        cmocka_unit_test(nothing_is_copied_without_need),
        cmocka_unit_test(grey_can_come_from_colours),
        cmocka_unit_test(levels_can_be_picked),
#if defined(__SANITIZE_ADDRESS__)
        cmocka_unit_test(reading_without_need_is_seen),
#endif
        cmocka_unit_test(threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
