/* Bytes and directories of a TIFF. */
#include "media/tiff_internal.h"

#include "base/bytes.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#define MAX_ENTRIES 4096 /* per directory, against hostile files; some programs write a hundred */

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

uint64_t facs_tiff_value_of(const facs_tiff_file *r, facs_tiff_directory *d, int tag,
                            uint64_t otherwise)
{
    return facs_tiff_value_at(r, facs_tiff_place_of(d, tag), 0, otherwise);
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

    memset(d, 0, sizeof(*d));
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

int facs_tiff_read_header(facs_tiff_file *r, int64_t *first)
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

int facs_tiff_side_of(const facs_tiff_file *r, facs_tiff_directory *d, int tag)
{
    const uint64_t side = facs_tiff_value_of(r, d, tag, 0);
    return side < INT_MAX ? (int)side : INT_MAX;
}

const facs_tiff_entry *facs_tiff_offsets_of(facs_tiff_directory *d)
{
    const facs_tiff_entry *strips = facs_tiff_place_of(d, FACS_TIFF_STRIP_OFFSETS);
    return strips->tag ? strips : facs_tiff_place_of(d, FACS_TIFF_TILE_OFFSETS);
}

int facs_tiff_is_page(const facs_tiff_file *r, facs_tiff_directory *d)
{
    const uint64_t kind = facs_tiff_value_of(r, d, FACS_TIFF_NEW_SUBFILE_TYPE, 0);
    return !(kind & 1) && !(kind & 4) && facs_tiff_value_of(r, d, FACS_TIFF_SUBFILE_TYPE, 1) != 2 &&
           facs_tiff_value_of(r, d, FACS_TIFF_PHOTOMETRIC, 1) != PHOTOMETRIC_MASK &&
           facs_tiff_side_of(r, d, FACS_TIFF_WIDTH) > 0 &&
           facs_tiff_side_of(r, d, FACS_TIFF_HEIGHT) > 0 && facs_tiff_offsets_of(d)->tag;
}

const char *facs_tiff_fault_of(const facs_tiff_file *r, facs_tiff_directory *d)
{
    /* none, CCITT's three, LZW, deflate (two numbers), PackBits, LZMA */
    static const uint16_t known[] = {1, 2, 3, 4, 5, 8, 32773, 32946, 34925};
    const uint64_t compression = facs_tiff_value_of(r, d, FACS_TIFF_COMPRESSION, 1);
    const uint64_t format = facs_tiff_value_of(r, d, FACS_TIFF_SAMPLE_FORMAT, 1);
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
    return facs_tiff_value_of(r, d, FACS_TIFF_BITS_PER_SAMPLE, 1) > 16
               ? "its samples have more than 16 bits"
               : NULL;
}

int64_t facs_tiff_plane_bytes(const facs_tiff_file *r, facs_tiff_directory *d)
{
    const uint64_t width = facs_tiff_value_of(r, d, FACS_TIFF_WIDTH, 0),
                   height = facs_tiff_value_of(r, d, FACS_TIFF_HEIGHT, 0);
    const uint64_t bits = facs_tiff_value_of(r, d, FACS_TIFF_BITS_PER_SAMPLE, 1);
    const uint64_t samples = facs_tiff_value_of(r, d, FACS_TIFF_SAMPLES_PER_PIXEL, 1);
    if (width > UINT16_MAX || height > UINT16_MAX || bits == 0 || bits > 64 || samples == 0 ||
        samples > 64 || facs_tiff_value_of(r, d, FACS_TIFF_COMPRESSION, 1) != 1)
        return 0;
    return (int64_t)((width * bits * samples + 7) / 8 * height);
}

/* DNG, CR2, and others that have a preview first and the sensor's picture below it. */
int facs_tiff_is_raw(const facs_tiff_file *r, facs_tiff_directory *d)
{
    uint8_t mark[2];
    return facs_tiff_place_of(d, FACS_TIFF_DNG_VERSION)->tag ||
           facs_tiff_value_of(r, d, FACS_TIFF_PHOTOMETRIC, 1) == PHOTOMETRIC_CFA ||
           ((facs_tiff_value_of(r, d, FACS_TIFF_NEW_SUBFILE_TYPE, 0) & 1) &&
            facs_tiff_place_of(d, FACS_TIFF_SUB_DIRECTORIES)->tag) ||
           (!r->big && facs_tiff_read_at(r, 8, mark, 2) && memcmp(mark, "CR", 2) == 0);
}

facs_tiff_traits facs_tiff_look(const uint8_t *bytes, size_t count)
{
    facs_tiff_file r = {.bytes = bytes, .size = (int64_t)count};
    facs_tiff_traits traits = {.orientation = 1};
    int64_t first;
    facs_tiff_directory d;

    if (!bytes || facs_tiff_read_header(&r, &first) < 0 ||
        facs_tiff_read_directory(&r, first, &d) == -EINVAL)
        return traits;
    const uint64_t orientation = facs_tiff_value_of(&r, &d, FACS_TIFF_ORIENTATION, 1);
    if (orientation >= 1 && orientation <= 8)
        traits.orientation = (int)orientation;
    for (uint64_t max = facs_tiff_value_of(&r, &d, FACS_TIFF_MAX_SAMPLE_VALUE, 0); max > 0;
         max >>= 1)
        traits.bits++;
    return traits;
}
