/* This program once more, for what may hang, or end it: drivers that a library loads. */
#ifndef FACS_OS_AGAIN_H
#define FACS_OS_AGAIN_H

/*
 * Run this program with one argument, in the same environment, with the same standard output and
 * error, and no input; end it if it takes longer, or once this process is interrupted
 * (interrupt.h). Returns its exit status; -ETIMEDOUT: it was ended; -EINTR: by an interrupt; -EIO:
 * it ended by a signal or an exception; another negative errno: it cannot be started.
 */
int facs_again_run(const char *argument, double seconds);

#endif
