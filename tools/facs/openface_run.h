/* OpenFace's programs, as commands or under their own names. */
#ifndef FACS_TOOLS_OPENFACE_RUN_H
#define FACS_TOOLS_OPENFACE_RUN_H

typedef struct facs_openface_program {
    const char *name;
    const char *like;  /* what it does, for the overview */
    const char *about; /* the same for its own help */
    unsigned bit;      /* FACS_FEATURE_EXTRACTION and so on */
    int pictures;      /* 1: its inputs are pictures, not videos */
    int faces;         /* tracked at a time by default, if the landmark method can; 0: all */
    int is_static;     /* 1: always use the models that do not need a neutral face */
} facs_openface_program;

extern const facs_openface_program facs_openface_programs[]; /* ends with a NULL name */

/* Runs a command line, from argv[1] to its NULL. Returns an exit status. */
int facs_openface_run(const facs_openface_program *program, char **argv);

#endif
