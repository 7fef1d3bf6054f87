/* Shared by the tests of sources: reads a source to its end. */
#ifndef FACS_TESTS_MEDIA_READING_H
#define FACS_TESTS_MEDIA_READING_H

#include "make_clip.h"
#include "media/source.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FRAMES 1000

typedef struct reading {
    int status; /* of open if it failed, otherwise of the last read */
    facs_error error;
    facs_source_info info; /* after the last read; kind is static storage */
    int frames;
    int first; /* index of the first frame */
    double times[MAX_FRAMES];
    int levels[MAX_FRAMES];      /* blue of the middle pixel */
    uint32_t sums[MAX_FRAMES];   /* of all pixels */
    uint8_t damaged[MAX_FRAMES]; /* 1: marked as damaged */
    int corners[MAX_FRAMES][4];  /* green near the top left, top right, bottom left, bottom right */
    int64_t warned[FACS_WARNINGS]; /* of each kind */
    int kinds;                     /* of warnings */
    char text[1024];               /* of the first kind */
} reading;

static inline void take_warnings(reading *all, facs_warnings *warnings)
{
    facs_warning first;
    for (int kind = 0; kind < FACS_WARNINGS; kind++)
        all->warned[kind] = facs_warnings_count(warnings, (facs_warning_kind)kind);
    all->kinds = facs_warnings_kinds(warnings);
    if (facs_warnings_get(warnings, 0, &first) == 0)
        strcpy(all->text, first.text);
}

static inline uint8_t pixel_at(const facs_pool_frame *frame, int x, int y, int channel)
{
    return frame->pixels[y * frame->stride + 3 * x + channel];
}

static inline uint32_t sum_of(const facs_pool_frame *frame)
{
    const size_t bytes = 3 * (size_t)frame->width;
    uint64_t sum = 1, eight = 0;
    for (int y = 0; y < frame->height; y++)
        for (size_t x = 0; x < bytes; x += sizeof(eight)) {
            memcpy(&eight, frame->pixels + y * frame->stride + x,
                   bytes - x < sizeof(eight) ? bytes - x : sizeof(eight));
            sum = (sum ^ eight) * 1099511628211u;
            sum ^= sum >> 32;
        }
    return (uint32_t)sum;
}

static inline void note_frame(reading *all, const facs_pool_frame *frame)
{
    const int n = all->frames, w = frame->width, h = frame->height;
    assert_true(n < MAX_FRAMES);
    all->first = n == 0 ? (int)frame->index : all->first;
    assert_int_equal(frame->index, all->first + n);
    assert_true(frame->decode_ms >= 0);
    all->times[n] = frame->time;
    all->sums[n] = sum_of(frame);
    all->damaged[n] = (uint8_t)frame->damaged;
    all->levels[n] = pixel_at(frame, w / 2, h / 2, 0);
    for (int i = 0; i < 4; i++)
        all->corners[n][i] =
            pixel_at(frame, i % 2 ? w - 1 - w / 8 : w / 8, i / 2 ? h - 1 - h / 8 : h / 8, 1);
    all->frames++;
}

/* Opens and reads everything; frames before a failure count, too. */
static inline void read_with(reading *all, const char *name, facs_source_options options)
{
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame = NULL;

    memset(all, 0, sizeof(*all));
    assert_int_equal(facs_warnings_open(&options.warnings, name, NULL), 0);
    all->status = facs_source_open(&source, name, &options, &all->error);
    if (all->status) {
        assert_null(source);
        facs_warnings_close(&options.warnings);
        return;
    }
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    while ((all->status = facs_source_read(source, pool, &frame, &all->error)) == 0 && frame) {
        note_frame(all, frame);
        facs_frame_pool_put(pool, frame);
    }
    assert_null(frame);
    all->info = *facs_source_get_info(source);
    take_warnings(all, options.warnings);
    assert_true(all->first == 0 || options.begin > 0);
    facs_warnings_close(&options.warnings);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
    assert_null(source);
}

static inline void read_source(reading *all, const char *name, double fps)
{
    read_with(all, name, (facs_source_options){.fps = fps});
}

/* Asserts an INPUT error whose message begins with the input's name and contains word. */
static inline void assert_refused(const reading *all, const char *name, int status,
                                  const char *word)
{
    if (!strstr(all->error.text, word))
        fail_msg("\"%s\" does not say \"%s\"", all->error.text, word);
    assert_int_equal(all->status, status);
    assert_int_equal(all->error.kind, FACS_ERROR_INPUT);
    assert_memory_equal(all->error.text, name, strlen(name));
    assert_null(strchr(all->error.text, '\n'));
}

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.6f is not within %.6f of %.6f", value, tolerance, expected);
}

static inline int group_setup(void **state)
{
    (void)state;
    return make_folder() ? 0 : -1;
}

static inline int group_teardown(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

#endif
