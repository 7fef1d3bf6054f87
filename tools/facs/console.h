/* What the command says on standard error: sentences, the library's log, and a progress bar. */
#ifndef FACS_TOOLS_CONSOLE_H
#define FACS_TOOLS_CONSOLE_H

#include "args.h"

#include <facs/facs.h>

#include <stdio.h>

typedef struct facs_console {
    int terminal;        /* 1: standard error is one, and --quiet was not given */
    int drawn;           /* a bar stands in the last line; guarded by standard error's own lock */
    double last_seconds; /* when the bar was drawn last, on the run's clock */
    int64_t expected;    /* frames; 0: unknown. Some calls know it, some do not */
    int64_t first_done;  /* where the rate is counted from: the first progress with a frame done */
    double first_seconds;
} facs_console;

void facs_console_open(facs_console *console, const facs_args *args);

/*
 * Replace control characters by '?', and return text: a path may hold a newline or a terminal's
 * commands, a line must not. All other bytes stay, whatever encoding a name is in.
 */
char *facs_console_one_line(char *text);

/* Write a name so. */
void facs_console_put_name(FILE *out, const char *name);

/* 0, or the negative errno that kept standard output from being written to its end. */
int facs_console_flush_output(void);

/* "facs: " and a printf-style sentence on a line of its own. console may be NULL: none is open.
 * Thread-safe. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void facs_console_say(facs_console *console, const char *format, ...);

/* What the library says of a failure. An option that it is about is named as the command line has
 * it. */
void facs_console_say_error(facs_console *console, const facs_error *error);

/* The library's log callback; opaque is the console. */
void facs_console_log(void *opaque, facs_log_level level, const char *text);

/* Draw the bar of one input; at most ten times a second, and nothing where there is no terminal. */
void facs_console_progress(facs_console *console, const char *name, const facs_progress *progress);

/* Take the bar away; the next input starts afresh. */
void facs_console_end_progress(facs_console *console);

#endif
