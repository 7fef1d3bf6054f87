/*
 * A models folder's own list of weights, manifest.tsv: files for which its owner vouches, in
 * addition to or instead of those in this project's models/manifest.tsv. It has the same form: a
 * line per file with path, size and SHA-256, separated by tabs; further columns are ignored.
 */
#ifndef FACS_PIPELINE_OWN_MANIFEST_H
#define FACS_PIPELINE_OWN_MANIFEST_H

#include <facs/facs.h>

#define FACS_OWN_MANIFEST "manifest.tsv"

typedef struct facs_own_manifest facs_own_manifest;

typedef struct facs_own_row {
    const char *name; /* under the folder */
    int64_t bytes;
    const char *sha256; /* 64 hex digits */
} facs_own_row;

/* *out is NULL if the folder has none. ENVIRONMENT errors: it cannot be read, or a line is
 * malformed; INTERNAL: out of memory. */
int facs_own_manifest_open(facs_own_manifest **out, const char *folder, facs_error *error);
void facs_own_manifest_close(facs_own_manifest **manifest);

/* Returns a file's row, or NULL. manifest may be NULL. */
const facs_own_row *facs_own_manifest_find(const facs_own_manifest *manifest, const char *name);

#endif
