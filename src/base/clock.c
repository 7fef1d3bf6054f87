#include "base/clock.h"

#include <time.h>

double facs_clock_ms(void)
{
    struct timespec now = {0};
    /* Can fail only where there is no monotonic clock; POSIX systems of today all have one. */
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}
