/* How far the analysis of one input is, and that as a line of text. */
#ifndef FACS_TOOLS_PROGRESS_H
#define FACS_TOOLS_PROGRESS_H

#include <facs/facs.h>

#include <stddef.h>
#include <stdint.h>

/* Starts as {.first_done = -1}. */
typedef struct facs_input_progress {
    facs_progress last; /* what was reported last */
    int64_t expected;   /* frames; 0: unknown. Not every report knows it */
    int64_t first_done; /* start of the frame rate: the first report with a frame done; -1: none */
    double first_seconds;
} facs_input_progress;

void facs_input_progress_note(facs_input_progress *p, const facs_progress *report);

/* The share of the input that is done, 0..1; 0: unknown. */
double facs_input_progress_share(const facs_input_progress *p);

/* Seconds until the last frame is done; NAN: unknown. */
double facs_input_progress_left(const facs_input_progress *p);

#define FACS_DURATION_SIZE 32

/* Writes a duration as "0:07", "59:59", "2 h 05 min" or "3 days 4 h". */
void facs_duration_text(char text[FACS_DURATION_SIZE], double seconds);

/* How a line is laid out, in cells of the terminal. */
typedef struct facs_progress_layout {
    int cells;        /* of the whole line, at most */
    int name;         /* at most */
    int bar;          /* 0: none */
    int pad;          /* 1: short names are padded, so that bars below each other are aligned */
    const char *unit; /* what is counted; NULL: frames */
} facs_progress_layout;

/* Writes name, bar, percentage, rate and time left, as far as they are known, to line. */
void facs_input_progress_line(const facs_input_progress *p, const char *name,
                              const facs_progress_layout *layout, char *line, size_t size);

#endif
