/* Lets R have its say while the library works: an interrupt (Ctrl-C), and the progress bar. */
#ifndef FACS_R_WATCH_H
#define FACS_R_WATCH_H

#define R_NO_REMAP
#include <Rinternals.h>

typedef struct watch {
    SEXP show; /* a function of (done, expected), or R_NilValue */
    double done, expected;
    int interrupted; /* 1: the user wants to stop */
} watch;

/* Only on R's own thread. Returns 1 if the work should stop. Never jumps. */
int watch_look(watch *w, double done, double expected);

#endif
