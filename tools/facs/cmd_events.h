/* The events of a result, for facs events and facs extract --events. */
#ifndef FACS_TOOLS_CMD_EVENTS_H
#define FACS_TOOLS_CMD_EVENTS_H

#include "args.h"
#include "console.h"

#include <facs/answers.h>

#define FACS_EVENTS_SUFFIX "_events"

/* Checks kinds and parameters, before anything is measured; wanted 0: they must not be given.
 * Returns 0 or -EINVAL. */
int facs_events_check(const facs_args *args, int wanted, facs_error *error);

/*
 * Writes the events of a CSV to output (NULL: NAME_events.csv next to it, or with this ending),
 * using NAME.json next to it, also for NAME_face00.csv. options: kinds and parameters. Returns 0 or
 * a negative errno.
 */
int facs_events_file_write(const char *csv, const char *output, int format,
                           const facs_events_options *options, facs_error *error);

/* Returns NAME_events.csv, or with another ending, for NAME.csv; allocated, NULL without memory. */
char *facs_events_beside(const char *csv, int format);

#endif
