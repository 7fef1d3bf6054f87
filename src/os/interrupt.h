/* Ctrl-C and kill: the first asks the program to end cleanly, the second kills it. On Windows also
 * Ctrl-Break, and closing the window, logging off and shutting down, which give the program 5 s. */
#ifndef FACS_OS_INTERRUPT_H
#define FACS_OS_INTERRUPT_H

/* Catch SIGINT and SIGTERM once each, and ignore SIGPIPE and SIGXFSZ, so that writing to a closed
 * pipe or beyond the limit of file sizes fails.
 * For programs: the library leaves signals alone. */
void facs_interrupt_watch(void);

/* Have a mapped file that is cut short while it is read end the program with this status, and with
 * sentence, which must stay valid, on standard error. On Windows nobody can cut such a file. For
 * programs. */
void facs_interrupt_watch_maps(const char *sentence, int status);

/* 1 if a signal has come. */
int facs_interrupted(void);

#endif
