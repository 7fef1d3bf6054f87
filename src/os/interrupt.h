/* Ctrl-C and kill: the first asks for a clean end, the second kills. */
#ifndef FACS_OS_INTERRUPT_H
#define FACS_OS_INTERRUPT_H

/* Catch SIGINT and SIGTERM once each; ignore SIGPIPE, so that a closed pipe is a write error. On
 * Windows, Ctrl-C and the closing of the window. For programs: the library leaves signals alone. */
void facs_interrupt_watch(void);

/* Whether a signal has come. */
int facs_interrupted(void);

#endif
