/*
 * OpenFace's command line. One table of its flags serves parsing and --help, and a test compares
 * the manual page with it.
 */
#ifndef FACS_TOOLS_OPENFACE_ARGS_H
#define FACS_TOOLS_OPENFACE_ARGS_H

#include "os/format.h"

#include "args.h"

/* The programs. */
enum {
    FACS_FEATURE_EXTRACTION = 1 << 0,
    FACS_FACE_LANDMARK_IMG = 1 << 1,
    FACS_FACE_LANDMARK_VID = 1 << 2, /* writes no files, only shows */
    FACS_FACE_LANDMARK_VID_MULTI = 1 << 3
};

/* Results other than the CSV, in one mask with FACS_FEATURE_*. */
enum {
    FACS_OPENFACE_HOG = 1 << 16,
    FACS_OPENFACE_ALIGNED = 1 << 17,
    FACS_OPENFACE_TRACKED = 1 << 18
};

typedef struct facs_openface_input {
    char *path;       /* after -root; "camera:N" for -device N */
    char *fault;      /* why it is not measured; NULL if it is */
    int folder;       /* 1: given with -fdir */
    int listed;       /* 1: found in such a folder */
    const char *name; /* given with -of; NULL: named after path */
} facs_openface_input;

/* A flag of the command line that has no effect. */
typedef struct facs_openface_ignored {
    const char *name, *why;
} facs_openface_ignored;

typedef struct facs_openface_args {
    facs_args analysis;          /* as for facs extract */
    facs_openface_input *inputs; /* in command-line order */
    int input_count;
    const char *root, *out_dir;
    const char *model; /* -mloc's file, whose name alone counts */
    int64_t device;    /* -1: none */
    unsigned results;  /* FACS_FEATURE_* and those above; all if no flag asks for one */
    unsigned unwanted; /* those that a flag leaves out */
    int all_results;   /* 1: no flag asks for one */
    int unmasked, grey, good_only;
    int aligned_format; /* for facs_openface_aligned_format */
    int vis_format;     /* of drawn pictures, for facs_openface_vis_format */
    facs_openface_ignored *ignored;
    int ignored_count;
} facs_openface_args;

/* The picture formats, starting with OpenFace's default; NULL after the last. */
const char *facs_openface_aligned_format(int value);
const char *facs_openface_vis_format(int value);

/*
 * Parses argv, from argv[1] to its NULL, as flags of program and as long options: those of
 * FACS_FOR_OPENFACE, or for FaceLandmarkVid those of FACS_FOR_LIVE. Returns 0 or -EINVAL. Call
 * facs_openface_args_free() in both cases.
 */
int facs_openface_args_parse(facs_openface_args *args, unsigned program, const char *program_name,
                             char **argv, facs_error *error);
void facs_openface_args_free(facs_openface_args *args);

/* Stores a printf-style sentence as the input's fault. Returns 0 or -ENOMEM. */
#if defined(__GNUC__)
FACS_FORMAT(2, 3)
#endif
int facs_openface_input_fail(facs_openface_input *input, const char *format, ...);
void facs_openface_input_free(facs_openface_input *input);

/* Returns the flag of a program, of those that have an effect, at or after *i in the table, and
 * sets *i to the place after it. NULL: there are no more. */
const facs_arg *facs_openface_next_flag(unsigned program, int *i);

/* Returns the commands, FACS_FOR_*, whose long options a program takes. */
unsigned facs_openface_options(unsigned program);

/* Prints the flags of a program with their help. */
void facs_openface_args_print_help(FILE *out, unsigned program);

#endif
