#include "media/container.h"

#include "base/bytes.h"
#include "os/file.h"

#include <string.h>

/* A RIFF size may wrongly include its own 8-byte header. */
#define SLACK_BYTES 8

/* Limits walks through hostile files. A long fragmented MP4 has two boxes per frame. */
#define MAX_BOXES 2000000

/* This many bytes of text contain a blank or a line break; uniform raw bytes do not. */
#define TEXT_WITHOUT_BLANK 256

/* of ASF; anything longer is nonsense */
#define MAX_HEADER_BYTES (16 << 20)

enum { BEGIN, BOXES, RIFF, RIFF_CHUNK, ASF_HEADER, ASF_DATA, EBML_HEADER, EBML_SEGMENT, DONE };

static int64_t sum(int64_t offset, uint64_t size)
{
    return size > (uint64_t)(INT64_MAX - offset) ? INT64_MAX : offset + (int64_t)size;
}

static int is_box(const uint8_t *type)
{
    static const char known[][5] = {"ftyp", "moov", "mdat", "moof", "free", "skip", "wide", "udta",
                                    "uuid", "meta", "sidx", "styp", "mfra", "pnot", "emsg", "prft"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (memcmp(type, known[i], 4) == 0)
            return 1;
    return 0;
}

/* MP4 and MOV (ISO/IEC 14496-12, 4.2): a box has a 32-bit size; 1 means a 64-bit size follows, 0
 * that it reaches to the end. */
static int step_box(facs_container *c, const uint8_t *head, size_t count)
{
    if (count < 8 || !is_box(head + 4) || c->boxes++ == MAX_BOXES)
        return DONE;
    uint64_t size = facs_big_endian(head, 4);
    if (size == 1)
        size = count >= 16 ? facs_big_endian(head + 8, 8) : 0;
    c->mp4 = 1;
    if (memcmp(head + 4, "moof", 4) == 0)
        c->fragmented = 1;
    if (memcmp(head + 4, "moov", 4) == 0)
        c->has_index = 1;
    if (memcmp(head + 4, "mdat", 4) == 0 && !c->has_index)
        c->late_index = 1;
    if (size < 8) { /* reaches to the end of the file, or nonsense */
        c->declared = 0;
        return DONE;
    }
    c->at = sum(c->at, size);
    c->declared = c->at;
    return BOXES;
}

/* AVI, possibly of several RIFF chunks as in OpenDML, and WebP. A size of 0 or ~0 was never filled
 * in. */
static int step_riff(facs_container *c, const uint8_t *head, size_t count)
{
    if (count < 12 || memcmp(head, "RIFF", 4) != 0 ||
        (memcmp(head + 8, "AVI", 3) != 0 && memcmp(head + 8, "WEBP", 4) != 0))
        return DONE;
    const uint64_t size = facs_little_endian(head + 4, 4);
    if (size == 0 || size == UINT32_MAX) {
        c->declared = 0;
        return DONE;
    }
    c->riff_end = sum(c->at, 8 + size + size % 2);
    c->declared = c->riff_end - SLACK_BYTES;
    if (memcmp(head + 8, "WEBP", 4) == 0)
        return DONE;
    c->at += 12;
    return RIFF_CHUNK;
}

/* Within an AVI's RIFF chunk. The frames end where their list does; the index that may follow is
 * not needed. */
static int step_riff_chunk(facs_container *c, const uint8_t *head, size_t count)
{
    if (c->at + 8 > c->riff_end || c->boxes++ == MAX_BOXES) {
        c->at = c->riff_end;
        return c->boxes < MAX_BOXES ? RIFF : DONE;
    }
    if (count < 12)
        return DONE;
    const uint64_t size = facs_little_endian(head + 4, 4);
    const int64_t end = sum(c->at, 8 + size + size % 2);
    const int movi = memcmp(head, "LIST", 4) == 0 && memcmp(head + 8, "movi", 4) == 0;
    if (movi && end <= c->riff_end)
        c->declared = end - SLACK_BYTES;
    c->at = movi ? c->riff_end : end;
    return movi ? RIFF : RIFF_CHUNK;
}

/* ASF (WMV): the header object, then the data object with all frames, then perhaps an index. */
static int step_asf(facs_container *c, const uint8_t *head, size_t count)
{
    static const uint8_t data[16] = {0x36, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                     0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    if (count < 24)
        return DONE;
    const int64_t end = sum(c->at, facs_little_endian(head + 16, 8));
    if (c->stage == ASF_HEADER && end > c->at) {
        if (end - c->at <= MAX_HEADER_BYTES)
            c->declared = end;
        c->at = end;
        return ASF_DATA;
    }
    if (memcmp(head, data, sizeof(data)) == 0)
        c->declared = end;
    return DONE;
}

/* Reads an EBML number, whose leading zero bits give its length. Returns its bytes, or 0 if it is
 * not valid; *value ~0 means "unknown". */
static size_t ebml_size(const uint8_t *bytes, size_t count, uint64_t *value)
{
    size_t length = 1;

    if (count < 1 || bytes[0] == 0)
        return 0;
    while (!(bytes[0] & 0x80 >> (length - 1)))
        length++;
    if (length > count)
        return 0;
    const uint64_t all_ones = (UINT64_C(1) << 7 * length) - 1;
    *value = facs_big_endian(bytes, length) & all_ones;
    if (*value == all_ones)
        *value = UINT64_MAX;
    return length;
}

/* Matroska and WebM: the EBML header, then the segment, which is the rest of the file. */
static int step_matroska(facs_container *c, const uint8_t *head, size_t count)
{
    static const uint8_t segment[4] = {0x18, 0x53, 0x80, 0x67};
    uint64_t size;

    if (count < 5 || (c->stage == EBML_SEGMENT && memcmp(head, segment, 4) != 0))
        return DONE;
    const size_t length = ebml_size(head + 4, count - 4, &size);
    if (length == 0 || size == UINT64_MAX)
        return DONE;
    c->at = sum(c->at, 4 + length + size);
    if (c->stage == EBML_SEGMENT)
        c->declared = c->at;
    return c->stage == EBML_HEADER ? EBML_SEGMENT : DONE;
}

static int begin(const uint8_t *head, size_t count)
{
    static const uint8_t asf[4] = {0x30, 0x26, 0xB2, 0x75}, ebml[4] = {0x1A, 0x45, 0xDF, 0xA3};
    if (count < 8)
        return DONE;
    if (memcmp(head, "RIFF", 4) == 0)
        return RIFF;
    if (memcmp(head, asf, 4) == 0)
        return ASF_HEADER;
    return memcmp(head, ebml, 4) == 0 ? EBML_HEADER : BOXES;
}

/* Reads one header. count is less than FACS_CONTAINER_HEAD only if the input ends within it. */
static void step(facs_container *c, const uint8_t *head, size_t count)
{
    static int (*const steps[])(facs_container *, const uint8_t *,
                                size_t) = {[BOXES] = step_box,
                                           [RIFF] = step_riff,
                                           [RIFF_CHUNK] = step_riff_chunk,
                                           [ASF_HEADER] = step_asf,
                                           [ASF_DATA] = step_asf,
                                           [EBML_HEADER] = step_matroska,
                                           [EBML_SEGMENT] = step_matroska};
    if (c->stage == BEGIN)
        c->stage = begin(head, count);
    if (c->stage != DONE)
        c->stage = steps[c->stage](c, head, count);
}

/* Length of the UTF-8 character (RFC 3629) at the start of count bytes, or 0 if it is not one. */
static size_t character(const uint8_t *bytes, size_t count)
{
    if (bytes[0] < 0x80)
        return (bytes[0] >= 32 && bytes[0] != 127) || (bytes[0] && strchr("\t\n\r\f", bytes[0]));
    const size_t length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < length && i < count; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

/* With a byte order mark, like Excel's "Unicode text": printable two-byte units, some of them
 * blanks. */
static int is_utf16_text(const uint8_t *bytes, size_t count)
{
    const int low_first = bytes[0] == 0xFF && bytes[1] == 0xFE;
    int blanks = 0;
    if (count < 4 || (!low_first && (bytes[0] != 0xFE || bytes[1] != 0xFF)))
        return 0;
    for (size_t i = 2; i + 1 < count; i += 2) {
        const int unit = bytes[i + low_first] << 8 | bytes[i + !low_first];
        if (unit >= 0xFFFE || (unit < ' ' && unit != '\t' && unit != '\n' && unit != '\r'))
            return 0;
        blanks += unit == ' ' || unit == '\n' || unit == '\t';
    }
    return blanks * TEXT_WITHOUT_BLANK >= (int)count / 2;
}

static int is_text(const uint8_t *bytes, size_t count)
{
    int blanks = 0;
    for (size_t i = 0; i < count;) {
        const size_t length = character(bytes + i, count - i);
        if (length == 0)
            return 0;
        blanks |= bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t';
        i += length;
    }
    return count > 0 && (blanks || count < TEXT_WITHOUT_BLANK);
}

/* MPEG-TS: the first bytes show where packets of 188 bytes (192 or 204 with framing) begin. The
 * last one may be incomplete. */
static int64_t transport_end(const facs_container *c, size_t count)
{
    static const size_t sizes[] = {188, 192, 204};

    for (size_t i = 0; i < 3; i++)
        for (size_t first = 0; first < sizes[i]; first++) {
            size_t at = first, packets = 0;
            for (; at < count && c->beginning[at] == 0x47; at += sizes[i])
                packets++;
            if (at < count || packets < 5)
                continue;
            const int64_t unit = (int64_t)sizes[i], start = sizes[i] == 192 && first >= 4
                                                                ? (int64_t)first - 4
                                                                : (int64_t)first;
            return start + (c->bytes - start + unit - 1) / unit * unit;
        }
    return 0;
}

static void conclude(facs_container *c)
{
    const size_t count = facs_container_beginning(c);
    c->text = is_text(c->beginning, count) || is_utf16_text(c->beginning, count);
    c->no_index = c->mp4 && !c->has_index;
    if (c->declared == 0 && c->boxes == 0)
        c->declared = transport_end(c, count);
}

int facs_container_inspect(facs_container *c, int64_t size, facs_read_at read, void *opaque)
{
    *c = (facs_container){.bytes = size};
    int64_t got = read(opaque, 0, c->beginning, FACS_CONTAINER_TEXT);
    while (got >= 0 && c->stage != DONE && c->at < c->bytes) {
        got = read(opaque, c->at, c->head, FACS_CONTAINER_HEAD);
        if (got >= 0)
            step(c, c->head, (size_t)got);
    }
    if (got < 0)
        return (int)got;
    conclude(c);
    return 0;
}

/* Moves the header's share of bytes, which start at offset, into head. Returns 1 once it is full.
 * */
static int fill_head(facs_container *c, int64_t offset, const uint8_t *bytes, size_t count)
{
    const int64_t next = c->at + (int64_t)c->in_head;
    if (next < offset || next >= offset + (int64_t)count)
        return 0;
    const size_t from = (size_t)(next - offset), room = FACS_CONTAINER_HEAD - c->in_head;
    const size_t taken = count - from < room ? count - from : room;
    memcpy(c->head + c->in_head, bytes + from, taken);
    c->in_head += taken;
    return c->in_head == FACS_CONTAINER_HEAD;
}

/* Steps past the header in head and keeps the bytes after it. */
static void step_head(facs_container *c)
{
    const int64_t at = c->at;
    step(c, c->head, c->in_head);
    const uint64_t moved = (uint64_t)(c->at - at);
    const size_t gone = moved < c->in_head ? (size_t)moved : c->in_head;
    memmove(c->head, c->head + gone, c->in_head - gone);
    c->in_head -= gone;
}

void facs_container_pass(facs_container *c, const uint8_t *bytes, size_t count)
{
    const int64_t offset = c->bytes;

    if (offset < FACS_CONTAINER_TEXT) {
        const size_t room = FACS_CONTAINER_TEXT - (size_t)offset;
        memcpy(c->beginning + offset, bytes, count < room ? count : room);
    }
    while (c->stage != DONE && fill_head(c, offset, bytes, count))
        step_head(c);
    c->bytes += (int64_t)count;
    if (offset < FACS_CONTAINER_TEXT && c->bytes >= FACS_CONTAINER_TEXT)
        c->text = is_text(c->beginning, FACS_CONTAINER_TEXT);
}

void facs_container_end(facs_container *c)
{
    while (c->stage != DONE && c->in_head > 0) {
        const size_t before = c->in_head;
        const int stage = c->stage;
        step_head(c);
        if (c->in_head == before && c->stage == stage)
            break;
    }
    conclude(c);
}

int facs_container_is_cut(const facs_container *c)
{
    return c->declared > c->bytes;
}
