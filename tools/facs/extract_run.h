/* A run of facs extract: what the library's batch asks for, and what is said about each input. */
#ifndef FACS_TOOLS_EXTRACT_RUN_H
#define FACS_TOOLS_EXTRACT_RUN_H

#include "args.h"
#include "batch_show.h"
#include "console.h"
#include "reasons.h"
#include "results.h"
#include "summary.h"

#include "os/thread.h"

#include <facs/study.h>

/* An input that is being analyzed: prepared by the job that has it, and released when it ends. */
typedef struct facs_extract_input facs_extract_input;

typedef struct facs_extract_run {
    facs_console console;
    const facs_args *args;
    facs_study *study;
    facs_batch_show *show;
    facs_reasons renewed; /* why older results are not used */
    facs_extract_options options;
    facs_neutral *neutral, *learnt; /* what every input starts from; what is to be saved */
    facs_mutex lock;                /* for inputs and the command line */
    facs_extract_input *inputs;     /* a list of those that are being analyzed */
} facs_extract_run;

/* The callbacks of facs_batch_options; opaque is the run. */
int facs_extract_prepare(void *opaque, int64_t index, facs_extract_options *options,
                         facs_error *error);
int facs_extract_complete(void *opaque, int64_t index, const facs_extract_options *options,
                          const facs_summary *summary, facs_error *error);
int facs_extract_event(void *opaque, const facs_batch_event *event);

#endif
