/* Numbers of 16 bits: binary16. Without branches, so that compilers make vectors of a loop. */
#ifndef FACS_BASE_HALF_H
#define FACS_BASE_HALF_H

#include <stdint.h>
#include <string.h>

/* Compilers would turn a ?: with a sum of floats into a branch. */
static inline uint32_t facs_half_choose(int condition, uint32_t a, uint32_t b)
{
    const uint32_t mask = -(uint32_t)condition;
    return (a & mask) | (b & ~mask);
}

/* The nearest binary16 number, ties to even; the largest one beyond its range. */
static inline uint16_t facs_half(float value)
{
    uint32_t bits, small_bits;
    float small;
    memcpy(&bits, &value, sizeof(bits));
    const uint32_t sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
    /* A carry continues into the exponent's bits. */
    const uint32_t normal = ((size + 0xfff + (size >> 13 & 1)) >> 13) - (112 << 10);
    memcpy(&small, &size, sizeof(small));
    small += 0.5F; /* in steps of 2^-24 */
    memcpy(&small_bits, &small, sizeof(small_bits));
    uint32_t half =
        facs_half_choose(size < 0x38800000, small_bits - 0x3f000000, normal);  /* 2^-14 */
    half = facs_half_choose(size < 0x477fe000, half, 0x7bff);                  /* 65504 */
    return (uint16_t)facs_half_choose(size > 0x7f800000, 0x7e00, sign | half); /* not a number */
}

/* half: a finite number. */
static inline float facs_float_of_half(uint16_t half)
{
    uint32_t bits = (uint32_t)(half & 0x7fff) << 13;
    float value;
    memcpy(&value, &bits, sizeof(value));
    value *= 0x1p112F; /* the difference of the exponents' zeros; also right for small numbers */
    memcpy(&bits, &value, sizeof(bits));
    bits |= (uint32_t)(half & 0x8000) << 16;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

#endif
