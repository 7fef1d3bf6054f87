#include "nn/byte_products.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

/* Bits of the processor's leaf 7: ECX of sub-leaf 0, EAX of sub-leaf 1. */
#define AVX512_VNNI (1u << 11)
#define AVX_VNNI    (1u << 4)

const char *facs_byte_products(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0, last = 0;
    /* These also check that the system saves the registers. */
    if (!__builtin_cpu_supports("avx2"))
        return "x86";
    if (!__get_cpuid_count(7, 0, &last, &b, &c, &d))
        return "avx2";
    if (__builtin_cpu_supports("avx512f") && (c & AVX512_VNNI))
        return "avx512vnni";
    if (last >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & AVX_VNNI))
        return "avxvnni";
    return "avx2";
}
#else
const char *facs_byte_products(void)
{
    return "other";
}
#endif

int facs_byte_products_saturate(void)
{
    const char *how = facs_byte_products();
    return strcmp(how, "avx2") == 0 || strcmp(how, "x86") == 0;
}
