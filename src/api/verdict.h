/* The verdict on a run, before its files get their names: warnings about the rows themselves, and
 * with strict a failure if there was any warning. */
#ifndef FACS_API_VERDICT_H
#define FACS_API_VERDICT_H

#include "api/summary.h"
#include "base/warnings.h"
#include "media/source.h"

typedef struct facs_verdict {
    const char *input;
    const facs_summary_sink *counts; /* a sink before this one */
    const facs_source *source;
    facs_warnings *warnings;
    int strict;
    facs_au_models au;
} facs_verdict;

/* Fills in what the source knows about missing or damaged frames. */
void facs_verdict_count(facs_summary *summary, const facs_source *source, facs_warnings *warnings);

/* Returns a sink whose finish fails (INPUT, -EINVAL) if strict is set and there are warnings.
 * verdict must outlive it. */
facs_sink facs_verdict_sink(facs_verdict *verdict);

/* Passes every warning to the log, and to each() if it is not NULL. */
void facs_verdict_tell(facs_warnings *warnings, const facs_log *log,
                       void (*each)(void *opaque, const facs_warning *warning), void *opaque);

#endif
