/* Writes TIFFs of grey pages for tests, byte by byte. */
#ifndef FACS_TESTS_MEDIA_MAKE_TIFF_H
#define FACS_TESTS_MEDIA_MAKE_TIFF_H

#include "folder.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

enum { TIFF_WIDTH = 32, TIFF_HEIGHT = 24, TIFF_MAX_PAGES = 64 };

typedef struct tiff_spec {
    int pages, big, big_endian;
    int bits;                        /* per sample, 8 or 16; 0: 8 */
    int levels[TIFF_MAX_PAGES];      /* of each page */
    int kinds[TIFF_MAX_PAGES];       /* NewSubfileType */
    int orientation[TIFF_MAX_PAGES]; /* 0: none; otherwise the quarters are level, 3/4, 1/2, 1/4 of
                                        it */
    int max_sample;                  /* MaxSampleValue; 0: none */
    int photometric;                 /* 0: 1, black is zero */
    int circle;                      /* 1: the last page points to the second */
    int more_planes;                 /* pictures after the last one, without directories */
    const char *description;         /* of the first page, or NULL */
} tiff_spec;

typedef struct tiff_file {
    uint8_t *bytes;
    size_t count;
    const tiff_spec *spec;
} tiff_file;

static inline void tiff_put(tiff_file *file, int bytes, uint64_t value)
{
    for (int i = 0; i < bytes; i++)
        file->bytes[file->count++] =
            (uint8_t)(value >> 8 * (file->spec->big_endian ? bytes - 1 - i : i));
}

static inline void tiff_entry(tiff_file *file, int tag, int type, uint64_t count, uint64_t value)
{
    const int wide = file->spec->big ? 8 : 4, unit = type == 3 ? 2 : type == 2 ? wide : 4;
    tiff_put(file, 2, (uint64_t)tag);
    tiff_put(file, 2, (uint64_t)type);
    tiff_put(file, wide, count);
    tiff_put(file, unit, value);
    for (int i = unit; i < wide; i++)
        tiff_put(file, 1, 0);
}

static inline void tiff_plane(tiff_file *file, int level, int quarters)
{
    const tiff_spec *spec = file->spec;
    for (int y = 0; y < TIFF_HEIGHT; y++)
        for (int x = 0; x < TIFF_WIDTH; x++) {
            const int quarter = (x >= TIFF_WIDTH / 2) + 2 * (y >= TIFF_HEIGHT / 2);
            tiff_put(file, spec->bits == 16 ? 2 : 1,
                     (uint64_t)(quarters ? level * (4 - quarter) / 4 : level));
        }
}

/* Writes a page. Returns where to write the position of the next one later. */
static inline size_t tiff_page(tiff_file *file, int n, size_t text_at)
{
    const tiff_spec *spec = file->spec;
    const int bits = spec->bits ? spec->bits : 8;
    const size_t plane = (size_t)TIFF_WIDTH * TIFF_HEIGHT * (size_t)(bits / 8);
    const size_t data = file->count;
    tiff_plane(file, spec->levels[n], spec->orientation[n]);
    for (int i = 0; i < spec->more_planes; i++)
        tiff_plane(file, spec->levels[n + 1 + i], 0);
    const size_t directory = file->count;
    const int text = n == 0 && spec->description;
    const int count = 9 + (spec->orientation[n] > 0) + (spec->max_sample > 0) + text;
    tiff_put(file, spec->big ? 8 : 2, (uint64_t)count);
    tiff_entry(file, 254, 4, 1, (uint64_t)spec->kinds[n]);
    tiff_entry(file, 256, 3, 1, TIFF_WIDTH);
    tiff_entry(file, 257, 3, 1, TIFF_HEIGHT);
    tiff_entry(file, 258, 3, 1, (uint64_t)bits);
    tiff_entry(file, 259, 3, 1, 1);
    tiff_entry(file, 262, 3, 1, (uint64_t)(spec->photometric ? spec->photometric : 1));
    if (text)
        tiff_entry(file, 270, 2, strlen(spec->description) + 1, text_at);
    tiff_entry(file, 273, 4, 1, data);
    if (spec->orientation[n])
        tiff_entry(file, 274, 3, 1, (uint64_t)spec->orientation[n]);
    tiff_entry(file, 278, 3, 1, TIFF_HEIGHT);
    tiff_entry(file, 279, 4, 1, plane);
    if (spec->max_sample)
        tiff_entry(file, 281, 3, 1, (uint64_t)spec->max_sample);
    return directory;
}

/* Returns the file's bytes, which the caller frees. */
static inline uint8_t *make_tiff_bytes(const tiff_spec *spec, size_t *count)
{
    const int wide = spec->big ? 8 : 4;
    tiff_file file = {.bytes = malloc(1 << 20), .spec = spec};
    size_t link, second = 0, text_at;
    assert_non_null(file.bytes);
    memcpy(file.bytes, spec->big_endian ? "MM" : "II", 2);
    file.count = 2;
    tiff_put(&file, 2, spec->big ? 43 : 42);
    if (spec->big)
        tiff_put(&file, 4, spec->big_endian ? 8 << 16 : 8);
    link = file.count;
    tiff_put(&file, wide, 0);
    text_at = file.count;
    if (spec->description) {
        memcpy(file.bytes + text_at, spec->description, strlen(spec->description) + 1);
        file.count += strlen(spec->description) + 1;
    }
    for (int n = 0; n < spec->pages; n++) {
        const size_t directory = tiff_page(&file, n, text_at), end = file.count;
        file.count = link;
        tiff_put(&file, wide, directory);
        file.count = link = end;
        tiff_put(&file, wide, 0);
        if (n == 1)
            second = directory;
    }
    if (spec->circle) {
        file.count = link;
        tiff_put(&file, wide, second);
    }
    *count = file.count;
    return file.bytes;
}

static inline void make_tiff(const char *path, const tiff_spec *spec)
{
    size_t count;
    uint8_t *bytes = make_tiff_bytes(spec, &count);
    write_file(path, bytes, count);
    free(bytes);
}

#endif
