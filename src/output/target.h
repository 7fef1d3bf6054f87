/*
 * A result file: written as a draft (base/draft.h) and renamed once it is finished, so a file with
 * its final name is always complete. Every failure is an OUTPUT error that names the file.
 */
#ifndef FACS_OUTPUT_TARGET_H
#define FACS_OUTPUT_TARGET_H

#include "base/draft.h"
#include "pipeline/sink.h"

#include <stdio.h>

/* Refuses names that a rename must not replace: a folder (-EISDIR), a device or pipe (-EINVAL), or
 * a symbolic link to one. A link to a file is allowed: it is replaced and the file stays. On
 * Windows also names that it does not allow (-EINVAL), and a file that another program lets nobody
 * replace (-EBUSY). */
int facs_target_check(const char *path, facs_error *error);

/* Checks path and creates its draft. */
int facs_target_open(facs_draft *draft, const char *path, facs_error *error);

/* Appends all of data to the draft at once, so a full disk is noticed here. */
int facs_target_write(facs_draft *draft, const void *data, size_t size, facs_error *error);

/* Opens a stream that appends to the draft, which must stay open as long. */
int facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error);

/* Flushes and closes; *stream may be NULL, and is NULL afterwards on every outcome. */
int facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error);

/* Waits until everything is on the disk, still under the unfinished name. */
int facs_target_finish(facs_draft *draft, facs_error *error);

/* Gives it its final name and closes it. If that fails, it stays as it is, and the sentence says
 * what its name is. */
int facs_target_commit(facs_draft *draft, facs_error *error);

/* The same, but closes it in any case: what is complete is not to be removed. */
int facs_target_commit_or_keep(facs_draft *draft, facs_error *error);

/* The end of a function that writes a whole file through a stream: closes it, and gives the file
 * its name if status is 0. Nothing is left of a file that is not complete. Returns the first
 * failure; one that is in status has filled error already. */
int facs_target_end(FILE **stream, facs_draft *draft, int status, facs_error *error);

/* What self of a sink with one file begins with. */
typedef struct facs_target {
    facs_draft draft;
    int begun; /* 1: something was written that is worth keeping if the run fails */
} facs_target;

/* Callbacks of such a sink; self is allocated. */
int facs_target_finish_sink(void *self, const facs_series *series, facs_error *error);
int facs_target_commit_sink(void *self, facs_error *error);
void facs_target_abandon_sink(void *self);
void facs_target_close_sink(void *self);

/* Fills error with why path could not be written, and returns status. */
int facs_target_fail(const char *path, int status, facs_error *error);

/* Locks the folder of path, waiting at most a minute: others hold the lock while they rename a few
 * files. Returns a handle, which facs_handle_close() releases, or an OUTPUT error. */
int facs_target_lock_folder(const char *path, facs_error *error);

/* Makes the folder of path and those above it, if missing. OUTPUT errors; -ENOMEM. */
int facs_target_make_folder(const char *path, facs_error *error);

#endif
