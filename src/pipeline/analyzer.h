/* facs_analyzer from the inside: what its last frame was described by. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "pipeline/back_end.h"

/* Of the face whose result was pulled last. Lives as long as the analyzer. */
const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer);

/* Results of the last frame: those that were pulled, and those that are still to be. */
int facs_analyzer_pulled(const facs_analyzer *analyzer);
int facs_analyzer_waiting(const facs_analyzer *analyzer);

/* Check faces, which must be 1 for other landmarks than CLNF's. -EINVAL, a USAGE error. */
int facs_analyzer_check_faces(const facs_options *options, facs_error *error);

#endif
