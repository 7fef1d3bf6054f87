/*
 * Older results where new ones will go. A result of another input is never replaced unless asked,
 * and no older file stays beside new ones it does not belong to.
 */
#ifndef FACS_OUTPUT_PREVIOUS_H
#define FACS_OUTPUT_PREVIOUS_H

#include "output/input_identity.h"
#include "output/outputs.h"

#include <jansson.h>

/* Reads a NAME.json. -ENOENT: there is none; -EINVAL: damaged, or not written by facs; or another
 * -errno; then *root is NULL. */
int facs_previous_read(json_t **root, const char *json);

/* 1: the result is of this input, by size and digest, or by name if it has none. 0: it is not; an
 * input that can be read only once never matches. Waits for the digest if size and time do not
 * decide. INTERNAL errors. */
int facs_previous_is_of(const json_t *root, facs_input_identity *identity, facs_error *error);

/* 0: the results named in options do not exist yet, are of the same input, or may be replaced
 * (overwrite). OUTPUT -EEXIST: they belong to another input, which the message names, or nothing
 * says to which. That is what NAME.json says, or the details if there is none. */
int facs_previous_check(const facs_extract_options *options, facs_input_identity *identity,
                        facs_error *error);

/* Removes what must not stay beside the new results, before these get their final names: the old
 * file of rows, those of faces, and late outputs. Where nothing but rows is written, the new file
 * replaces the old one itself. outputs: the run's; NULL: none. OUTPUT errors. */
int facs_previous_remove(const facs_extract_options *options, const facs_outputs *outputs,
                         facs_error *error);

#endif
