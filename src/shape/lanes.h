/*
 * Vectors of the compiler's own (GCC's and Clang's), as wide as the processor's: sources that use
 * them may be compiled more than once, for every processor and for those with AVX2. They are read
 * and written wherever in memory, so that nothing needs to be known of what lies beside what.
 */
#ifndef FACS_SHAPE_LANES_H
#define FACS_SHAPE_LANES_H

#include <string.h>

#ifdef __AVX2__
#define LANES 4
#else
#define LANES 2
#endif

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

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

static inline double sum_of(lanes values)
{
    double sum = 0;
    for (int k = 0; k < LANES; k++)
        sum += values[k];
    return sum;
}

static inline double dot(const double *a, const double *b, int count)
{
    lanes sum = {0};
    double rest = 0;
    int i = 0;

    for (; i + LANES <= count; i += LANES)
        sum += load(a + i) * load(b + i);
    for (; i < count; i++)
        rest += a[i] * b[i];
    return rest + sum_of(sum);
}

#endif
