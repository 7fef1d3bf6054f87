/*
 * simd.h for NEON and plain code: each vector is two of the compiler's own (GCC's and Clang's).
 * What NEON has no better instruction for than the compiler finds is here, for both.
 */
#ifndef FACS_BASE_SIMD_PAIRS_H
#define FACS_BASE_SIMD_PAIRS_H

#include <stdint.h>
#include <string.h>

typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef double f64x2 __attribute__((vector_size(16)));
typedef int64_t i64x2 __attribute__((vector_size(16)));

#define SIMD_VECTOR(vector, half, element)                                                         \
    typedef struct vector {                                                                        \
        half low, high;                                                                            \
    } vector;                                                                                      \
    static inline vector vector##_load(const element *from)                                        \
    {                                                                                              \
        vector a;                                                                                  \
        memcpy(&a.low, from, 16);                                                                  \
        memcpy(&a.high, from + 16 / sizeof(element), 16);                                          \
        return a;                                                                                  \
    }                                                                                              \
    static inline void vector##_store(element *to, vector a)                                       \
    {                                                                                              \
        memcpy(to, &a.low, 16);                                                                    \
        memcpy(to + 16 / sizeof(element), &a.high, 16);                                            \
    }                                                                                              \
    static inline vector vector##_of(element value)                                                \
    {                                                                                              \
        const half all = value - (half){0};                                                        \
        return (vector){all, all};                                                                 \
    }

SIMD_VECTOR(f32x8, f32x4, float)
SIMD_VECTOR(f64x4, f64x2, double)
SIMD_VECTOR(i32x8, i32x4, int32_t)
SIMD_VECTOR(i16x16, i16x8, int16_t)
SIMD_VECTOR(u8x32, u8x16, uint8_t)

/* Operations that are one of C's. */
#define SIMD_TWO(vector, operation, sign)                                                          \
    static inline vector operation(vector a, vector b)                                             \
    {                                                                                              \
        return (vector){a.low sign b.low, a.high sign b.high};                                     \
    }

SIMD_TWO(f32x8, f32x8_add, +)
SIMD_TWO(f32x8, f32x8_subtract, -)
SIMD_TWO(f32x8, f32x8_multiply, *)
SIMD_TWO(f32x8, f32x8_divide, /)
SIMD_TWO(f64x4, f64x4_add, +)
SIMD_TWO(f64x4, f64x4_subtract, -)
SIMD_TWO(f64x4, f64x4_multiply, *)
SIMD_TWO(i32x8, i32x8_add, +)
SIMD_TWO(i32x8, i32x8_subtract, -)
SIMD_TWO(i32x8, i32x8_multiply, *)
SIMD_TWO(i32x8, i32x8_and, &)
SIMD_TWO(i16x16, i16x16_add, +)
SIMD_TWO(i16x16, i16x16_subtract, -)

/* Rounded down. */
static inline i32x8 i32x8_shift_right(i32x8 a, int bits)
{
    return (i32x8){a.low >> bits, a.high >> bits};
}

static inline i32x4 i32x4_choose(i32x4 chosen, i32x4 a, i32x4 b)
{
    return (chosen & a) | (~chosen & b);
}

static inline i32x8 i32x8_min(i32x8 a, i32x8 b)
{
    return (i32x8){i32x4_choose(a.low < b.low, a.low, b.low),
                   i32x4_choose(a.high < b.high, a.high, b.high)};
}

static inline i32x8 i32x8_max(i32x8 a, i32x8 b)
{
    return (i32x8){i32x4_choose(a.low > b.low, a.low, b.low),
                   i32x4_choose(a.high > b.high, a.high, b.high)};
}

/* Of the eight. */
static inline int32_t i32x8_lowest(i32x8 a)
{
    int32_t lowest = a.low[0];
    for (int k = 0; k < 4; k++) {
        lowest = a.low[k] < lowest ? a.low[k] : lowest;
        lowest = a.high[k] < lowest ? a.high[k] : lowest;
    }
    return lowest;
}

static inline int32_t i32x8_highest(i32x8 a)
{
    int32_t highest = a.low[0];
    for (int k = 0; k < 4; k++) {
        highest = a.low[k] > highest ? a.low[k] : highest;
        highest = a.high[k] > highest ? a.high[k] : highest;
    }
    return highest;
}

static inline i32x4 simd_pair(i32x4 first, i32x4 second)
{
    return (first & 0xffff) | (second << 16);
}

/* Two 16-bit numbers in each lane: the lower halves of first and of second. */
static inline i32x8 i32x8_pair(i32x8 first, i32x8 second)
{
    return (i32x8){simd_pair(first.low, second.low), simd_pair(first.high, second.high)};
}

/* The lower halves: what fits 16 bits. */
static inline i16x16 i16x16_of_ints(i32x8 first, i32x8 last)
{
    int16_t lanes[16];
    for (int k = 0; k < 4; k++) {
        lanes[k] = (int16_t)first.low[k];
        lanes[4 + k] = (int16_t)first.high[k];
        lanes[8 + k] = (int16_t)last.low[k];
        lanes[12 + k] = (int16_t)last.high[k];
    }
    return i16x16_load(lanes);
}

static inline i16x16 i16x16_shift_left(i16x16 a, int bits)
{
    return (i16x16){a.low << bits, a.high << bits};
}

static inline f32x8 f32x8_of_ints(i32x8 a)
{
    return (f32x8){__builtin_convertvector(a.low, f32x4), __builtin_convertvector(a.high, f32x4)};
}

/* a where all bits of chosen are set, b where none are. */
static inline f32x4 f32x4_choose(i32x4 chosen, f32x4 a, f32x4 b)
{
    return (f32x4)((chosen & (i32x4)a) | (~chosen & (i32x4)b));
}

/* The first four, or the last. */
static inline f64x4 f64x4_of_ints(i32x8 a, int last)
{
    const i32x4 four = last ? a.high : a.low;
    return (f64x4){{four[0], four[1]}, {four[2], four[3]}};
}

/* limit where a is not a number, or both are zeros. */
static inline f32x8 f32x8_min(f32x8 a, f32x8 limit)
{
    return (f32x8){f32x4_choose(a.low < limit.low, a.low, limit.low),
                   f32x4_choose(a.high < limit.high, a.high, limit.high)};
}

static inline f32x8 f32x8_max(f32x8 a, f32x8 limit)
{
    return (f32x8){f32x4_choose(a.low > limit.low, a.low, limit.low),
                   f32x4_choose(a.high > limit.high, a.high, limit.high)};
}

/* value where a > b, 0 elsewhere. */
static inline f32x8 f32x8_where_above(f32x8 value, f32x8 a, f32x8 b)
{
    return (f32x8){(f32x4)((i32x4)value.low & (a.low > b.low)),
                   (f32x4)((i32x4)value.high & (a.high > b.high))};
}

static inline f32x4 f32x4_times_power(f32x4 a, f32x4 n)
{
    return (f32x4)((i32x4)a + (__builtin_convertvector(n, i32x4) << 23));
}

/* a 2^n; n: whole, and the result is neither 0 nor beyond what a float holds. */
static inline f32x8 f32x8_times_power(f32x8 a, f32x8 n)
{
    return (f32x8){f32x4_times_power(a.low, n.low), f32x4_times_power(a.high, n.high)};
}

/* Adds the halves of each: a0+a4 .. a3+a7, b0+b4 .. b3+b7. */
static inline f32x8 f32x8_add_halves(f32x8 a, f32x8 b)
{
    return (f32x8){a.low + a.high, b.low + b.high};
}

/* a0 .. a3, b4 .. b7 */
static inline f32x8 f32x8_low_high(f32x8 a, f32x8 b)
{
    return (f32x8){a.low, b.high};
}

/* ((a0+a4) + (a2+a6)) + ((a1+a5) + (a3+a7)) */
static inline float f32x8_sum(f32x8 a)
{
    const f32x4 half = a.low + a.high;
    return (half[0] + half[2]) + (half[1] + half[3]);
}

static inline f64x2 f64x2_pairs(f64x2 a, f64x2 b)
{
    return (f64x2){a[0] + a[1], b[0] + b[1]};
}

/* The sums of the four: each (a0+a1) + (a2+a3). */
static inline f64x4 f64x4_sums(f64x4 a, f64x4 b, f64x4 c, f64x4 d)
{
    return (f64x4){f64x2_pairs(a.low, b.low) + f64x2_pairs(a.high, b.high),
                   f64x2_pairs(c.low, d.low) + f64x2_pairs(c.high, d.high)};
}

static inline f64x4 f64x4_where_above(f64x4 value, f64x4 a, f64x4 b)
{
    return (f64x4){(f64x2)((i64x2)value.low & (a.low > b.low)),
                   (f64x2)((i64x2)value.high & (a.high > b.high))};
}

/* The first count floats, then zeros; reads only those. */
static inline f64x4 f64x4_of_floats(const float *from, int count)
{
    return (f64x4){{count > 0 ? (double)from[0] : 0, count > 1 ? (double)from[1] : 0},
                   {count > 2 ? (double)from[2] : 0, count > 3 ? (double)from[3] : 0}};
}

/* to[4]: rounded to floats. */
static inline void f64x4_store_floats(float *to, f64x4 a)
{
    for (int k = 0; k < 2; k++) {
        to[k] = (float)a.low[k];
        to[2 + k] = (float)a.high[k];
    }
}

/* a[from[0]], a[from[1]] ...; from: 0..7. */
static inline f32x8 f32x8_permute(f32x8 a, i32x8 from)
{
    float lanes[8], found[8];
    f32x8_store(lanes, a);
    for (int k = 0; k < 4; k++) {
        found[k] = lanes[from.low[k]];
        found[4 + k] = lanes[from.high[k]];
    }
    return f32x8_load(found);
}

/* Rounded. */
static inline f32x8 f32x8_of_doubles(f64x4 first, f64x4 last)
{
    float floats[8];
    f64x4_store_floats(floats, first);
    f64x4_store_floats(floats + 4, last);
    return f32x8_load(floats);
}

#define SIMD_PIXELS_READ  24 /* bytes, by i32x8_weigh_pixels */
#define SIMD_SQUARES_READ 2  /* bytes from each place on, by i32x8_squares */

/* The shares of the right and the lower corners in a blend, in each backend's own form. */
typedef struct simd_shares {
    i32x8 across, down;
} simd_shares;

static inline i32x8 simd_repeat(i32x8 a, int k)
{
    return (i32x8){a.low[k] - (i32x4){0}, a.high[k] - (i32x4){0}};
}

/* Those of lane k for the first four squares, of lane k + 4 for the others; k: 0..3, a constant. */
static inline simd_shares simd_shares_of_two(simd_shares shares, int k)
{
    return (simd_shares){simd_repeat(shares.across, k), simd_repeat(shares.down, k)};
}

#endif
