#include "base/cpu.h"

#include <stdlib.h>
#include <string.h>

int facs_cpu_has_avx2(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    const char *wish = getenv("FACS_SIMD");
    if (wish && strcmp(wish, "portable") == 0)
        return 0;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return 0;
#endif
}
