/*
 * A result file: written as a draft (base/draft.h), finished, then given its final name, so that a
 * file with its final name is always whole. Every failure is an OUTPUT error that names the file.
 * Thread-compatible.
 */
#ifndef FACS_OUTPUT_TARGET_H
#define FACS_OUTPUT_TARGET_H

#include "base/draft.h"
#include "pipeline/sink.h"

#include <stdio.h>

/* path + suffix, allocated; NULL without memory. */
char *facs_target_name(const char *path, const char *suffix);

/*
 * Refuse a final name that a rename must not replace: a folder (-EISDIR), a device (-EINVAL), also
 * where a symbolic link leads to one. A link to a file is replaced; the file stays as it is.
 */
int facs_target_check(const char *path, facs_error *error);

/* Check path, and create its draft. */
int facs_target_open(facs_draft *draft, const char *path, facs_error *error);

/* All of data at the end of the draft: the moment at which a full disk is noticed. */
int facs_target_write(facs_draft *draft, const void *data, size_t size, facs_error *error);

/* What is written to stream goes to the end of the draft, which must be open for as long. */
int facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error);

/* Flush and close; *stream is closed and NULL on every outcome. NULL is allowed. */
int facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error);

/* All is written: wait until it is on the disk. It has its unfinished name still. */
int facs_target_finish(facs_draft *draft, facs_error *error);

/* Give it its final name, which closes it. */
int facs_target_commit(facs_draft *draft, facs_error *error);

/* The same as callbacks of a sink whose self begins with its draft. */
int facs_target_finish_sink(void *self, const facs_series *series, facs_error *error);
int facs_target_commit_sink(void *self, facs_error *error);

/* Why something that belongs to path could not be written, as a sentence. Returns status. */
int facs_target_fail(const char *path, int status, facs_error *error);

#endif
