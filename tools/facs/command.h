/* The subcommands of facs and their exit statuses. */
#ifndef FACS_TOOLS_COMMAND_H
#define FACS_TOOLS_COMMAND_H

#include "args.h"

#include <facs/facs.h>

/* Exit statuses, as documented in the manual page. */
enum {
    FACS_EXIT_DONE = 0,
    FACS_EXIT_FAILED = 1,      /* an input could not be read or a result could not be written */
    FACS_EXIT_USAGE = 2,       /* the command line is wrong */
    FACS_EXIT_ENVIRONMENT = 3, /* a model, the runtime or a provider is missing */
    FACS_EXIT_INTERRUPTED = 130
};

typedef struct facs_command {
    const char *name;
    unsigned bit;         /* FACS_FOR_*, to select its options */
    const char *operands; /* "INPUT..." */
    int min_operands, max_operands;
    const char *about;                 /* one line */
    int (*run)(const facs_args *args); /* returns an exit status */
} facs_command;

int facs_cmd_extract(const facs_args *args);
int facs_cmd_live(const facs_args *args);
int facs_cmd_models(const facs_args *args);
int facs_cmd_doctor(const facs_args *args);
int facs_cmd_bench(const facs_args *args);
int facs_cmd_quantize(const facs_args *args);
int facs_cmd_agreement(const facs_args *args);
int facs_cmd_report(const facs_args *args);

/* OpenFace's programs, with its own flags in argv[1] and after. They return an exit status. */
int facs_cmd_feature_extraction(char **argv);
int facs_cmd_face_landmark_img(char **argv);
int facs_cmd_face_landmark_vid(char **argv);
int facs_cmd_face_landmark_vid_multi(char **argv);

/* Returns the exit status for an error of the library. */
int facs_exit_status(facs_error_kind kind);

#endif
