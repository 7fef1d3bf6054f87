/*
 * Which path this processor takes. A kernel's source is compiled for every processor, and once more
 * with the instructions of the fast ones (base/simd.h): x86-64 with AVX2 and FMA, and AArch64,
 * which always has NEON. They are chosen when the thing that uses them is opened.
 */
#ifndef FACS_BASE_CPU_H
#define FACS_BASE_CPU_H

#include <facs/facs.h>

/* FACS_FAST(function): the fast one, to be called where facs_cpu_is_fast(). */
#if defined(__x86_64__)
#define FACS_FAST(function) function##_fast
#define FACS_FAST_NAME      "avx2"
#elif defined(__aarch64__)
#define FACS_FAST(function) function##_fast
#define FACS_FAST_NAME      "neon"
#else
#define FACS_FAST(function) function##_portable
#define FACS_FAST_NAME      ""
#endif

/* The one to call. */
#define FACS_FASTEST(function) (facs_cpu_is_fast() ? FACS_FAST(function) : function##_portable)

/* 1: the fast kernels are there, and $FACS_SIMD is not "portable" (for tests and measurements). */
int facs_cpu_is_fast(void);

/* 1: there are instructions for SHA-256 (base/sha256.h), and $FACS_SIMD is not "portable". */
int facs_cpu_has_sha256(void);

/* The path that is taken: "portable", "avx2" or "neon". */
const char *facs_cpu_path(void);

/* -EINVAL, ENVIRONMENT: $FACS_SIMD names a path that cannot be had here; the sentence says which
   can. Not set, empty: 0. */
int facs_cpu_check(facs_error *error);

#endif
