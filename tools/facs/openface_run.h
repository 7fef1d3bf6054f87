/* What OpenFace's programs have in common: a command line from end to end. */
#ifndef FACS_TOOLS_OPENFACE_RUN_H
#define FACS_TOOLS_OPENFACE_RUN_H

#include "console.h"
#include "openface_args.h"

typedef struct facs_openface_program {
    const char *name;
    unsigned bit; /* FACS_FEATURE_EXTRACTION, FACS_FACE_LANDMARK_IMG */
    const char *about;
    int pictures; /* 1: its inputs are pictures, not videos */
    int faces; /* that are followed at a time by methods that can, where no option says; 0: all */
    int is_static; /* 1: always the models that need no neutral face */
    /* Replace inputs by what they stand for; may be NULL. 0, or -errno with a sentence in text. */
    int (*expand)(facs_openface_args *args, char *text, size_t text_size);
} facs_openface_program;

/* Help, of a program that writes results or of one that shows them. */
void facs_openface_print_help(const facs_openface_program *program);

/* Say which flags of the line have no effect. */
void facs_openface_say_ignored(facs_console *console, const facs_openface_args *args);

/* Returns an exit status. argv[0] is not looked at. */
int facs_openface_run(const facs_openface_program *program, char **argv);

#endif
