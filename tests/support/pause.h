/* Time in tests that wait for others. */
#ifndef FACS_TESTS_PAUSE_H
#define FACS_TESTS_PAUSE_H

void pause_ms(long ms);

/* Seconds of a clock that nobody sets. */
double now(void);

#endif
