/* facs_analyzer from the inside: what its last frame was described by. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "pipeline/back_end.h"

/* Lives as long as the analyzer. */
const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer);

#endif
