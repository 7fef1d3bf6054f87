/*
 * Which input a result was made of: where it lies, how large it is, when it was changed last and a
 * digest of what is in it, for NAME.json and for whether an older result is one of the same input.
 * The digest is taken on a thread of its own while the run goes on.
 */
#ifndef FACS_OUTPUT_INPUT_IDENTITY_H
#define FACS_OUTPUT_INPUT_IDENTITY_H

#include "media/input_bytes.h"

/* A file up to this size is digested as a whole; of a larger one so much of its beginning, middle
 * and end, and the size. */
#define FACS_WHOLE_DIGEST ((int64_t)256 << 20)
#define FACS_DIGEST_PIECE ((int64_t)16 << 20)

#define FACS_TIME_SIZE 40 /* bytes of a time as text */

typedef struct facs_input_facts {
    const char *name;    /* as it was given */
    const char *path;    /* absolute; NULL: it is no file or folder with a name */
    int known;           /* 1: it can be read again, and what follows is known */
    int64_t size;        /* bytes; of a folder, of its images together */
    int timed;           /* 1: and when it was changed: */
    int64_t modified_ns; /* from 1970 on, UTC; of a folder, of the image that was changed last */
    /* Once it was waited for: */
    const char
        *method; /* of the digest; NULL: there is none, for the input changed or went meanwhile */
    char digest[65];
} facs_input_facts;

typedef struct facs_input_identity facs_input_identity;

/* Look at input, which facs_extract takes; at from in its place if it is not NULL, which is kept.
 * The digest is begun only by facs_input_identity_begin. INTERNAL errors; an input that is not
 * there is one that is not known. */
int facs_input_identity_open(facs_input_identity **out, const char *input, facs_input_bytes *from,
                             facs_error *error);
void facs_input_identity_close(facs_input_identity **identity);

/* Begin to take the digest, where there is one to take and it has not begun. INTERNAL errors. */
int facs_input_identity_begin(facs_input_identity *identity, facs_error *error);

/* What is known without the digest. Lives as long as identity. */
const facs_input_facts *facs_input_identity_facts(const facs_input_identity *identity);

/* The same with the digest, which is waited for. INTERNAL errors. */
int facs_input_identity_wait(facs_input_identity *identity, const facs_input_facts **facts,
                             facs_error *error);

/* "2026-11-26T14:22:07.123456789Z"; without a fraction where it is 0. */
void facs_time_text(char text[FACS_TIME_SIZE], int64_t nanoseconds);

#endif
