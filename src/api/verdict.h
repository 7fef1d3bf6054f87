/* The last word on a run before its files get their names: what the rows themselves give cause to
 * warn of, and with strict whether anything was. */
#ifndef FACS_API_VERDICT_H
#define FACS_API_VERDICT_H

#include "base/warnings.h"
#include "media/source.h"
#include "pipeline/sink.h"

typedef struct facs_verdict {
    const char *input;
    const facs_summary *summary; /* counted by a sink before this one */
    const facs_source *source;
    facs_warnings *warnings;
    int strict;
    facs_au_models au;
    int64_t *seen; /* [faces] frames in which each was found; all zero to begin with */
    int faces;
} facs_verdict;

/* Fill in summary what the source knows of frames that are missing or damaged. */
void facs_verdict_count(facs_summary *summary, const facs_source *source, facs_warnings *warnings);

/* A sink whose finish fails (INPUT, -EINVAL) where strict forbids what the warnings say. verdict
 * lives as long. */
facs_sink facs_verdict_sink(facs_verdict *verdict);

/* Hand every warning to the log, and to each() if it is not NULL. */
void facs_verdict_tell(facs_warnings *warnings, const facs_log *log,
                       void (*each)(void *opaque, const facs_warning *warning), void *opaque);

#endif
