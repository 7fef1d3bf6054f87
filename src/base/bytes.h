/* Integers in the bytes of a file. */
#ifndef FACS_BASE_BYTES_H
#define FACS_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of at most 8 bytes: the most significant first, the least significant first. */
static inline uint64_t facs_big_endian(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static inline uint64_t facs_little_endian(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

/* The same for 4 and 8 bytes with the least significant first, as one load where the processor's
 * order is that of the file; a compiler can then take several at once. */
static inline uint32_t facs_word_of(const uint8_t *bytes)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t value;
    memcpy(&value, bytes, sizeof(value));
    return value;
#else
    return (uint32_t)facs_little_endian(bytes, 4);
#endif
}

static inline uint64_t facs_long_word_of(const uint8_t *bytes)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t value;
    memcpy(&value, bytes, sizeof(value));
    return value;
#else
    return facs_little_endian(bytes, 8);
#endif
}

/*
 * Numbers of variable length: seven bits a byte, the lowest first; the highest bit is set if more
 * follow. Writes value to to unless that is NULL, and returns how many bytes it takes.
 */
static inline size_t facs_put_number(uint8_t *to, uint64_t value)
{
    size_t count = 0;
    for (; value >= 0x80; value >>= 7, count++)
        if (to)
            to[count] = (uint8_t)(value | 0x80);
    if (to)
        to[count] = (uint8_t)value;
    return count + 1;
}

/* Reads a number and moves *from past it. Sets *failed and returns 0 if it goes beyond end or is
 * too long. */
static inline uint64_t facs_take_number(const uint8_t **from, const uint8_t *end, int *failed)
{
    uint64_t value = 0;
    for (int shift = 0; *from < end && shift < 63; shift += 7) {
        const uint8_t byte = *(*from)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    *failed = 1;
    return 0;
}

#endif
