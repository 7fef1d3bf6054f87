/* What the batch tables of a folder of results say in all. */
#ifndef FACS_TOOLS_STATUS_H
#define FACS_TOOLS_STATUS_H

#include "reasons.h"

#include <facs/study.h>

#define FACS_LEFT_SHOWN 5

/* A run that has not put its rows into the table. */
typedef struct facs_status_run {
    char *journal;        /* its JSON lines, without folder */
    char *started, *host; /* NULL: unknown */
    int running;          /* 1: it is under way; 0: it broke off; -1: the system cannot tell */
} facs_status_run;

typedef struct facs_status {
    facs_batch_totals totals; /* done: by any run; skipped: those of them before the last */
    double face_rows, rows;   /* rows with a face; all rows of the inputs where that is known */
    facs_reasons failures, warnings;
    char *left[FACS_LEFT_SHOWN];     /* the first inputs that are left */
    char *path, *results, *finished; /* of the input that was completed last */
    facs_status_run *runs;           /* [run_count] */
    int run_count;
    /* Shards of the study, and those that have begun; 0: all have, or there are none. The inputs of
     * the others are not in any table. */
    int shards, shards_here;
} facs_status;

/* Called for each row, in natural order of the paths. */
typedef void (*facs_status_row)(void *opaque, const facs_batch_row *row);

/* Reads the tables. row may be NULL. Call facs_status_free() in any case. */
int facs_status_read(facs_status *status, const char *folder, facs_status_row row, void *opaque,
                     facs_error *error);
void facs_status_free(facs_status *status);

/* Fills in the shards. Returns 0 or a negative errno. */
int facs_status_find_shards(facs_status *status, const char *folder);

/*
 * Returns the command for the inputs that are left, or those that failed, allocated. It is the
 * one that made the last result, if that can be found out and was not for this result alone;
 * otherwise *is_general is 1, and the run's further options are to be added. It begins with cd if
 * the run was started in another folder. NULL: it is not known (no input has a result), it has
 * control characters, or there is no memory.
 */
char *facs_status_command(const facs_status *status, const char *folder, facs_batch_state which,
                          int *is_general);

#endif
