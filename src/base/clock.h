/* Monotonic time, for stage timings and progress. */
#ifndef FACS_BASE_CLOCK_H
#define FACS_BASE_CLOCK_H

/* Milliseconds from an arbitrary start; never goes back. */
double facs_clock_ms(void);

#endif
