#include "os/process.h"

#include <unistd.h> /* MinGW has it, too */

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#elif defined(__aarch64__) && defined(_WIN32)
#include <windows.h>
#endif

int facs_process_id(void)
{
    return (int)getpid();
}

int facs_processor_is_fast(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
    return 1;
#else
    return 0;
#endif
}

int facs_processor_is_wide(void)
{
#if defined(__x86_64__)
    return facs_processor_is_fast() && __builtin_cpu_supports("avx512f");
#else
    return 0;
#endif
}

int facs_processor_has_sha256(void)
{
#if defined(__x86_64__)
    unsigned a, b = 0, c, d;
    /* EBX of leaf 7, and SSE4.1, which that code also uses. */
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) &&
           __builtin_cpu_supports("sse4.1");
#elif defined(__aarch64__) && defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
#elif defined(__aarch64__) && defined(__APPLE__)
    return 1;
#elif defined(__aarch64__) && defined(_WIN32)
    return IsProcessorFeaturePresent(PF_ARM_V8_CRYPTO_INSTRUCTIONS_AVAILABLE);
#else
    return 0;
#endif
}
