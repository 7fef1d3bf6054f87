/*
 * What is missing, damaged or guessed in an input: an entry for each kind of warning with how often
 * it occurred, where first and in which frames. Sources, analysis and run add to one collector;
 * log, NAME.json, summary and report read it, so that they cannot disagree.
 */
#ifndef FACS_BASE_WARNINGS_H
#define FACS_BASE_WARNINGS_H

#include "os/format.h"

#include <facs/facs.h>

/* In the order in which they are reported; warnings.c has their texts. */
typedef enum facs_warning_kind {
    FACS_WARNING_CUT_SHORT,
    FACS_WARNING_READ_FAILED,
    FACS_WARNING_DAMAGED_FRAMES,
    FACS_WARNING_DAMAGED_DATA,
    FACS_WARNING_UNDECODED_FRAMES,
    FACS_WARNING_LOST_FRAMES,
    FACS_WARNING_DROPPED_FRAMES,
    FACS_WARNING_UNREADABLE_IMAGES,
    FACS_WARNING_WRONG_TIMES,
    FACS_WARNING_STILL_TIMES,
    FACS_WARNING_CLOCK_RESTART,
    FACS_WARNING_SIZE_CHANGE,
    FACS_WARNING_SEVERAL_STREAMS,
    FACS_WARNING_INTERLACED,
    FACS_WARNING_FIRST_PICTURE_ONLY,
    FACS_WARNING_NARROW_SAMPLES,
    FACS_WARNING_LANDMARK_ROWS,
    FACS_WARNING_OTHER_PERSON,
    FACS_WARNING_NO_FACE,
    FACS_WARNING_SHORT_CLIP,
    FACS_WARNING_UNKNOWN_WEIGHTS,
    FACS_WARNING_MISSING_WEIGHTS,
    FACS_WARNINGS
} facs_warning_kind;

typedef struct facs_warnings facs_warnings;

/* name (NULL: none, "-": standard input) begins the sentences and is copied. log, which is kept,
 * gets the first of each kind at once, as a live run may never end; NULL: report nothing before
 * facs_warnings_tell. -ENOMEM. */
int facs_warnings_open(facs_warnings **out, const char *name, const facs_log *log);
void facs_warnings_close(facs_warnings **warnings);

/* How often, and the first frame (from 0, -1 if none) and time (seconds, NAN if unknown). */
typedef struct facs_occasion {
    int64_t count, frame;
    double time;
} facs_occasion;

/*
 * Count more of a kind. detail, a printf format or NULL, is a clause without full stop, kept for
 * the first one. Does nothing if warnings is NULL or the count is not positive. Thread-safe. Memory
 * does not grow with the number of calls.
 */
FACS_FORMAT(4, 5)
void facs_warnings_note(facs_warnings *warnings, facs_warning_kind kind, facs_occasion when,
                        const char *detail, ...);

/* One more; several that belong to no frame. The rest: detail and its arguments. */
#define facs_warnings_add(warnings, kind, frame, time, ...)                                        \
    facs_warnings_note(warnings, kind, (facs_occasion){1, frame, time}, __VA_ARGS__)
#define facs_warnings_add_many(warnings, kind, count, time, ...)                                   \
    facs_warnings_note(warnings, kind, (facs_occasion){count, -1, time}, __VA_ARGS__)

/* -ENOMEM: something could not be recorded, so the run must not look free of warnings. */
int facs_warnings_status(facs_warnings *warnings);

/* The number of kinds that occurred; how often one did. 0 for NULL. Thread-safe. */
int facs_warnings_kinds(facs_warnings *warnings);
int64_t facs_warnings_count(facs_warnings *warnings, facs_warning_kind kind);

/*
 * Get the i-th kind that occurred (from 0), in the order of the enum. 0 or -ERANGE. Its pointers
 * are valid until the next facs_warnings_add or _close. Only for one thread, once no other adds
 * any.
 */
int facs_warnings_get(facs_warnings *warnings, int i, facs_warning *warning);

/* Write a line "NAME: text" to log for each kind that occurred. */
void facs_warnings_tell(facs_warnings *warnings, const facs_log *log);

#endif
