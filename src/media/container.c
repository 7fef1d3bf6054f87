#include "media/container.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEAD_BYTES 4096

/* A RIFF size may wrongly count its own header of 8 bytes. */
#define SLACK_BYTES 8

/* A bound on walks through hostile files: a long fragmented MP4 has two boxes for each frame. */
#define MAX_BOXES 2000000

static uint64_t big_endian(const uint8_t *bytes, int count)
{
    uint64_t value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static uint64_t little_endian(const uint8_t *bytes, int count)
{
    uint64_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* 1: count bytes at offset were read. */
static int read_at(FILE *file, int64_t offset, uint8_t *bytes, size_t count)
{
    return fseeko(file, (off_t)offset, SEEK_SET) == 0 && fread(bytes, 1, count, file) == count;
}

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

/* MP4 and MOV (ISO/IEC 14496-12, 4.2): boxes of a 32-bit size, 1 for a 64-bit one, 0 "to the end".
 */
static void walk_boxes(facs_container *container, FILE *file)
{
    int64_t at = 0;
    int box, has_index = 0;

    for (box = 0; box < MAX_BOXES && container->bytes - at >= 8; box++) {
        uint8_t head[16];
        if (!read_at(file, at, head, 8) || !is_box(head + 4))
            break;
        uint64_t size = big_endian(head, 4);
        if (size == 1)
            size = read_at(file, at, head, 16) ? big_endian(head + 8, 8) : 0;
        if (memcmp(head + 4, "moof", 4) == 0)
            container->fragmented = 1;
        if (memcmp(head + 4, "moov", 4) == 0)
            has_index = 1;
        if (size < 8) /* to the end of the file, or nonsense */
            size = (uint64_t)(container->bytes - at);
        at = sum(at, size);
        container->declared = at;
    }
    container->no_index = box > 0 && !has_index;
}

/* AVI, in OpenDML's way of several RIFF chunks. A size of 0 or ~0 was never filled in. */
static void walk_riff(facs_container *container, FILE *file)
{
    int64_t at = 0;
    uint8_t head[12];

    for (int chunk = 0; chunk < MAX_BOXES; chunk++) {
        if (!read_at(file, at, head, 12) || memcmp(head, "RIFF", 4) != 0 ||
            memcmp(head + 8, "AVI", 3) != 0)
            return;
        const uint64_t size = little_endian(head + 4, 4);
        if (size == 0 || size == UINT32_MAX) {
            container->declared = 0;
            return;
        }
        at = sum(at, 8 + size + size % 2);
        container->declared = at - SLACK_BYTES;
    }
}

/* ASF (WMV): the header object, then the data object with all pictures; an index may follow. */
static void read_asf(facs_container *container, FILE *file, const uint8_t *head)
{
    static const uint8_t data[16] = {0x36, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                     0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    const int64_t at = sum(0, little_endian(head + 16, 8));
    uint8_t object[24];

    if (read_at(file, at, object, sizeof(object)) && memcmp(object, data, sizeof(data)) == 0)
        container->declared = sum(at, little_endian(object + 16, 8));
}

/* An EBML number: the count of leading zero bits says its length. 1: read; *value ~0 is "unknown".
 */
static int read_ebml_size(FILE *file, int64_t *at, uint64_t *value)
{
    uint8_t bytes[8];
    int length = 1;

    if (!read_at(file, *at, bytes, 1) || bytes[0] == 0)
        return 0;
    while (!(bytes[0] & 0x80 >> (length - 1)))
        length++;
    if (!read_at(file, *at, bytes, (size_t)length))
        return 0;
    const uint64_t all_ones = (UINT64_C(1) << 7 * length) - 1;
    *value = big_endian(bytes, length) & all_ones;
    if (*value == all_ones)
        *value = UINT64_MAX;
    *at += length;
    return 1;
}

/* Matroska and WebM: the EBML header, then the segment, which is all the rest. */
static void read_matroska(facs_container *container, FILE *file)
{
    static const uint8_t segment[4] = {0x18, 0x53, 0x80, 0x67};
    int64_t at = 4;
    uint8_t id[4];
    uint64_t size;

    if (!read_ebml_size(file, &at, &size) || size == UINT64_MAX)
        return;
    at = sum(at, size);
    if (!read_at(file, at, id, 4) || memcmp(id, segment, 4) != 0)
        return;
    at += 4;
    if (read_ebml_size(file, &at, &size) && size != UINT64_MAX)
        container->declared = sum(at, size);
}

static int is_text(const uint8_t *head, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((head[i] < 32 && !strchr("\t\n\r\f", head[i])) || head[i] == 0 || head[i] == 127)
            return 0;
    return count > 0;
}

int facs_container_inspect(facs_container *container, const char *path)
{
    static const uint8_t asf[4] = {0x30, 0x26, 0xB2, 0x75}, ebml[4] = {0x1A, 0x45, 0xDF, 0xA3};
    uint8_t head[HEAD_BYTES] = {0};
    int status = 0;

    *container = (facs_container){0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return -errno;
    const size_t count = fread(head, 1, sizeof(head), file);
    if (ferror(file) || fseeko(file, 0, SEEK_END) != 0 || (container->bytes = ftello(file)) < 0) {
        status = -EIO;
        goto done;
    }
    container->text = is_text(head, count);
    if (memcmp(head, "RIFF", 4) == 0)
        walk_riff(container, file);
    else if (memcmp(head, asf, 4) == 0)
        read_asf(container, file, head);
    else if (memcmp(head, ebml, 4) == 0)
        read_matroska(container, file);
    else
        walk_boxes(container, file);

done:
    fclose(file);
    return status;
}

int facs_container_is_cut(const facs_container *container)
{
    return container->declared > container->bytes;
}
