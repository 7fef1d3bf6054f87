/*
 * Which path this processor takes. A kernel's fast path lives beside its portable one: of x.c, the
 * twin for x86-64 with AVX2 and FMA is x_avx2.c, that for AArch64, which always has what it wants,
 * x_neon.c. What the two share is in x_steps.h or base/eight.h. A build has the twins of its
 * architecture, or none; they are chosen when the thing that uses them is opened.
 */
#ifndef FACS_BASE_CPU_H
#define FACS_BASE_CPU_H

#include <facs/facs.h>

/* FACS_FAST(function): its fast twin, to be called where facs_cpu_is_fast(). */
#if defined(__x86_64__)
#define FACS_FAST(function) function##_avx2
#define FACS_FAST_NAME      "avx2"
#elif defined(__aarch64__)
#define FACS_FAST(function) function##_neon
#define FACS_FAST_NAME      "neon"
#else
#define FACS_FAST(function) function##_portable
#define FACS_FAST_NAME      ""
#endif

/* 1: the fast twins are there, and $FACS_SIMD is not "portable" (for tests and measurements). */
int facs_cpu_is_fast(void);

/* 1: there are instructions for SHA-256 (base/sha256.h), and $FACS_SIMD is not "portable". */
int facs_cpu_has_sha256(void);

/* The path that is taken: "portable", "avx2" or "neon". */
const char *facs_cpu_path(void);

/* -EINVAL, ENVIRONMENT: $FACS_SIMD names a path that cannot be had here; the sentence says which
   can. Not set, empty: 0. */
int facs_cpu_check(facs_error *error);

#endif
