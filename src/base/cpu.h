/*
 * Which fast paths this processor can take. A fast path lives beside its portable twin (x.c,
 * x_avx2.c) and is chosen when the thing that uses it is opened.
 */
#ifndef FACS_BASE_CPU_H
#define FACS_BASE_CPU_H

/* 1: AVX2 and FMA are there, and $FACS_SIMD is not "portable" (for tests and measurements). */
int facs_cpu_has_avx2(void);

#endif
