/* What was left out of a study: counted by reason, and said once. */
#ifndef FACS_STUDY_LEFT_OUT_H
#define FACS_STUDY_LEFT_OUT_H

#include <facs/facs.h>

typedef enum facs_left_out_why {
    FACS_LEFT_OTHER,   /* the name is not one of a video, or does not match the pattern */
    FACS_LEFT_PICTURE, /* beside videos */
    FACS_LEFT_HIDDEN,  /* or of the system */
    FACS_LEFT_RESULT,  /* written by facs */
    FACS_LEFT_TWICE,   /* a file that is an input already */
    FACS_LEFT_FOLDER,  /* a folder that was walked already, such as one that contains the link */
    FACS_LEFT_NOWHERE, /* a link to nothing */
    FACS_LEFT_REASONS
} facs_left_out_why;

/* Zero is empty. */
typedef struct facs_left_out {
    int64_t count[FACS_LEFT_REASONS];
    char example[FACS_LEFT_REASONS][256];
} facs_left_out;

/* Counts count names; folder and name together are the example, unless there is one. */
void facs_left_out_add(facs_left_out *left, facs_left_out_why why, int64_t count,
                       const char *folder, const char *name);

/* by_pattern: a pattern was given. */
void facs_left_out_say(const facs_left_out *left, int by_pattern, const facs_log *log);

#endif
