/* Writes a page of a TIFF as a separate file. */
#include "media/ffmpeg.h"
#include "media/tiff_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Limits for hostile files. */
#define MAX_STRIPS      (1 << 20) /* per page */
#define MAX_VALUE_BYTES (1 << 20) /* per entry other than the strips; an 8-bit palette has 1536 */
#define MAX_PAGE_BYTES  (1 << 28) /* more than 7680 x 4320 pixels of four 16-bit samples */

static void put(const facs_tiff_file *r, uint8_t *bytes, int count, uint64_t value)
{
    for (int i = 0; i < count; i++)
        bytes[r->big_endian ? count - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

/* The file so far: a header, strips and values, then the directory. */
typedef struct draft {
    uint8_t *bytes;
    int64_t size, used;
    uint8_t entries[12 * FACS_TIFF_KEPT];
    int count;
} draft;

/* Reserves count bytes at an even position. Returns NULL if there is no room. */
static uint8_t *take(draft *to, int64_t count)
{
    to->used += to->used & 1;
    if (count < 0 || count > to->size - to->used)
        return NULL;
    uint8_t *bytes = to->bytes + to->used;
    to->used += count;
    return bytes;
}

static uint8_t *begin_entry(const facs_tiff_file *r, draft *to, int tag, int type, uint64_t count)
{
    uint8_t *bytes = to->entries + (ptrdiff_t)12 * to->count++;
    put(r, bytes, 2, (uint64_t)tag);
    put(r, bytes + 2, 2, (uint64_t)type);
    put(r, bytes + 4, 4, count);
    return bytes + 8;
}

/* Where to write the values of an entry: into it, or elsewhere if they are too long. */
static uint8_t *value_place(const facs_tiff_file *r, draft *to, uint8_t *in_entry, int64_t bytes)
{
    if (bytes <= 4)
        return in_entry;
    uint8_t *place = take(to, bytes);
    if (place)
        put(r, in_entry, 4, (uint64_t)(place - to->bytes));
    return place;
}

/* Writes an entry of 32-bit integers. */
static int put_longs(const facs_tiff_file *r, draft *to, int tag, const uint32_t *values,
                     uint64_t count)
{
    uint8_t *place = value_place(r, to, begin_entry(r, to, tag, 4, count), (int64_t)(4 * count));
    for (uint64_t i = 0; place && i < count; i++)
        put(r, place + 4 * i, 4, values[i]);
    return place ? 0 : -EFBIG;
}

static int copy_entry(const facs_tiff_file *r, draft *to, const facs_tiff_entry *e)
{
    const int unit = facs_tiff_type_bytes(e->type);
    if (unit == 8 && e->type >= 16) { /* a BigTIFF's integers */
        const uint64_t value = facs_tiff_value_at(r, e, 0, UINT64_MAX);
        const uint32_t narrow = (uint32_t)value;
        return value > UINT32_MAX || e->count != 1 ? -EINVAL : put_longs(r, to, e->tag, &narrow, 1);
    }
    const int64_t bytes = (int64_t)e->count * unit;
    uint8_t *place = value_place(r, to, begin_entry(r, to, e->tag, e->type, e->count), bytes);
    if (!place)
        return -EFBIG;
    return facs_tiff_read_at(r, e->at, place, (size_t)bytes) ? 0 : -EINVAL;
}

typedef struct strips {
    const facs_tiff_entry *offsets, *sizes;
    int sizes_tag; /* even if there are none */
    uint64_t count;
    int64_t *from;            /* [count] in the file */
    uint32_t *places, *bytes; /* [count] in the draft */
    int64_t whole;            /* of the uncompressed picture; 0: compressed */
    int64_t all;              /* bytes needed */
} strips;

/* Length of strip i as declared, but not beyond the end of the file. Old programs leave it out if
 * there is only one. */
static int64_t strip_bytes(const facs_tiff *tiff, const strips *s, uint64_t i)
{
    const uint64_t left = (uint64_t)(tiff->reader.size - s->from[i]);
    const uint64_t otherwise = s->count > 1 ? 0 : s->whole ? (uint64_t)s->whole : left;
    const uint64_t said = tiff->plane ? (uint64_t)tiff->plane
                                      : facs_tiff_value_at(&tiff->reader, s->sizes, i, otherwise);
    return (int64_t)(said < left ? said : left);
}

static int64_t strip_at(const facs_tiff *tiff, const strips *s, uint64_t i, int64_t skip)
{
    const uint64_t at = facs_tiff_value_at(&tiff->reader, s->offsets, i, UINT64_MAX);
    const uint64_t size = (uint64_t)tiff->reader.size;
    return at > size || (uint64_t)skip > size - at ? tiff->reader.size : (int64_t)at + skip;
}

/* Measures the strips of a page. The caller frees the arrays in any case. */
static int measure_strips(const facs_tiff *tiff, facs_tiff_directory *d, int64_t skip, strips *s)
{
    s->offsets = facs_tiff_offsets_of(d);
    s->sizes_tag =
        s->offsets->tag == FACS_TIFF_TILE_OFFSETS ? FACS_TIFF_TILE_BYTES : FACS_TIFF_STRIP_BYTES;
    s->sizes = facs_tiff_place_of(d, s->sizes_tag);
    s->count = tiff->plane ? 1 : s->offsets->count;
    if (s->count == 0 || s->count > MAX_STRIPS)
        return -EINVAL;
    s->whole = facs_tiff_plane_bytes(d);
    s->from = calloc(s->count, sizeof(*s->from));
    s->places = calloc(s->count, sizeof(*s->places));
    s->bytes = calloc(s->count, sizeof(*s->bytes));
    if (!s->from || !s->places || !s->bytes)
        return -ENOMEM;
    for (uint64_t i = 0; i < s->count; i++) {
        s->from[i] = strip_at(tiff, s, i, skip);
        const int64_t bytes = strip_bytes(tiff, s, i);
        s->all += bytes + 1; /* each starts at an even position */
        if (s->all > MAX_PAGE_BYTES)
            return -EFBIG;
        s->bytes[i] = (uint32_t)bytes;
    }
    return 0;
}

static int copy_strips(const facs_tiff *tiff, strips *s, draft *to)
{
    for (uint64_t i = 0; i < s->count; i++) {
        uint8_t *place = take(to, s->bytes[i]);
        if (!place)
            return -EFBIG;
        if (!facs_tiff_read_at(&tiff->reader, s->from[i], place, s->bytes[i]))
            return -EIO;
        s->places[i] = (uint32_t)(place - to->bytes);
    }
    return 0;
}

static int copy_entries(const facs_tiff *tiff, facs_tiff_directory *d, const strips *s, draft *to)
{
    const facs_tiff_file *r = &tiff->reader;
    int status = 0;

    for (size_t i = 0; i < FACS_TIFF_KEPT && status == 0; i++) {
        const facs_tiff_entry *e = &d->entries[i];
        const uint32_t height = (uint32_t)facs_tiff_value_of(d, FACS_TIFF_HEIGHT, 0);
        if (facs_tiff_tags[i] == s->offsets->tag)
            status = put_longs(r, to, facs_tiff_tags[i], s->places, s->count);
        else if (facs_tiff_tags[i] == s->sizes_tag)
            status = put_longs(r, to, facs_tiff_tags[i], s->bytes, s->count);
        else if (facs_tiff_tags[i] == FACS_TIFF_ROWS_PER_STRIP && tiff->plane)
            status = put_longs(r, to, facs_tiff_tags[i], &height, 1);
        else if (e->tag && e->count <= MAX_VALUE_BYTES / 8)
            status = copy_entry(r, to, e);
    }
    return status;
}

static int finish(const facs_tiff_file *r, draft *to, struct AVPacket *packet)
{
    uint8_t *place = take(to, 2 + 12 * to->count + 4);
    if (!place)
        return -EFBIG;
    memcpy(to->bytes, r->big_endian ? "MM" : "II", 2);
    put(r, to->bytes + 2, 2, 42);
    put(r, to->bytes + 4, 4, (uint64_t)(place - to->bytes));
    put(r, place, 2, (uint64_t)to->count);
    memcpy(place + 2, to->entries, (size_t)(12 * to->count));
    put(r, place + 2 + (ptrdiff_t)12 * to->count, 4, 0);
    av_shrink_packet(packet, (int)to->used);
    return 0;
}

int facs_tiff_read(facs_tiff *tiff, int64_t page_number, struct AVPacket *packet)
{
    strips s = {0};
    draft to = {.used = 8};
    facs_tiff_directory d;

    if (page_number < 0 || page_number >= tiff->info.pages)
        return -EINVAL;
    const facs_tiff_page *p = &tiff->pages[page_number];
    int status = facs_tiff_read_directory(&tiff->reader, p->at, &d);
    if (status != -EINVAL)
        status = facs_tiff_fault_of(&d) ? -EINVAL : 0;
    if (status == 0)
        status = measure_strips(tiff, &d, p->skip, &s);
    if (status)
        goto done;
    to.size = 8 + s.all + (int64_t)(8 * s.count) + 64 + 12 * (int64_t)FACS_TIFF_KEPT;
    for (size_t i = 0; i < FACS_TIFF_KEPT; i++)
        if (d.entries[i].tag && d.entries[i].count <= MAX_VALUE_BYTES / 8)
            to.size += 1 + (int64_t)d.entries[i].count * facs_tiff_type_bytes(d.entries[i].type);
    status = av_new_packet(packet, (int)to.size) < 0 ? -ENOMEM : 0;
    if (status)
        goto done;
    to.bytes = packet->data;
    memset(to.bytes, 0, (size_t)to.size);
    status = copy_strips(tiff, &s, &to);
    if (status == 0)
        status = copy_entries(tiff, &d, &s, &to);
    if (status == 0)
        status = finish(&tiff->reader, &to, packet);
    if (status)
        av_packet_unref(packet);

done:
    free(s.from);
    free(s.places);
    free(s.bytes);
    return status;
}
