/* simd.h: four doubles as two vectors of the compiler's own, for NEON and plain code. */
#ifndef FACS_BASE_SIMD_PAIRS_H
#define FACS_BASE_SIMD_PAIRS_H

#include <stdint.h>

typedef double f64x2 __attribute__((vector_size(16)));
typedef double f64x2_anywhere __attribute__((vector_size(16), aligned(8), may_alias));
typedef int64_t i64x2 __attribute__((vector_size(16)));

typedef struct f64x4 {
    f64x2 low, high;
} f64x4;

static inline f64x4 f64x4_load(const double *from)
{
    const f64x2_anywhere *pairs = (const f64x2_anywhere *)from;
    return (f64x4){pairs[0], pairs[1]};
}

static inline void f64x4_store(double *to, f64x4 a)
{
    f64x2_anywhere *pairs = (f64x2_anywhere *)to;
    pairs[0] = a.low;
    pairs[1] = a.high;
}

static inline f64x4 f64x4_of(double value)
{
    return (f64x4){{value, value}, {value, value}};
}

static inline f64x4 f64x4_add(f64x4 a, f64x4 b)
{
    return (f64x4){a.low + b.low, a.high + b.high};
}

static inline f64x4 f64x4_subtract(f64x4 a, f64x4 b)
{
    return (f64x4){a.low - b.low, a.high - b.high};
}

static inline f64x4 f64x4_multiply(f64x4 a, f64x4 b)
{
    return (f64x4){a.low * b.low, a.high * b.high};
}

/* value where a > b, 0 elsewhere. */
static inline f64x4 f64x4_where_above(f64x4 value, f64x4 a, f64x4 b)
{
    return (f64x4){(f64x2)((i64x2)value.low & (a.low > b.low)),
                   (f64x2)((i64x2)value.high & (a.high > b.high))};
}

/* The first count floats, and 0 for the others; none of these is read. */
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

#endif
