/* Names the results of a study's inputs, as facs_study_options describes it. */
#ifndef FACS_STUDY_NAMES_H
#define FACS_STUDY_NAMES_H

#include "study/clashes.h"
#include "study/inputs.h"

#include <facs/facs.h>

typedef struct facs_naming {
    facs_inputs *inputs;      /* to be named; they keep the texts */
    const char *const *paths; /* that were given, ending with NULL; may be NULL */
    const char *root;         /* NULL: none */
    const char *results;      /* folder of the results; NULL: the current */
    const facs_log *log;
    facs_error *error;
} facs_naming;

/*
 * Writes the name of each input's result to names. USAGE errors: two inputs have the same, or one
 * is not below root.
 */
int facs_names_make(const facs_naming *naming, facs_result_name *names);

#endif
