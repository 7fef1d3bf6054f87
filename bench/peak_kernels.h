/* Loops that only multiply and add, or only read, to find the most that the processor can do. */
#ifndef FACS_BENCH_PEAK_KERNELS_H
#define FACS_BENCH_PEAK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct peak_kernel {
    const char *name;     /* "avx2", ... */
    int lanes;            /* float32 numbers in a vector */
    int (*is_here)(void); /* whether this processor has it */
    /* Does times steps of PEAK_CHAINS chains of multiply-adds. The result goes to keep, so that the
       compiler cannot remove the work. */
    void (*multiply_add)(int64_t times, volatile float *keep);
    /* Reads bytes (a multiple of 1024) from a 64-byte aligned address; keep is as above. */
    void (*read)(const void *from, size_t bytes, volatile uint64_t *keep);
} peak_kernel;

/* Hides a latency of 4 cycles with 3 units; fits into 16 registers with 2 constants. */
#define PEAK_CHAINS 12

extern const peak_kernel peak_kernels[]; /* the narrowest first; ends with a NULL name */

#endif
