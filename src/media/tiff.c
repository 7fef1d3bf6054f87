#include "media/tiff.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/packet.h>

/* Bounds of hostile files. */
#define MAX_PAGES       1000000
#define MAX_ENTRIES     4096      /* of a directory; some programs write a hundred */
#define MAX_STRIPS      (1 << 20) /* of a page */
#define MAX_VALUE_BYTES (1 << 20) /* of an entry but the strips'; a palette of 8 bits has 1536 */
#define MAX_PAGE_BYTES  (1 << 28) /* 7680 x 4320 pixels of four samples of 16 bits have less */
#define MAX_DESCRIPTION 4096

/* TIFF 6.0, sections 8 and 15; Adobe's and DNG's additions. */
enum {
    NEW_SUBFILE_TYPE = 254,
    SUBFILE_TYPE = 255,
    WIDTH = 256,
    HEIGHT = 257,
    BITS_PER_SAMPLE = 258,
    COMPRESSION = 259,
    PHOTOMETRIC = 262,
    DESCRIPTION = 270,
    STRIP_OFFSETS = 273,
    ORIENTATION = 274,
    SAMPLES_PER_PIXEL = 277,
    ROWS_PER_STRIP = 278,
    STRIP_BYTES = 279,
    MAX_SAMPLE_VALUE = 281,
    TILE_OFFSETS = 324,
    TILE_BYTES = 325,
    SUB_DIRECTORIES = 330,
    SAMPLE_FORMAT = 339,
    DNG_VERSION = 50706
};

#define PHOTOMETRIC_MASK 4
#define PHOTOMETRIC_CFA  32803 /* red, green and blue side by side, as under a sensor's filter */

/* What FFmpeg's decoder looks at, in rising order as TIFF wants it; the rest stays behind. */
static const uint16_t kept_tags[] = {WIDTH,
                                     HEIGHT,
                                     BITS_PER_SAMPLE,
                                     COMPRESSION,
                                     PHOTOMETRIC,
                                     266 /* FillOrder */,
                                     STRIP_OFFSETS,
                                     ORIENTATION,
                                     SAMPLES_PER_PIXEL,
                                     ROWS_PER_STRIP,
                                     STRIP_BYTES,
                                     MAX_SAMPLE_VALUE,
                                     282 /* XResolution */,
                                     283 /* YResolution */,
                                     284 /* PlanarConfiguration */,
                                     292 /* T4Options */,
                                     293 /* T6Options */,
                                     317 /* Predictor */,
                                     320 /* ColorMap */,
                                     322 /* TileWidth */,
                                     323 /* TileLength */,
                                     TILE_OFFSETS,
                                     TILE_BYTES,
                                     338 /* ExtraSamples */,
                                     SAMPLE_FORMAT,
                                     347 /* JPEGTables */,
                                     529 /* YCbCrCoefficients */,
                                     530 /* YCbCrSubSampling */,
                                     532 /* ReferenceBlackWhite */};
#define KEPT (sizeof(kept_tags) / sizeof(kept_tags[0]))

typedef struct reader {
    AVIOContext *io; /* or NULL, and then */
    const uint8_t *bytes;
    int64_t size;
    int big_endian;
    int big; /* BigTIFF */
} reader;

typedef struct entry {
    int tag, type; /* tag 0: there is none */
    uint64_t count;
    int64_t at; /* where its values lie */
} entry;

/* What is known of a directory: the entries that matter, by kept_tags, and a few more. */
typedef struct directory {
    entry kept[KEPT];
    entry subfile, old_subfile, description, sub_directories, dng;
    int64_t next; /* 0: none */
} directory;

typedef struct page {
    int64_t at;   /* of its directory */
    int64_t skip; /* bytes from where the directory says to where the picture is: ImageJ's stacks */
} page;

struct facs_tiff {
    reader reader;
    facs_tiff_info info;
    page *pages;
    int64_t capacity;
    int64_t plane; /* bytes of a picture of ImageJ's stack; else 0 */
};

/* ---- Bytes and numbers ----------------------------------------------------------------------- */

/* 1: all of them were read. */
static int read_at(const reader *r, int64_t at, uint8_t *bytes, size_t count)
{
    if (at < 0 || at > r->size || (int64_t)count > r->size - at)
        return 0;
    if (r->bytes) {
        memcpy(bytes, r->bytes + at, count);
        return 1;
    }
    return avio_seek(r->io, at, SEEK_SET) == at &&
           avio_read(r->io, bytes, (int)count) == (int)count;
}

static uint64_t number(const reader *r, const uint8_t *bytes, int count)
{
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[r->big_endian ? i : count - 1 - i];
    return value;
}

static void put(const reader *r, uint8_t *bytes, int count, uint64_t value)
{
    for (int i = 0; i < count; i++)
        bytes[r->big_endian ? count - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

/* Bytes of a value of a type; 0: unknown. */
static int type_bytes(int type)
{
    static const uint8_t bytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type >= 0 && type < (int)sizeof(bytes) ? bytes[type] : 0;
}

/* The whole number i of an entry; otherwise where it has none. */
static uint64_t value_at(const reader *r, const entry *e, uint64_t i, uint64_t otherwise)
{
    uint8_t bytes[8];
    const int count = type_bytes(e->type);
    const int whole = e->type == 1 || e->type == 3 || e->type == 4 || e->type == 13 ||
                      e->type == 16 || e->type == 18;
    if (!whole || i >= e->count || !read_at(r, e->at + (int64_t)i * count, bytes, (size_t)count))
        return otherwise;
    return number(r, bytes, count);
}

/* ---- Directories ----------------------------------------------------------------------------- */

static entry *place_of(directory *d, int tag)
{
    if (tag == NEW_SUBFILE_TYPE)
        return &d->subfile;
    if (tag == SUBFILE_TYPE)
        return &d->old_subfile;
    if (tag == DESCRIPTION)
        return &d->description;
    if (tag == SUB_DIRECTORIES)
        return &d->sub_directories;
    if (tag == DNG_VERSION)
        return &d->dng;
    for (size_t i = 0; i < KEPT; i++)
        if (kept_tags[i] == tag)
            return &d->kept[i];
    return NULL;
}

static uint64_t value_of(const reader *r, directory *d, int tag, uint64_t otherwise)
{
    return value_at(r, place_of(d, tag), 0, otherwise);
}

/* One entry of 12 bytes (BigTIFF: 20) that lies at a place: its values, or where they are. */
static void read_entry(const reader *r, const uint8_t *bytes, int64_t at, directory *d)
{
    const int wide = r->big ? 8 : 4;
    entry e = {.tag = (int)number(r, bytes, 2),
               .type = (int)number(r, bytes + 2, 2),
               .count = number(r, bytes + 4, wide),
               .at = at + 4 + wide};
    entry *place = place_of(d, e.tag);
    const int unit = type_bytes(e.type);
    if (!place || unit == 0 || e.count > (uint64_t)r->size)
        return;
    if (e.count * (uint64_t)unit > (uint64_t)wide) {
        const uint64_t offset = number(r, bytes + 4 + wide, wide);
        if (offset > (uint64_t)r->size)
            return;
        e.at = (int64_t)offset;
    }
    *place = e;
}

/* 0; -EINVAL: there is no directory; -ENODATA: all but where the next one is. */
static int read_directory(const reader *r, int64_t at, directory *d)
{
    const int head = r->big ? 8 : 2, unit = r->big ? 20 : 12, wide = r->big ? 8 : 4;
    uint8_t bytes[20];

    memset(d, 0, sizeof(*d));
    if (!read_at(r, at, bytes, (size_t)head))
        return -EINVAL;
    const uint64_t count = number(r, bytes, head);
    if (count == 0 || count > MAX_ENTRIES)
        return -EINVAL;
    at += head;
    for (uint64_t i = 0; i < count; i++, at += unit) {
        if (!read_at(r, at, bytes, (size_t)unit))
            return -EINVAL;
        read_entry(r, bytes, at, d);
    }
    if (!read_at(r, at, bytes, (size_t)wide))
        return -ENODATA;
    const uint64_t next = number(r, bytes, wide);
    d->next = next > INT64_MAX ? INT64_MAX : (int64_t)next;
    return 0;
}

/* 0; -EINVAL: this is no TIFF; -ENODATA: it is cut short. *first: the first directory. */
static int read_header(reader *r, int64_t *first)
{
    uint8_t head[16];

    if (!read_at(r, 0, head, 8) || (memcmp(head, "II", 2) != 0 && memcmp(head, "MM", 2) != 0))
        return -EINVAL;
    r->big_endian = head[0] == 'M';
    const uint64_t version = number(r, head + 2, 2);
    r->big = version == 43;
    if (version != 42 && (version != 43 || number(r, head + 4, 2) != 8 || !read_at(r, 8, head, 8)))
        return -EINVAL;
    const uint64_t at = r->big ? number(r, head, 8) : number(r, head + 4, 4);
    if (at < 8)
        return -EINVAL;
    if (at > (uint64_t)r->size)
        return -ENODATA;
    *first = (int64_t)at;
    return 0;
}

static int side_of(const reader *r, directory *d, int tag)
{
    const uint64_t side = value_of(r, d, tag, 0);
    return side < INT_MAX ? (int)side : INT_MAX;
}

static const entry *offsets_of(directory *d)
{
    const entry *strips = place_of(d, STRIP_OFFSETS);
    return strips->tag ? strips : place_of(d, TILE_OFFSETS);
}

/* 1: a picture for itself, neither a small copy of another nor its mask. */
static int is_page(const reader *r, directory *d)
{
    const uint64_t kind = value_at(r, &d->subfile, 0, 0);
    return !(kind & 1) && !(kind & 4) && value_at(r, &d->old_subfile, 0, 1) != 2 &&
           value_of(r, d, PHOTOMETRIC, 1) != PHOTOMETRIC_MASK && side_of(r, d, WIDTH) > 0 &&
           side_of(r, d, HEIGHT) > 0 && offsets_of(d)->tag;
}

/* What FFmpeg's decoder would make grey or noise of, without a word; NULL: it can read this. */
static const char *fault_of(const reader *r, directory *d)
{
    /* none, CCITT's three, LZW, deflate (two numbers), PackBits, LZMA */
    static const uint16_t known[] = {1, 2, 3, 4, 5, 8, 32773, 32946, 34925};
    const uint64_t compression = value_of(r, d, COMPRESSION, 1);
    const uint64_t format = value_of(r, d, SAMPLE_FORMAT, 1);
    int is_known = 0;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        is_known |= known[i] == compression;
    if (offsets_of(d)->tag == TILE_OFFSETS)
        return "it is cut into tiles";
    if (compression == 6 || compression == 7)
        return "it is compressed as JPEG within TIFF";
    if (!is_known)
        return "it is compressed in an unusual way";
    if (format == 3)
        return "its samples are floating-point numbers";
    if (format == 2)
        return "its samples are signed numbers";
    return value_of(r, d, BITS_PER_SAMPLE, 1) > 16 ? "its samples have more than 16 bits" : NULL;
}

/* Bytes of a picture that is not compressed; 0: it is, or its size cannot be. */
static int64_t plane_bytes(const reader *r, directory *d)
{
    const uint64_t width = value_of(r, d, WIDTH, 0), height = value_of(r, d, HEIGHT, 0);
    const uint64_t bits = value_of(r, d, BITS_PER_SAMPLE, 1);
    const uint64_t samples = value_of(r, d, SAMPLES_PER_PIXEL, 1);
    if (width > UINT16_MAX || height > UINT16_MAX || bits == 0 || bits > 64 || samples == 0 ||
        samples > 64 || value_of(r, d, COMPRESSION, 1) != 1)
        return 0;
    return (int64_t)((width * bits * samples + 7) / 8 * height);
}

/* By the first directory: DNG, CR2, and the others, which have a preview in the first place and
 * the sensor's picture below it. */
static int is_raw(const reader *r, directory *d)
{
    uint8_t mark[2];
    return d->dng.tag || value_of(r, d, PHOTOMETRIC, 1) == PHOTOMETRIC_CFA ||
           ((value_at(r, &d->subfile, 0, 0) & 1) && d->sub_directories.tag) ||
           (!r->big && read_at(r, 8, mark, 2) && memcmp(mark, "CR", 2) == 0);
}

/* ---- The list of pages ----------------------------------------------------------------------- */

static int add_page(facs_tiff *tiff, int64_t at, int64_t skip)
{
    if (tiff->info.pages == tiff->capacity) {
        const int64_t capacity = tiff->capacity ? 2 * tiff->capacity : 16;
        page *pages = realloc(tiff->pages, (size_t)capacity * sizeof(*pages));
        if (!pages)
            return -ENOMEM;
        tiff->pages = pages;
        tiff->capacity = capacity;
    }
    tiff->pages[tiff->info.pages++] = (page){at, skip};
    return 0;
}

/* A number behind a word such as "\nimages=" in ImageJ's description; 0: not there. */
static double described(const char *text, const char *word)
{
    const char *found = strstr(text, word);
    const double value = found ? strtod(found + strlen(word), NULL) : 0;
    return value > 0 && value < 1e12 ? value : 0;
}

/*
 * ImageJ, and what follows it, writes stacks beyond 4 GB as one page: the other pictures lie behind
 * it, without gaps and uncompressed; the description says how many.
 */
static int add_imagej_stack(facs_tiff *tiff, directory *d)
{
    const reader *r = &tiff->reader;
    char text[MAX_DESCRIPTION + 1] = "";
    const size_t length =
        d->description.count < MAX_DESCRIPTION ? (size_t)d->description.count : MAX_DESCRIPTION;

    if (d->description.type != 2 || !read_at(r, d->description.at, (uint8_t *)text, length) ||
        strncmp(text, "ImageJ=", 7) != 0)
        return 0;
    const double interval = described(text, "\nfinterval="), rate = described(text, "\nfps=");
    tiff->info.frame_rate = interval > 0 ? 1 / interval : rate;
    const int64_t images = (int64_t)described(text, "\nimages=");
    if (tiff->info.pages != 1 || images < 2)
        return 0;
    const uint64_t at = value_at(r, offsets_of(d), 0, 0);
    const int64_t plane = plane_bytes(r, d);
    if (plane == 0 || at == 0 || at > (uint64_t)r->size)
        return 0;
    tiff->plane = plane;
    const int64_t there = (r->size - (int64_t)at) / plane;
    tiff->info.cut |= there < images;
    for (int64_t i = 1; i < images && i < there && i < MAX_PAGES; i++) {
        int status = add_page(tiff, tiff->pages[0].at, i * plane);
        if (status)
            return status;
    }
    return 0;
}

/* A circle is found with Brent's method: the place of every directory is compared with one that
 * stands still for 1, 2, 4, 8 ... steps. */
static int list_pages(facs_tiff *tiff, int64_t at)
{
    const reader *r = &tiff->reader;
    int64_t still = 0, steps = 0, limit = 1;
    directory d, first;
    int status = 0;

    for (int64_t n = 0; at != 0 && status == 0; at = d.next, n++) {
        if (at == still || n == MAX_PAGES) {
            tiff->info.unlisted = 1;
            break;
        }
        if (++steps == limit) {
            still = at;
            steps = 0;
            limit *= 2;
        }
        const int read = read_directory(r, at, &d);
        tiff->info.cut |= read < 0;
        if (read == -EINVAL)
            break;
        if (n == 0)
            tiff->info.raw_camera = is_raw(r, &d);
        if (!is_page(r, &d))
            continue;
        if (tiff->info.pages == 0)
            first = d;
        status = add_page(tiff, at, 0);
    }
    if (status == 0 && tiff->info.pages > 0) {
        tiff->info.fault = fault_of(r, &first);
        tiff->info.width = side_of(r, &first, WIDTH);
        tiff->info.height = side_of(r, &first, HEIGHT);
        status = add_imagej_stack(tiff, &first);
    }
    if (tiff->info.unlisted && tiff->info.pages > 0)
        tiff->info.pages = 1; /* which of them come twice is not known */
    if (status == 0 && tiff->info.pages == 0 && !tiff->info.raw_camera)
        status = tiff->info.cut ? -ENODATA : -EINVAL;
    return status;
}

int facs_tiff_open(facs_tiff **out, AVIOContext *io)
{
    int64_t first;
    facs_tiff *tiff = calloc(1, sizeof(*tiff));

    *out = NULL;
    if (!tiff)
        return -ENOMEM;
    tiff->reader = (reader){.io = io, .size = avio_size(io)};
    int status = read_header(&tiff->reader, &first);
    tiff->info.big = tiff->reader.big;
    if (status == 0)
        status = list_pages(tiff, first);
    if (status) {
        facs_tiff_close(&tiff);
        return status;
    }
    *out = tiff;
    return 0;
}

void facs_tiff_close(facs_tiff **tiff)
{
    if (!*tiff)
        return;
    free((*tiff)->pages);
    free(*tiff);
    *tiff = NULL;
}

const facs_tiff_info *facs_tiff_get_info(const facs_tiff *tiff)
{
    return &tiff->info;
}

facs_tiff_traits facs_tiff_look(const uint8_t *bytes, size_t count)
{
    reader r = {.bytes = bytes, .size = (int64_t)count};
    facs_tiff_traits traits = {.orientation = 1};
    int64_t first;
    directory d;

    if (!bytes || read_header(&r, &first) < 0 || read_directory(&r, first, &d) == -EINVAL)
        return traits;
    const uint64_t orientation = value_of(&r, &d, ORIENTATION, 1);
    if (orientation >= 1 && orientation <= 8)
        traits.orientation = (int)orientation;
    for (uint64_t max = value_of(&r, &d, MAX_SAMPLE_VALUE, 0); max > 0; max >>= 1)
        traits.bits++;
    return traits;
}

/* ---- A page as a file of its own ------------------------------------------------------------- */

/* What is written so far: a header, strips and values, then the directory. */
typedef struct draft {
    uint8_t *bytes;
    int64_t size, used;
    uint8_t entries[12 * KEPT];
    int count;
} draft;

/* Room for count bytes on an even place; NULL: there is not so much. */
static uint8_t *take(draft *to, int64_t count)
{
    to->used += to->used & 1;
    if (count < 0 || count > to->size - to->used)
        return NULL;
    uint8_t *bytes = to->bytes + to->used;
    to->used += count;
    return bytes;
}

static uint8_t *begin_entry(const reader *r, draft *to, int tag, int type, uint64_t count)
{
    uint8_t *bytes = to->entries + (ptrdiff_t)12 * to->count++;
    put(r, bytes, 2, (uint64_t)tag);
    put(r, bytes + 2, 2, (uint64_t)type);
    put(r, bytes + 4, 4, count);
    return bytes + 8;
}

/* Where the values of an entry are to be written: in itself, or elsewhere if they are many. */
static uint8_t *value_place(const reader *r, draft *to, uint8_t *in_entry, int64_t bytes)
{
    if (bytes <= 4)
        return in_entry;
    uint8_t *place = take(to, bytes);
    if (place)
        put(r, in_entry, 4, (uint64_t)(place - to->bytes));
    return place;
}

/* An entry of whole numbers of 32 bits, given one by one. */
static int put_longs(const reader *r, draft *to, int tag, const uint32_t *values, uint64_t count)
{
    uint8_t *place = value_place(r, to, begin_entry(r, to, tag, 4, count), (int64_t)(4 * count));
    for (uint64_t i = 0; place && i < count; i++)
        put(r, place + 4 * i, 4, values[i]);
    return place ? 0 : -EFBIG;
}

static int copy_entry(const reader *r, draft *to, const entry *e)
{
    const int unit = type_bytes(e->type);
    if (unit == 8 && e->type >= 16) { /* a BigTIFF's whole numbers */
        const uint64_t value = value_at(r, e, 0, UINT64_MAX);
        const uint32_t narrow = (uint32_t)value;
        return value > UINT32_MAX || e->count != 1 ? -EINVAL : put_longs(r, to, e->tag, &narrow, 1);
    }
    const int64_t bytes = (int64_t)e->count * unit;
    uint8_t *place = value_place(r, to, begin_entry(r, to, e->tag, e->type, e->count), bytes);
    if (!place)
        return -EFBIG;
    return read_at(r, e->at, place, (size_t)bytes) ? 0 : -EINVAL;
}

typedef struct strips {
    const entry *offsets, *sizes;
    uint64_t count;
    int64_t *from;            /* [count] in the file */
    uint32_t *places, *bytes; /* [count] in the draft */
    int64_t whole;            /* bytes of the picture were it not compressed, or 0 */
    int64_t all;              /* bytes that they need */
} strips;

/* How long strip i is: as it says, but not beyond the end of the file. Old programs do not say it
 * of a single one. */
static int64_t strip_bytes(const facs_tiff *tiff, const strips *s, uint64_t i)
{
    const uint64_t left = (uint64_t)(tiff->reader.size - s->from[i]);
    const uint64_t otherwise = s->count > 1 ? 0 : s->whole ? (uint64_t)s->whole : left;
    const uint64_t said =
        tiff->plane ? (uint64_t)tiff->plane : value_at(&tiff->reader, s->sizes, i, otherwise);
    return (int64_t)(said < left ? said : left);
}

static int64_t strip_at(const facs_tiff *tiff, const strips *s, uint64_t i, int64_t skip)
{
    const uint64_t at = value_at(&tiff->reader, s->offsets, i, UINT64_MAX);
    const uint64_t size = (uint64_t)tiff->reader.size;
    return at > size || (uint64_t)skip > size - at ? tiff->reader.size : (int64_t)at + skip;
}

/* Fills in what the strips of a page need; its numbers are to be freed in any case. */
static int measure_strips(const facs_tiff *tiff, directory *d, int64_t skip, strips *s)
{
    s->offsets = offsets_of(d);
    s->sizes = place_of(d, s->offsets->tag == TILE_OFFSETS ? TILE_BYTES : STRIP_BYTES);
    s->count = tiff->plane ? 1 : s->offsets->count;
    if (s->count == 0 || s->count > MAX_STRIPS)
        return -EINVAL;
    s->whole = plane_bytes(&tiff->reader, d);
    s->from = calloc(s->count, sizeof(*s->from));
    s->places = calloc(s->count, sizeof(*s->places));
    s->bytes = calloc(s->count, sizeof(*s->bytes));
    if (!s->from || !s->places || !s->bytes)
        return -ENOMEM;
    for (uint64_t i = 0; i < s->count; i++) {
        s->from[i] = strip_at(tiff, s, i, skip);
        const int64_t bytes = strip_bytes(tiff, s, i);
        s->all += bytes + 1; /* each begins on an even place */
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
        if (!read_at(&tiff->reader, s->from[i], place, s->bytes[i]))
            return -EIO;
        s->places[i] = (uint32_t)(place - to->bytes);
    }
    return 0;
}

static int copy_entries(const facs_tiff *tiff, directory *d, const strips *s, draft *to)
{
    const reader *r = &tiff->reader;
    int status = 0;

    for (size_t i = 0; i < KEPT && status == 0; i++) {
        const entry *e = &d->kept[i];
        const uint32_t height = (uint32_t)value_of(r, d, HEIGHT, 0);
        if (kept_tags[i] == s->offsets->tag)
            status = put_longs(r, to, kept_tags[i], s->places, s->count);
        else if (kept_tags[i] == (s->offsets->tag == TILE_OFFSETS ? TILE_BYTES : STRIP_BYTES))
            status = put_longs(r, to, kept_tags[i], s->bytes, s->count);
        else if (kept_tags[i] == ROWS_PER_STRIP && tiff->plane)
            status = put_longs(r, to, kept_tags[i], &height, 1);
        else if (e->tag && e->count <= MAX_VALUE_BYTES / 8)
            status = copy_entry(r, to, e);
    }
    return status;
}

static int finish(const reader *r, draft *to, struct AVPacket *packet)
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
    directory d;

    if (page_number < 0 || page_number >= tiff->info.pages)
        return -EINVAL;
    const page *p = &tiff->pages[page_number];
    int status = read_directory(&tiff->reader, p->at, &d);
    if (status != -EINVAL)
        status = fault_of(&tiff->reader, &d) ? -EINVAL : 0;
    if (status == 0)
        status = measure_strips(tiff, &d, p->skip, &s);
    if (status)
        goto done;
    to.size = 8 + s.all + (int64_t)(8 * s.count) + 64 + 12 * (int64_t)KEPT;
    for (size_t i = 0; i < KEPT; i++)
        if (d.kept[i].tag && d.kept[i].count <= MAX_VALUE_BYTES / 8)
            to.size += 1 + (int64_t)d.kept[i].count * type_bytes(d.kept[i].type);
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
