#include "os/clock.h"

struct timespec facs_clock_timespec(double ms)
{
    const int64_t ns = (int64_t)(ms * 1e6);
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000),
                             .tv_nsec = (long)(ns % 1000000000)};
}

/* POSIX throughout: MinGW has these functions on Windows. The clocks exist on every system, so
 * reading them cannot fail. */
double facs_clock_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

int64_t facs_clock_now_ns(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Windows knows no time before 1970. Every 400 years the calendar begins anew. */
int facs_clock_utc(int64_t second, struct tm *fields)
{
    const int64_t seconds_of_400_years = 12622780800;
    time_t time = (time_t)second;
    if (gmtime_r(&time, fields))
        return 1;
    time = (time_t)(second + seconds_of_400_years);
    if (second >= 0 || !gmtime_r(&time, fields))
        return 0;
    fields->tm_year -= 400;
    return 1;
}

int facs_clock_local(int64_t second, struct tm *fields)
{
    const time_t time = (time_t)second;
    return localtime_r(&time, fields) != NULL;
}

void facs_clock_sleep_ms(double ms)
{
    const struct timespec pause = facs_clock_timespec(ms);
    nanosleep(&pause, NULL);
}
