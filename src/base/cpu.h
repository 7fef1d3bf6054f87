/*
 * Which kernels this processor can run. A kernel's source is compiled for any processor, and once
 * more with the instructions of the fast ones (base/simd.h): x86-64 with AVX2 and FMA, and AArch64,
 * which always has NEON. Whatever uses a kernel chooses it when it is opened.
 */
#ifndef FACS_BASE_CPU_H
#define FACS_BASE_CPU_H

#include <facs/facs.h>

/* FACS_FAST(function): the fast kernel, to be called only if facs_cpu_is_fast(). */
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

/* The kernel to call. */
#define FACS_FASTEST(function) (facs_cpu_is_fast() ? FACS_FAST(function) : function##_portable)

/* 1: the fast kernels run here, and $FACS_SIMD is not "portable" (for tests and measurements). */
int facs_cpu_is_fast(void);

/* 1: the processor is fast and has AVX-512, which a few kernels use (base/simd_wide.h), and
 * $FACS_SIMD does not name other kernels. */
int facs_cpu_is_wide(void);

/* 1: the processor has SHA-256 instructions (base/sha256.h), and $FACS_SIMD is not "portable". */
int facs_cpu_has_sha256(void);

/* The kernels in use: "portable", "avx2" or "neon". */
const char *facs_cpu_path(void);

/* Check $FACS_SIMD. ENVIRONMENT -EINVAL: it names kernels that do not run here; the sentence says
 * which do. */
int facs_cpu_check(facs_error *error);

#endif
