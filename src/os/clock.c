#include "os/clock.h"

struct timespec facs_clock_timespec(double ms)
{
    const int64_t ns = (int64_t)(ms * 1e6);
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000),
                             .tv_nsec = (long)(ns % 1000000000)};
}

#ifdef _WIN32

#include <windows.h>

#define TICKS_TO_1970 116444736000000000LL /* of 100 ns, from 1601 */

double facs_clock_ms(void)
{
    LARGE_INTEGER now, per_second;
    QueryPerformanceCounter(&now); /* neither fails on Windows XP or later */
    QueryPerformanceFrequency(&per_second);
    return (double)now.QuadPart * 1e3 / (double)per_second.QuadPart;
}

int64_t facs_clock_now_ns(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    const int64_t ticks = (int64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
    return (ticks - TICKS_TO_1970) * 100;
}

int facs_clock_utc(int64_t second, struct tm *fields)
{
    const __time64_t time = second;
    return _gmtime64_s(fields, &time) == 0;
}

int facs_clock_local(int64_t second, struct tm *fields)
{
    const __time64_t time = second;
    return _localtime64_s(fields, &time) == 0;
}

void facs_clock_sleep_ms(double ms)
{
    Sleep((DWORD)(ms + 0.999));
}

#else

/* Either can fail only where the clock is missing, which no POSIX system of today is without. */
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

int facs_clock_utc(int64_t second, struct tm *fields)
{
    const time_t time = (time_t)second;
    return gmtime_r(&time, fields) != NULL;
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

#endif
