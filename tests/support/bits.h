/* Whether numbers are the same to the last bit on every processor. */
#ifndef FACS_TESTS_BITS_H
#define FACS_TESTS_BITS_H

#include <stddef.h>
#include <stdint.h>

#define BITS_START 14695981039346656037u

/* FNV-1a of the numbers' bytes; before: BITS_START, or what the numbers before these gave. */
static inline uint64_t bits_of(const void *numbers, size_t bytes, uint64_t before)
{
    const unsigned char *byte = numbers;

    for (size_t i = 0; i < bytes; i++)
        before = (before ^ byte[i]) * 1099511628211u;
    return before;
}

#endif
