/*
 * Which input a result was made from: its path, size, modification time and a digest of its
 * content, for NAME.json and to tell whether an older result is of the same input. The digest is
 * computed on a separate thread during the run.
 */
#ifndef FACS_OUTPUT_INPUT_IDENTITY_H
#define FACS_OUTPUT_INPUT_IDENTITY_H

#include "media/input_bytes.h"

/* The digest covers all of a file up to this size; for a larger one, a piece at the beginning, in
 * the middle and at the end, and the size. */
#define FACS_WHOLE_DIGEST ((int64_t)256 << 20)
#define FACS_DIGEST_PIECE ((int64_t)16 << 20)

#define FACS_TIME_SIZE 40 /* bytes of a time as text */

typedef struct facs_input_facts {
    const char *name;    /* as it was given */
    const char *path;    /* absolute; NULL: not a file or folder with a name */
    int known;           /* 1: it can be read again, and size is known */
    int64_t size;        /* bytes; for a folder, all its images together */
    int timed;           /* 1: modified_ns is known */
    int64_t modified_ns; /* since 1970, UTC; for a folder, of the image modified last */
    /* After facs_input_identity_wait: */
    const char *method; /* of the digest; NULL: no digest, because the input changed or vanished */
    char digest[65];
} facs_input_facts;

typedef struct facs_input_identity facs_input_identity;

/* Looks at an input of facs_extract; at from instead, which must outlive it, if that is not NULL.
 * An input that does not exist is merely not known. INTERNAL errors. */
int facs_input_identity_open(facs_input_identity **out, const char *input, facs_input_bytes *from,
                             facs_error *error);
void facs_input_identity_close(facs_input_identity **identity);

/* Starts computing the digest of a known input, once. INTERNAL errors. */
int facs_input_identity_begin(facs_input_identity *identity, facs_error *error);

/* What is known without the digest. Valid as long as identity. */
const facs_input_facts *facs_input_identity_facts(const facs_input_identity *identity);

/* The same with the digest; waits for it. INTERNAL errors. */
int facs_input_identity_wait(facs_input_identity *identity, const facs_input_facts **facts,
                             facs_error *error);

/* "2026-11-26T14:22:07.123456789Z"; no fraction if it is 0. */
void facs_time_text(char text[FACS_TIME_SIZE], int64_t nanoseconds);

#endif
