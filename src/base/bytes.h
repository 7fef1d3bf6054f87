/* Whole numbers in the bytes of a file. */
#ifndef FACS_BASE_BYTES_H
#define FACS_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Of at most 8 bytes, the highest first, and the lowest first. */
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

#endif
