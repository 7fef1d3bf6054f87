#include "base/cpu.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

static int has_fast(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
    return 1;
#else
    return 0;
#endif
}

static int has_sha256(void)
{
#if defined(__x86_64__)
    unsigned a, b = 0, c, d;
    /* Leaf 7's EBX; and SSE4.1, which the rest of that code needs. */
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) &&
           __builtin_cpu_supports("sse4.1");
#elif defined(__aarch64__) && defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
#elif defined(__aarch64__) && defined(__APPLE__)
    return 1;
#else
    return 0;
#endif
}

static int wished_for(const char *path)
{
    const char *wish = getenv("FACS_SIMD");
    return wish && strcmp(wish, path) == 0;
}

int facs_cpu_is_fast(void)
{
    return has_fast() && !wished_for("portable");
}

int facs_cpu_has_sha256(void)
{
    return has_sha256() && !wished_for("portable");
}

const char *facs_cpu_path(void)
{
    return facs_cpu_is_fast() ? FACS_FAST_NAME : "portable";
}

int facs_cpu_check(facs_error *error)
{
    const char *wish = getenv("FACS_SIMD");

    if (!wish || wished_for("") || wished_for("portable"))
        return 0;
    if (has_fast() && wished_for(FACS_FAST_NAME))
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "FACS_SIMD is %s: this processor has %s", wish,
                     has_fast() ? "portable and " FACS_FAST_NAME : "portable alone");
}
