/* Runs a command line of one of OpenFace's programs. */
#ifndef FACS_TOOLS_OPENFACE_RUN_H
#define FACS_TOOLS_OPENFACE_RUN_H

#include "console.h"
#include "openface_args.h"

typedef struct facs_openface_program {
    const char *name;
    unsigned bit; /* FACS_FEATURE_EXTRACTION and so on */
    const char *about;
    int pictures;  /* 1: its inputs are pictures, not videos */
    int faces;     /* tracked at a time by default, if the landmark method can; 0: all */
    int is_static; /* 1: always use the models that do not need a neutral face */
    /* Replaces folders by their pictures; may be NULL. Returns 0 or a negative errno. */
    int (*expand)(facs_openface_args *args, facs_error *error);
    /* Shows the inputs and returns an exit status; NULL: writes results instead. */
    int (*show)(facs_openface_args *args);
} facs_openface_program;

/* Reports the flags that have no effect. */
void facs_openface_say_ignored(facs_console *console, const facs_openface_args *args);

/* Returns an exit status. argv[0] is ignored. */
int facs_openface_run(const facs_openface_program *program, char **argv);

#endif
