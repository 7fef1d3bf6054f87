/*
 * A models folder's own list of weights, manifest.tsv: what its owner vouches for beside, or in
 * place of, the files that models/manifest.tsv of this project names. In the same form: a line a
 * file, with path, size and SHA-256 between tabs, and columns behind these that are not looked at.
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

/* *out is NULL where the folder has none. ENVIRONMENT errors: it cannot be read, or a line of it is
 * no such line; INTERNAL: no memory. */
int facs_own_manifest_open(facs_own_manifest **out, const char *folder, facs_error *error);
void facs_own_manifest_close(facs_own_manifest **manifest);

/* The row of a file; NULL: there is none. manifest may be NULL. */
const facs_own_row *facs_own_manifest_find(const facs_own_manifest *manifest, const char *name);

#endif
