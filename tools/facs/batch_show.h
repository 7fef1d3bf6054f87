/* What the user of a batch sees while it runs and once it has ended: on a terminal, or as lines of
 * JSON (--progress). */
#ifndef FACS_TOOLS_BATCH_SHOW_H
#define FACS_TOOLS_BATCH_SHOW_H

#include "args.h"
#include "console.h"

#include <facs/study.h>

typedef struct facs_batch_show facs_batch_show;

/* Refuses --progress json if something else goes to standard output. Returns 0 or -EINVAL. */
int facs_batch_show_check(const facs_args *args, facs_error *error);

/*
 * table: path of the batch table; NULL: none. console, args and table must outlive it. Returns 0,
 * or -ENOMEM after a message.
 */
int facs_batch_show_open(facs_batch_show **out, facs_console *console, const facs_args *args,
                         const facs_study *study, const char *table);

/* To be called for every event of the batch, by one thread at a time, before anything is said about
 * it. */
void facs_batch_show_event(facs_batch_show *show, const facs_batch_event *event);

/*
 * Removes the lines of progress, says what became of the inputs, where that is written down
 * (has_table 0: it could not be) and how to go on, and releases it. Returns exit_status, or
 * FACS_EXIT_FAILED if everything was done but standard output could not be written. The console can
 * still be used.
 */
int facs_batch_show_close(facs_batch_show **show, const facs_batch_totals *totals, int exit_status,
                          int has_table);

#endif
