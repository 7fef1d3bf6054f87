/*
 * A result file: written under an unfinished name, then renamed, so that a file with its final name
 * is always whole. Every failure is an OUTPUT error that names the file. Thread-compatible.
 */
#ifndef FACS_OUTPUT_TARGET_H
#define FACS_OUTPUT_TARGET_H

#include <facs/facs.h>

#include <stdio.h>

/* path + suffix, allocated; NULL without memory. */
char *facs_target_name(const char *path, const char *suffix);

/* Refuse a final name that a rename must not replace: a folder (-EISDIR), a device (-EINVAL). */
int facs_target_check(const char *path, facs_error *error);

/* Create or empty path for writing. */
int facs_target_open(FILE **file, const char *path, facs_error *error);

/* Push what was written down to the system: the moment at which a full disk is noticed. */
int facs_target_flush(FILE *file, const char *path, facs_error *error);

/* Flush and close; *file is closed and NULL on every outcome. NULL is allowed. */
int facs_target_close(FILE **file, const char *path, facs_error *error);

int facs_target_rename(const char *from, const char *to, facs_error *error);

/* A result's name, and the one that it has until it is whole: path.part. */
typedef struct facs_target_names {
    char *path, *part;
} facs_target_names;

/* Both names of a file that may be written: facs_target_check. All NULL on failure. */
int facs_target_names_open(facs_target_names *names, const char *path, facs_error *error);
void facs_target_names_free(facs_target_names *names);

#endif
