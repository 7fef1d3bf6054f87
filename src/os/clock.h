/* Time: a monotonic clock for durations, the time of day, and pauses. */
#ifndef FACS_OS_CLOCK_H
#define FACS_OS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds from an arbitrary start; never goes back. */
double facs_clock_ms(void);

/* The time of day, in nanoseconds since 1970. */
int64_t facs_clock_now_ns(void);

/* Break a second since 1970 into calendar fields, in UTC or in the user's time zone. Return 1 on
 * success, 0 otherwise. */
int facs_clock_utc(int64_t second, struct tm *fields);
int facs_clock_local(int64_t second, struct tm *fields);

/* A signal may end the sleep early. */
void facs_clock_sleep_ms(double ms);

struct timespec facs_clock_timespec(double ms);

#endif
