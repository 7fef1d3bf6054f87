/*
 * Segments of recordings: parts with a label, such as the conditions of a study. They come from a
 * table by hand, ELAN (.eaf, tab-delimited text), BORIS (aggregated events), labels of Audacity, or
 * BIDS (events.tsv); docs/summary.md describes what is read. Files are hostile.
 */
#ifndef FACS_EVENTS_SEGMENTS_H
#define FACS_EVENTS_SEGMENTS_H

#include <facs/facs.h>

#define FACS_MAX_SEGMENTS      100000 /* of a file */
#define FACS_MAX_SEGMENT_BYTES 1000   /* of a label or a pattern */

typedef struct facs_segment {
    const char *pattern; /* which recordings it is of; NULL: all */
    int literal;         /* 1: the pattern is a name, and *, ? and [ are part of it */
    const char *label;   /* not empty */
    double start, end;   /* seconds; start < end. Up to end, but without it */
    int64_t line;        /* of the file */
    char *text;          /* both strings, if they are the list's */
} facs_segment;

/* Starts as all zero. */
typedef struct facs_segments {
    facs_segment *list; /* [count] in the order of the file */
    size_t count, room;
    size_t points;       /* left out: marks without a duration, and what has no times of its own */
    int64_t points_line; /* of the first of them */
} facs_segments;

/* INPUT errors: it cannot be read, it is too large, or a line is wrong, which the sentence names.
 * Empty on failure. */
int facs_segments_read(facs_segments *segments, const char *path, facs_error *error);
void facs_segments_free(facs_segments *segments);

/*
 * 1: the segment is of the recording that was read from input and whose result is csv (either may
 * be NULL). A pattern is matched with the end of either path, as base/pattern.h says; a name also
 * without its ending.
 */
int facs_segment_matches(const facs_segment *segment, const char *input, const char *csv);

/* ---- For the readers ------------------------------------------------------------------------- */

/* A file while it is read. */
typedef struct facs_segments_reader {
    facs_segments *segments;
    const char *path;
    char *text, *end; /* the whole file, and the NUL behind it */
    facs_error *error;
} facs_segments_reader;

/* Adds a copy. An empty label becomes "segment N". One without a duration is counted as a point;
 * other errors name the line. */
int facs_segments_add(facs_segments_reader *reader, const facs_segment *segment);

/* Counts a mark that is left out. */
void facs_segments_leave_out(facs_segments *segments, int64_t line);

/* PATH: line N: expected EXPECTED, not "FOUND". Returns -EINVAL. */
int facs_segments_refuse(const facs_segments_reader *reader, int64_t line, const char *expected,
                         const char *found);

/* The text of a file of each kind. */
int facs_segments_read_table(facs_segments_reader *reader);
int facs_segments_read_eaf(facs_segments_reader *reader);

#endif
