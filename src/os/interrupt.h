/* Ctrl-C and kill: the first asks the program to end cleanly, the second kills it. */
#ifndef FACS_OS_INTERRUPT_H
#define FACS_OS_INTERRUPT_H

/* Catch SIGINT and SIGTERM once each, and ignore SIGPIPE and SIGXFSZ, so that writing to a closed
 * pipe or beyond the limit of file sizes fails. On Windows, catch Ctrl-C and closing the window.
 * For programs: the library leaves signals alone.
 */
void facs_interrupt_watch(void);

/* 1 if a signal has come. */
int facs_interrupted(void);

#endif
