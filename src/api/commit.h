/* Gives a run's files their final names. */
#ifndef FACS_API_COMMIT_H
#define FACS_API_COMMIT_H

#include "output/outputs.h"
#include "output/provenance.h"

typedef struct facs_commit {
    const facs_extract_options *options;
    const facs_outputs *outputs; /* finished, except for the late ones */
    facs_input_identity *identity;
    facs_provenance
        *provenance; /* without identity and outputs, which are filled in; NULL: no json or data */
} facs_commit;

/* Writes the provenance, then renames: json first, rows last. Data in memory are handed over. With
 * the folder locked against other runs, it makes sure that no result of another input is replaced,
 * and removes older files that do not belong to the new results. OUTPUT errors: -EEXIST as
 * facs_previous_check; those of the provenance and the sinks. */
int facs_commit_results(const facs_commit *commit, facs_error *error);

#endif
