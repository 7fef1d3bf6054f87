/* Output on standard error: messages, the library's log, and a progress bar. */
#ifndef FACS_TOOLS_CONSOLE_H
#define FACS_TOOLS_CONSOLE_H

#include "os/format.h"

#include "args.h"
#include "progress.h"

#include <facs/facs.h>

#include <stdio.h>

typedef struct facs_console {
    const char *name; /* of the input whose progress is shown */
    const char *unit; /* what its progress counts; NULL: frames */
    int terminal;     /* 1: standard error is a terminal, and --quiet was not given */
    int redraws;      /* 1: and its lines can be redrawn, so that it shows progress */
    char *lines;      /* of progress, at the bottom of the terminal; allocated, NULL: none; guarded
                         by the lock of stderr */
    facs_input_progress progress; /* of the input */
    double last_seconds;          /* when its bar was last drawn, seconds of the run */
} facs_console;

void facs_console_open(facs_console *console, const facs_args *args);

/* Writes to standard error in one piece. A C library may write its unbuffered stream byte by byte,
 * and Windows' console then loses letters of several bytes. */
void facs_console_write(const char *text, size_t length);

/* Writes a name with control characters replaced. */
void facs_console_put_name(FILE *out, const char *name);

/* 1: the text has control characters, so what is shown is another text. */
int facs_console_changes(const char *text);

/* Flushes standard output. Returns 0, or the negative errno of any earlier or current failure. */
int facs_console_flush_output(void);

/* Prints "facs: " and a printf-style sentence on its own line. console may be NULL. Thread-safe. */
#if defined(__GNUC__)
FACS_FORMAT(2, 3)
#endif
void facs_console_say(facs_console *console, const char *format, ...);

/* Prints a printf-style sentence on its own line, for someone who did not type a command. */
#if defined(__GNUC__)
FACS_FORMAT(1, 2)
#endif
void facs_console_tell(const char *format, ...);

/* Prints an error of the library. If it is about an option, that is spelt as on the command line.
 */
void facs_console_say_error(facs_console *console, const facs_error *error);

/* The library's log callback; opaque is the console. */
void facs_console_log(void *opaque, facs_log_level level, const char *text);

/*
 * The library's progress callback; opaque is the console, or a struct that starts with one. Draws
 * the progress bar of an input, at most ten times a second and only on a terminal. Returns 1 after
 * an interrupt.
 */
int facs_console_progress(void *opaque, const facs_progress *progress);

/* Removes the bar; the next input starts a new one. */
void facs_console_end_progress(facs_console *console);

#define FACS_REDRAW_SECONDS 0.1

/*
 * Shows lines, with '\n' between them, at the bottom of the terminal instead of those shown before;
 * NULL: none. Messages appear above them. Does nothing where the terminal cannot be redrawn. Each
 * should have fewer cells (cells.h) than the terminal. Thread-safe.
 */
void facs_console_show(facs_console *console, const char *lines);

#endif
