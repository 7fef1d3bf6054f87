/* Loops that do nothing but multiply and add, or read: what the processor can do at most. */
#ifndef FACS_BENCH_PEAK_KERNELS_H
#define FACS_BENCH_PEAK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct peak_kernel {
    const char *name;     /* "avx2", ... */
    int lanes;            /* float32 numbers in a vector */
    int (*is_here)(void); /* whether this processor has it */
    /* Go through PEAK_CHAINS chains of multiply-adds so many times. What comes out goes to keep, so
       that the work cannot be left out. */
    void (*multiply_add)(int64_t times, volatile float *keep);
    /* Read bytes (a multiple of 1024) from a 64-byte aligned address; keep: likewise. */
    void (*read)(const void *from, size_t bytes, volatile uint64_t *keep);
} peak_kernel;

#define PEAK_CHAINS                                                                                \
    12 /* hides 4 cycles' latency of 3 units; fits 16 registers with 2 constants                   \
        */

extern const peak_kernel peak_kernels[]; /* the narrowest first; ends with a NULL name */

#endif
