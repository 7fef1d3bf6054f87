/*
 * Results of before where new ones are to go. One of another input is never replaced unasked, and
 * none is left beside a new one that it does not belong to.
 */
#ifndef FACS_OUTPUT_PREVIOUS_H
#define FACS_OUTPUT_PREVIOUS_H

#include "output/input_identity.h"
#include "output/outputs.h"

#include <jansson.h>

/* NAME.json that facs wrote. *root NULL: -ENOENT, there is none; -EINVAL, it is something else or
 * damaged; -ENOMEM or why it cannot be read. */
int facs_previous_read(json_t **root, const char *json);

/*
 * 1: it is of the input that identity says, by size and digest; of a result without these by its
 * name. 0: it is of another. An input that can be read only once is always another. -errno with
 * INTERNAL errors: the digest, which is waited for where size and time do not tell.
 */
int facs_previous_is_of(const json_t *root, facs_input_identity *identity, facs_error *error);

/*
 * 0: what the options name is not there yet, is the same input's, or may be replaced (overwrite).
 * OUTPUT -EEXIST: it is another's, which the sentence names, or nothing tells whose it is. Whose it
 * is says NAME.json, and where there is none, the details.
 */
int facs_previous_check(const facs_extract_options *options, facs_input_identity *identity,
                        facs_error *error);

/*
 * Take away what must not lie beside the new results before they get their names: the old file of
 * rows, those of faces, and what is late. outputs: of the run; the new files with rows take an old
 * one's place themselves where nothing else is written; NULL: none. OUTPUT errors.
 */
int facs_previous_remove(const facs_extract_options *options, const facs_outputs *outputs,
                         facs_error *error);

#endif
