#include "media/still_traits.h"

#include "base/bytes.h"
#include "media/ffmpeg.h"
#include "media/tiff.h"
#include "media/webp_animation.h"

#include <string.h>

static void take_exif(facs_still_traits *traits, const uint8_t *bytes, size_t count)
{
    if (count > 6 &&
        memcmp(bytes, "Exif\0\0", 6) == 0) { /* as in a JPEG; some programs do so elsewhere */
        bytes += 6;
        count -= 6;
    }
    traits->orientation = facs_tiff_look(bytes, count).orientation;
}

/* PNG, third edition: chunks of length, type, data, checksum. sBIT has a number for each channel.
 * */
static void look_at_png(facs_still_traits *traits, const uint8_t *bytes, size_t count)
{
    size_t at = 8;
    while (count >= 12 && at <= count - 12) {
        const size_t length = (size_t)facs_big_endian(bytes + at, 4);
        const uint8_t *type = bytes + at + 4, *data = bytes + at + 8;
        if (length > count - at - 12)
            return;
        if (memcmp(type, "eXIf", 4) == 0)
            take_exif(traits, data, length);
        if (memcmp(type, "sBIT", 4) == 0)
            for (size_t i = 0; i < length && i < 3; i++)
                if (data[i] > traits->bits && data[i] <= 16)
                    traits->bits = data[i];
        at += 12 + length;
    }
}

static void look_at_webp(facs_still_traits *traits, const uint8_t *bytes, size_t count)
{
    size_t at = 12, data, length;
    while (facs_webp_next_chunk(bytes, count, &at, &data, &length)) {
        const uint8_t *chunk = bytes + data - 8;
        if (memcmp(chunk, "EXIF", 4) == 0)
            take_exif(traits, bytes + data, length < count - data ? length : count - data);
        if (memcmp(chunk, "ANMF", 4) == 0)
            traits->several = 1;
    }
}

/* JPEG's segments up to the first scan; MPO (CIPA DC-007) announces further pictures in APP2. */
static void look_at_jpeg(facs_still_traits *traits, const uint8_t *bytes, size_t count)
{
    size_t at = 2;
    while (count >= 10 && at <= count - 10 && bytes[at] == 0xFF) {
        const int marker = bytes[at + 1];
        if (marker == 0xDA)
            return;
        if (marker == 0xE2 && memcmp(bytes + at + 4, "MPF\0", 4) == 0)
            traits->announces_more = 1;
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
            traits->size = (uint32_t)facs_big_endian(bytes + at + 5, 4);
        at += 2 + (size_t)facs_big_endian(bytes + at + 2, 2);
    }
}

/* ---- JPEG XL --------------------------------------------------------------------------------- */

typedef struct bit_reader {
    const uint8_t *bytes;
    size_t count, at; /* bits */
} bit_reader;

/* Takes the next bits, lowest first; 0 past the end. */
static uint32_t take_bits(bit_reader *in, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++, in->at++)
        if (in->at / 8 < in->count)
            value |= (uint32_t)(in->bytes[in->at / 8] >> in->at % 8 & 1) << i;
    return value;
}

static void skip_side(bit_reader *in, int small)
{
    static const int lengths[4] = {9, 13, 18, 30};
    take_bits(in, small ? 5 : lengths[take_bits(in, 2)]);
}

/* Skips the height, and the width unless it is a ratio of it. */
static void skip_size(bit_reader *in)
{
    const int small = (int)take_bits(in, 1);
    skip_side(in, small);
    if (take_bits(in, 3) == 0)
        skip_side(in, small);
}

/* ISO/IEC 18181-1, D.2 and D.3: the bare codestream, or the first box that holds it. FFmpeg decodes
 * only the first picture of an animation. */
static void look_at_jpegxl(facs_still_traits *traits, const uint8_t *bytes, size_t count)
{
    for (size_t at = 0; at < 4096 && count >= 2 && at <= count - 2; at++) {
        const int begins = bytes[at] == 0xFF && bytes[at + 1] == 0x0A;
        const int boxed = at >= 8 && (memcmp(bytes + at - 4, "jxlc", 4) == 0 ||
                                      memcmp(bytes + at - 8, "jxlp", 4) == 0);
        if (!begins || (at > 0 && !boxed))
            continue;
        bit_reader in = {bytes + at + 2, count - at - 2, 0};
        skip_size(&in);
        if (take_bits(&in, 1) || !take_bits(&in, 1)) /* all defaults; or no further fields */
            return;
        take_bits(&in, 3); /* the orientation, which the decoder applies */
        if (take_bits(&in, 1))
            skip_size(&in);
        if (!take_bits(&in, 1)) /* after a preview, it is not looked for */
            traits->several = (int)take_bits(&in, 1);
        return;
    }
}

facs_still_traits facs_still_look(enum AVCodecID codec, const uint8_t *bytes, size_t count)
{
    facs_still_traits traits = {0};
    if (codec == AV_CODEC_ID_PNG || codec == AV_CODEC_ID_APNG) {
        look_at_png(&traits, bytes, count);
    } else if (codec == AV_CODEC_ID_WEBP) {
        look_at_webp(&traits, bytes, count);
    } else if (codec == AV_CODEC_ID_MJPEG) {
        look_at_jpeg(&traits, bytes, count);
    } else if (codec == AV_CODEC_ID_TIFF) {
        const facs_tiff_traits tiff = facs_tiff_look(bytes, count);
        traits.orientation = tiff.orientation;
        traits.bits = tiff.bits;
    }
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 37, 100) /* FFmpeg 5.1 */
    if (codec == AV_CODEC_ID_JPEGXL)
        look_at_jpegxl(&traits, bytes, count);
#endif
    return traits;
}

/* ---- HEIF's boxes ---------------------------------------------------------------------------- */

typedef struct span {
    const uint8_t *bytes;
    size_t count;
} span;

/* Takes the next box from a span. Returns 0 if no complete one is left. */
static int next_box(span *in, uint32_t *type, span *box)
{
    if (in->count < 8)
        return 0;
    const size_t size = (size_t)facs_big_endian(in->bytes, 4);
    if (size < 8 || size > in->count)
        return 0;
    *type = (uint32_t)facs_big_endian(in->bytes + 4, 4);
    *box = (span){in->bytes + 8, size - 8};
    *in = (span){in->bytes + size, in->count - size};
    return 1;
}

/* The first box of a type in a span. */
static int find_box(span in, uint32_t wanted, span *box)
{
    uint32_t type;
    while (next_box(&in, &type, box))
        if (type == wanted)
            return 1;
    return 0;
}

/* Takes count bytes from the front as a number; 0 if there are fewer. */
static uint32_t take(span *in, size_t count)
{
    if (in->count < count) {
        in->count = 0;
        return 0;
    }
    const uint32_t value = (uint32_t)facs_big_endian(in->bytes, count);
    *in = (span){in->bytes + count, in->count - count};
    return value;
}

/* Applies a property after those before it: turns clockwise, after mirroring. */
static void apply(uint32_t type, span box, int *turns, int *mirrored)
{
    const int value = (int)take(&box, 1);
    if (type == MKBETAG('i', 'r', 'o', 't'))
        *turns = (*turns + 4 - (value & 3)) % 4; /* it counts anticlockwise */
    if (type == MKBETAG('i', 'm', 'i', 'r')) {   /* 0: swaps top and bottom; 1: left and right */
        *turns = (4 - *turns + (value & 1 ? 2 : 0)) % 4;
        *mirrored = !*mirrored;
    }
}

static void apply_property(span container, uint32_t number, int *turns, int *mirrored)
{
    uint32_t type;
    span box;
    for (uint32_t i = 1; next_box(&container, &type, &box); i++)
        if (i == number)
            apply(type, box, turns, mirrored);
}

/* ISO/IEC 23008-12, 9.3: each picture's properties, in the order of application. */
static void apply_all(span list, span container, uint32_t item, int *turns, int *mirrored)
{
    const uint32_t version = take(&list, 1), flags = take(&list, 3);
    const uint32_t entries = take(&list, 4);
    for (uint32_t i = 0; i < entries && list.count > 0; i++) {
        const uint32_t id = take(&list, version < 1 ? 2 : 4), count = take(&list, 1);
        for (uint32_t n = 0; n < count && list.count > 0; n++) {
            const uint32_t number = flags & 1 ? take(&list, 2) & 0x7FFF : take(&list, 1) & 0x7F;
            if (id == item)
                apply_property(container, number, turns, mirrored);
        }
    }
}

int facs_still_heif_orientation(const uint8_t *head, size_t count)
{
    /* [mirrored][turns]: top and bottom are swapped before turning */
    static const uint8_t orientations[2][4] = {{1, 6, 3, 8}, {4, 5, 2, 7}};
    span file = {head, count}, meta, primary, properties, container, list;
    int turns = 0, mirrored = 0;

    if (!find_box(file, MKBETAG('m', 'e', 't', 'a'), &meta))
        return 0;
    take(&meta, 4);
    if (!find_box(meta, MKBETAG('p', 'i', 't', 'm'), &primary) ||
        !find_box(meta, MKBETAG('i', 'p', 'r', 'p'), &properties) ||
        !find_box(properties, MKBETAG('i', 'p', 'c', 'o'), &container) ||
        !find_box(properties, MKBETAG('i', 'p', 'm', 'a'), &list))
        return 0;
    const uint32_t version = take(&primary, 4) >> 24;
    apply_all(list, container, take(&primary, version ? 4 : 2), &turns, &mirrored);
    return orientations[mirrored][turns];
}
