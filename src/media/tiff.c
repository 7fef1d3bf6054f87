#include "media/tiff.h"

#include "base/bytes.h"
#include "media/tiff_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Limits for hostile files. */
#define MAX_ENTRIES     4096 /* per directory; some programs write a hundred */
#define MAX_PAGES       1000000
#define MAX_DESCRIPTION 4096

#define PHOTOMETRIC_MASK 4
#define PHOTOMETRIC_CFA  32803 /* red, green and blue side by side, as under a sensor's filter */

/* Unnamed in tiff_internal.h: 266 FillOrder, 282 and 283 resolution, 284 PlanarConfiguration, 292
 * and 293 options of T4 and T6, 317 Predictor, 320 ColorMap, 322 and 323 tile size, 338
 * ExtraSamples, 347 JPEGTables, 529 to 532 YCbCr. */
const uint16_t facs_tiff_tags[FACS_TIFF_TAGS] = {
    256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 281, 282, 283, 284, 292, 293,
    317, 320, 322, 323, 324, 325, 338, 339, 347, 529, 530, 532, 254, 255, 270, 330, 50706};

/* ---- Bytes and numbers ----------------------------------------------------------------------- */

int facs_tiff_read_at(const facs_tiff_file *r, int64_t at, uint8_t *bytes, size_t count)
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

static uint64_t number(const facs_tiff_file *r, const uint8_t *bytes, int count)
{
    return r->big_endian ? facs_big_endian(bytes, (size_t)count)
                         : facs_little_endian(bytes, (size_t)count);
}

int facs_tiff_type_bytes(int type)
{
    static const uint8_t bytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type >= 0 && type < (int)sizeof(bytes) ? bytes[type] : 0;
}

uint64_t facs_tiff_value_at(const facs_tiff_file *r, const facs_tiff_entry *e, uint64_t i,
                            uint64_t otherwise)
{
    uint8_t bytes[8];
    const int count = facs_tiff_type_bytes(e->type);
    const int whole = e->type == 1 || e->type == 3 || e->type == 4 || e->type == 13 ||
                      e->type == 16 || e->type == 18;
    if (!whole || i >= e->count ||
        !facs_tiff_read_at(r, e->at + (int64_t)i * count, bytes, (size_t)count))
        return otherwise;
    return number(r, bytes, count);
}

/* ---- Directories ----------------------------------------------------------------------------- */

facs_tiff_entry *facs_tiff_place_of(facs_tiff_directory *d, int tag)
{
    for (size_t i = 0; i < FACS_TIFF_TAGS; i++)
        if (facs_tiff_tags[i] == tag)
            return &d->entries[i];
    return NULL;
}

uint64_t facs_tiff_value_of(facs_tiff_directory *d, int tag, uint64_t otherwise)
{
    return facs_tiff_value_at(d->file, facs_tiff_place_of(d, tag), 0, otherwise);
}

/* Reads an entry of 12 bytes (BigTIFF: 20) at position at: its values, or where they are. */
static void read_entry(const facs_tiff_file *r, const uint8_t *bytes, int64_t at,
                       facs_tiff_directory *d)
{
    const int wide = r->big ? 8 : 4;
    facs_tiff_entry e = {.tag = (int)number(r, bytes, 2),
                         .type = (int)number(r, bytes + 2, 2),
                         .count = number(r, bytes + 4, wide),
                         .at = at + 4 + wide};
    facs_tiff_entry *place = facs_tiff_place_of(d, e.tag);
    const int unit = facs_tiff_type_bytes(e.type);
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

int facs_tiff_read_directory(const facs_tiff_file *r, int64_t at, facs_tiff_directory *d)
{
    const int head = r->big ? 8 : 2, unit = r->big ? 20 : 12, wide = r->big ? 8 : 4;
    uint8_t bytes[20];

    *d = (facs_tiff_directory){.file = r};
    if (!facs_tiff_read_at(r, at, bytes, (size_t)head))
        return -EINVAL;
    const uint64_t count = number(r, bytes, head);
    if (count == 0 || count > MAX_ENTRIES)
        return -EINVAL;
    at += head;
    for (uint64_t i = 0; i < count; i++, at += unit) {
        if (!facs_tiff_read_at(r, at, bytes, (size_t)unit))
            return -EINVAL;
        read_entry(r, bytes, at, d);
    }
    if (!facs_tiff_read_at(r, at, bytes, (size_t)wide))
        return -ENODATA;
    const uint64_t next = number(r, bytes, wide);
    d->next = next > INT64_MAX ? INT64_MAX : (int64_t)next;
    return 0;
}

/* Returns 0; -EINVAL: not a TIFF; -ENODATA: truncated. *first: the first directory. */
static int read_header(facs_tiff_file *r, int64_t *first)
{
    uint8_t head[16];

    if (!facs_tiff_read_at(r, 0, head, 8) ||
        (memcmp(head, "II", 2) != 0 && memcmp(head, "MM", 2) != 0))
        return -EINVAL;
    r->big_endian = head[0] == 'M';
    const uint64_t version = number(r, head + 2, 2);
    r->big = version == 43;
    if (version != 42 &&
        (version != 43 || number(r, head + 4, 2) != 8 || !facs_tiff_read_at(r, 8, head, 8)))
        return -EINVAL;
    const uint64_t at = r->big ? number(r, head, 8) : number(r, head + 4, 4);
    if (at < 8)
        return -EINVAL;
    if (at > (uint64_t)r->size)
        return -ENODATA;
    *first = (int64_t)at;
    return 0;
}

/* Width or height, at most INT_MAX. */
static int side_of(facs_tiff_directory *d, int tag)
{
    const uint64_t side = facs_tiff_value_of(d, tag, 0);
    return side < INT_MAX ? (int)side : INT_MAX;
}

const facs_tiff_entry *facs_tiff_offsets_of(facs_tiff_directory *d)
{
    const facs_tiff_entry *strips = facs_tiff_place_of(d, FACS_TIFF_STRIP_OFFSETS);
    return strips->tag ? strips : facs_tiff_place_of(d, FACS_TIFF_TILE_OFFSETS);
}

/* Returns 1 for a picture in its own right, neither a preview nor a mask. */
static int is_page(facs_tiff_directory *d)
{
    const uint64_t kind = facs_tiff_value_of(d, FACS_TIFF_NEW_SUBFILE_TYPE, 0);
    return !(kind & 1) && !(kind & 4) && facs_tiff_value_of(d, FACS_TIFF_SUBFILE_TYPE, 1) != 2 &&
           facs_tiff_value_of(d, FACS_TIFF_PHOTOMETRIC, 1) != PHOTOMETRIC_MASK &&
           side_of(d, FACS_TIFF_WIDTH) > 0 && side_of(d, FACS_TIFF_HEIGHT) > 0 &&
           facs_tiff_offsets_of(d)->tag;
}

const char *facs_tiff_fault_of(facs_tiff_directory *d)
{
    /* none, CCITT's three, LZW, deflate (two numbers), PackBits, LZMA */
    static const uint16_t known[] = {1, 2, 3, 4, 5, 8, 32773, 32946, 34925};
    const uint64_t compression = facs_tiff_value_of(d, FACS_TIFF_COMPRESSION, 1);
    const uint64_t format = facs_tiff_value_of(d, FACS_TIFF_SAMPLE_FORMAT, 1);
    int is_known = 0;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        is_known |= known[i] == compression;
    if (facs_tiff_offsets_of(d)->tag == FACS_TIFF_TILE_OFFSETS)
        return "it is cut into tiles";
    if (compression == 6 || compression == 7)
        return "it is compressed as JPEG within TIFF";
    if (!is_known)
        return "it is compressed in an unusual way";
    if (format == 3)
        return "its samples are floating-point numbers";
    if (format == 2)
        return "its samples are signed numbers";
    return facs_tiff_value_of(d, FACS_TIFF_BITS_PER_SAMPLE, 1) > 16
               ? "its samples have more than 16 bits"
               : NULL;
}

int64_t facs_tiff_plane_bytes(facs_tiff_directory *d)
{
    const uint64_t width = facs_tiff_value_of(d, FACS_TIFF_WIDTH, 0),
                   height = facs_tiff_value_of(d, FACS_TIFF_HEIGHT, 0);
    const uint64_t bits = facs_tiff_value_of(d, FACS_TIFF_BITS_PER_SAMPLE, 1);
    const uint64_t samples = facs_tiff_value_of(d, FACS_TIFF_SAMPLES_PER_PIXEL, 1);
    if (width > UINT16_MAX || height > UINT16_MAX || bits == 0 || bits > 64 || samples == 0 ||
        samples > 64 || facs_tiff_value_of(d, FACS_TIFF_COMPRESSION, 1) != 1)
        return 0;
    return (int64_t)((width * bits * samples + 7) / 8 * height);
}

/* DNG, CR2, and others that have a preview first and the sensor's picture below it. */
static int is_raw(facs_tiff_directory *d)
{
    uint8_t mark[2];
    return facs_tiff_place_of(d, FACS_TIFF_DNG_VERSION)->tag ||
           facs_tiff_value_of(d, FACS_TIFF_PHOTOMETRIC, 1) == PHOTOMETRIC_CFA ||
           ((facs_tiff_value_of(d, FACS_TIFF_NEW_SUBFILE_TYPE, 0) & 1) &&
            facs_tiff_place_of(d, FACS_TIFF_SUB_DIRECTORIES)->tag) ||
           (!d->file->big && facs_tiff_read_at(d->file, 8, mark, 2) && memcmp(mark, "CR", 2) == 0);
}

facs_tiff_traits facs_tiff_look(const uint8_t *bytes, size_t count)
{
    facs_tiff_file r = {.bytes = bytes, .size = (int64_t)count};
    facs_tiff_traits traits = {.orientation = 1};
    int64_t first;
    facs_tiff_directory d;

    if (!bytes || read_header(&r, &first) < 0 || facs_tiff_read_directory(&r, first, &d) == -EINVAL)
        return traits;
    const uint64_t orientation = facs_tiff_value_of(&d, FACS_TIFF_ORIENTATION, 1);
    if (orientation >= 1 && orientation <= 8)
        traits.orientation = (int)orientation;
    for (uint64_t max = facs_tiff_value_of(&d, FACS_TIFF_MAX_SAMPLE_VALUE, 0); max > 0; max >>= 1)
        traits.bits++;
    return traits;
}

/* ---- The list of pages ----------------------------------------------------------------------- */

static int add_page(facs_tiff *tiff, int64_t at, int64_t skip)
{
    if (tiff->info.pages == tiff->capacity) {
        const int64_t capacity = tiff->capacity ? 2 * tiff->capacity : 16;
        facs_tiff_page *pages = realloc(tiff->pages, (size_t)capacity * sizeof(*pages));
        if (!pages)
            return -ENOMEM;
        tiff->pages = pages;
        tiff->capacity = capacity;
    }
    tiff->pages[tiff->info.pages++] = (facs_tiff_page){at, skip};
    return 0;
}

/* The number after a word such as "\nimages=" in ImageJ's description; 0: not there. */
static double described(const char *text, const char *word)
{
    const char *found = strstr(text, word);
    const double value = found ? strtod(found + strlen(word), NULL) : 0;
    return value > 0 && value < 1e12 ? value : 0;
}

/* ImageJ and compatible programs write stacks beyond 4 GB as one page: the other pictures follow
 * it, uncompressed and without gaps, and the description says how many there are. */
static int add_imagej_stack(facs_tiff *tiff, facs_tiff_directory *d)
{
    const facs_tiff_file *r = &tiff->reader;
    const facs_tiff_entry *e = facs_tiff_place_of(d, FACS_TIFF_DESCRIPTION);
    char text[MAX_DESCRIPTION + 1] = "";
    const size_t length = e->count < MAX_DESCRIPTION ? (size_t)e->count : MAX_DESCRIPTION;

    if (e->type != 2 || !facs_tiff_read_at(r, e->at, (uint8_t *)text, length) ||
        strncmp(text, "ImageJ=", 7) != 0)
        return 0;
    const double interval = described(text, "\nfinterval="), rate = described(text, "\nfps=");
    tiff->info.frame_rate = interval > 0 ? 1 / interval : rate;
    const int64_t images = (int64_t)described(text, "\nimages=");
    if (tiff->info.pages != 1 || images < 2)
        return 0;
    const uint64_t at = facs_tiff_value_at(r, facs_tiff_offsets_of(d), 0, 0);
    const int64_t plane = facs_tiff_plane_bytes(d);
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

/* Brent's method finds circles: each directory's position is compared with one that stays put for
 * 1, 2, 4, 8 ... steps. */
static int list_pages(facs_tiff *tiff, int64_t at)
{
    const facs_tiff_file *r = &tiff->reader;
    int64_t still = 0, steps = 0, limit = 1;
    facs_tiff_directory d, first;
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
        const int read = facs_tiff_read_directory(r, at, &d);
        tiff->info.cut |= read < 0;
        if (read == -EINVAL)
            break;
        if (n == 0)
            tiff->info.raw_camera = is_raw(&d);
        if (!is_page(&d))
            continue;
        if (tiff->info.pages == 0)
            first = d;
        status = add_page(tiff, at, 0);
    }
    if (status == 0 && tiff->info.pages > 0) {
        tiff->info.fault = facs_tiff_fault_of(&first);
        tiff->info.width = side_of(&first, FACS_TIFF_WIDTH);
        tiff->info.height = side_of(&first, FACS_TIFF_HEIGHT);
        status = add_imagej_stack(tiff, &first);
    }
    if (tiff->info.unlisted && tiff->info.pages > 0)
        tiff->info.pages = 1; /* it is unknown which of them repeat */
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
    tiff->reader = (facs_tiff_file){.io = io, .size = avio_size(io)};
    int status = read_header(&tiff->reader, &first);
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
