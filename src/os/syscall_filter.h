/* A filter of system calls, the sandbox's second part: what a run that decodes and measures never
 * does fails. */
#ifndef FACS_OS_SYSCALL_FILTER_H
#define FACS_OS_SYSCALL_FILTER_H

/* NULL: there can be one; otherwise why not. */
const char *facs_syscall_filter_lacks(void);

/* Filters the calls of all threads, for ever. network: FACS_SANDBOX_CONNECT, _LISTEN; 0: none.
 * NULL: done; otherwise why not. */
const char *facs_syscall_filter_enter(unsigned network);

#endif
