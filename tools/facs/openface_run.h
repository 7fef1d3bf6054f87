/* What FeatureExtraction and FaceLandmarkImg have in common: a command line from end to end. */
#ifndef FACS_TOOLS_OPENFACE_RUN_H
#define FACS_TOOLS_OPENFACE_RUN_H

#include "openface_args.h"

typedef struct facs_openface_program {
    const char *name;
    unsigned bit; /* FACS_FEATURE_EXTRACTION, FACS_FACE_LANDMARK_IMG */
    const char *about;
    int pictures; /* 1: its inputs are pictures, not videos */
    /* Replace inputs by what they stand for; may be NULL. 0, or -errno with a sentence in text. */
    int (*expand)(facs_openface_args *args, char *text, size_t text_size);
} facs_openface_program;

/* Returns an exit status. argv[0] is not looked at. */
int facs_openface_run(const facs_openface_program *program, int argc, char **argv);

#endif
