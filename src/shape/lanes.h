/*
 * Four doubles, in vectors of the compiler's own (GCC's and Clang's): one with AVX2, two elsewhere.
 * Sums have four parts on every processor and no product is fused with a sum, so that sources in
 * these terms, compiled for every processor and for those with AVX2, give the same bits. They are
 * read and written wherever in memory, so that nothing needs to be known of what lies beside what.
 */
#ifndef FACS_SHAPE_LANES_H
#define FACS_SHAPE_LANES_H

#include <string.h>

#define LANES 4

#ifdef __AVX2__

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

static inline lanes lanes_of(double value)
{
    return (lanes){value, value, value, value};
}

static inline lanes lanes_add(lanes a, lanes b)
{
    return a + b;
}

static inline lanes lanes_subtract(lanes a, lanes b)
{
    return a - b;
}

static inline lanes lanes_multiply(lanes a, lanes b)
{
    return a * b;
}

#else

typedef double lanes_pair __attribute__((vector_size(2 * sizeof(double))));

typedef struct lanes {
    lanes_pair low, high;
} lanes;

static inline lanes lanes_of(double value)
{
    return (lanes){{value, value}, {value, value}};
}

static inline lanes lanes_add(lanes a, lanes b)
{
    return (lanes){a.low + b.low, a.high + b.high};
}

static inline lanes lanes_subtract(lanes a, lanes b)
{
    return (lanes){a.low - b.low, a.high - b.high};
}

static inline lanes lanes_multiply(lanes a, lanes b)
{
    return (lanes){a.low * b.low, a.high * b.high};
}

#endif

static inline lanes load(const double *from)
{
    lanes values;
    memcpy(&values, from, sizeof(values));
    return values;
}

static inline void store(double *to, lanes values)
{
    memcpy(to, &values, sizeof(values));
}

/* a b + c, rounded twice */
static inline lanes add_product(lanes a, lanes b, lanes c)
{
    return lanes_add(lanes_multiply(a, b), c);
}

static inline double sum_of(lanes values)
{
    double each[LANES];
    store(each, values);
    return ((each[0] + each[1]) + each[2]) + each[3];
}

static inline double dot(const double *a, const double *b, int count)
{
    lanes sum = lanes_of(0);
    double rest = 0;
    int i = 0;

    for (; i + LANES <= count; i += LANES)
        sum = add_product(load(a + i), load(b + i), sum);
    for (; i < count; i++)
        rest += a[i] * b[i];
    return rest + sum_of(sum);
}

#endif
