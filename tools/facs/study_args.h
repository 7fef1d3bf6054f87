/* The study that the command line of facs extract means. */
#ifndef FACS_TOOLS_STUDY_ARGS_H
#define FACS_TOOLS_STUDY_ARGS_H

#include "args.h"

#include <facs/study.h>

/* Opens it: the operands, --list, --pattern, --root, --shard. Fails as facs_study_open, and if what
 * --shard says is not a share. */
int facs_study_args_open(facs_study **study, facs_args *args, const facs_log *log,
                         facs_error *error);

/* --dry-run: writes a line to standard output for each input, which --list can read: the path, the
 * size and the result, with tabs between them. Returns an exit status. */
int facs_study_args_print(const facs_study *study, const facs_args *args);

#endif
