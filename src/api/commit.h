/* The moment at which a run's files get their final names. */
#ifndef FACS_API_COMMIT_H
#define FACS_API_COMMIT_H

#include "output/outputs.h"
#include "output/provenance.h"

typedef struct facs_commit {
    const facs_extract_options *options;
    const facs_outputs *outputs; /* finished, but for the late ones */
    facs_input_identity *identity;
    facs_provenance
        *provenance; /* NULL: no json is wanted; its identity and outputs are filled in */
} facs_commit;

/*
 * Write the provenance, then rename: json, what else there is, the rows last. While other runs that
 * write into the same folder wait, it is made sure that no result of another input is replaced, and
 * what does not belong to the new ones is taken away. OUTPUT errors: -EEXIST as
 * facs_previous_check; those of the provenance and of the sinks.
 */
int facs_commit_results(const facs_commit *commit, facs_error *error);

#endif
