/*
 * OpenFace's command line: one table of its flags serves parsing, --help, and the test that the
 * manual page names them all.
 */
#ifndef FACS_TOOLS_OPENFACE_ARGS_H
#define FACS_TOOLS_OPENFACE_ARGS_H

#include "args.h"

/* The programs whose flags these are. */
enum {
    FACS_FEATURE_EXTRACTION = 1 << 0,
    FACS_FACE_LANDMARK_IMG = 1 << 1,
    FACS_FACE_LANDMARK_VID = 1 << 2, /* writes nothing: it shows */
    FACS_FACE_LANDMARK_VID_MULTI = 1 << 3
};

/* Results beside the CSV, in one mask with FACS_FEATURE_*. */
enum {
    FACS_OPENFACE_HOG = 1 << 16,
    FACS_OPENFACE_ALIGNED = 1 << 17,
    FACS_OPENFACE_TRACKED = 1 << 18
};

typedef struct facs_openface_input {
    char *path;       /* with -root before it; "camera:N" for -device N */
    char *fault;      /* why it is not measured; NULL: it is */
    int folder;       /* 1: of -fdir */
    int listed;       /* 1: found in such a folder */
    const char *name; /* of -of; NULL: by path */
} facs_openface_input;

/* A flag of the line without effect. */
typedef struct facs_openface_ignored {
    const char *name, *why;
} facs_openface_ignored;

typedef struct facs_openface_args {
    facs_args analysis;          /* quiet, verbose, help, au, camera: as facs extract has them */
    facs_openface_input *inputs; /* in the order of the line */
    int input_count;
    const char *root, *out_dir;
    int64_t device;    /* -1: none */
    unsigned results;  /* FACS_FEATURE_* and those above; all where no flag asks for one */
    unsigned unwanted; /* of these, what a flag leaves out */
    int all_results;   /* 1: no flag did */
    int unmasked, grey, good_only;
    double aligned_scale; /* 0: in proportion to the size */
    int64_t aligned_size; /* 0: the library's default */
    int aligned_format;   /* of facs_openface_aligned_format */
    int vis_format;       /* of pictures that are drawn, of facs_openface_vis_format */
    facs_openface_ignored *ignored;
    int ignored_count;
} facs_openface_args;

/* The formats of pictures, OpenFace's first; NULL past the last. */
const char *facs_openface_aligned_format(int value);
const char *facs_openface_vis_format(int value);

/*
 * Read argv[1..argc) as flags of program (argv[0] is not looked at), and as the long options that
 * are FACS_FOR_OPENFACE, of FaceLandmarkVid FACS_FOR_LIVE. 0, or -EINVAL with one sentence in text.
 * On every outcome: facs_openface_args_free().
 */
int facs_openface_args_parse(facs_openface_args *args, unsigned program, const char *program_name,
                             int argc, char **argv, char *text, size_t text_size);
void facs_openface_args_free(facs_openface_args *args);

/* Keep a printf-style sentence as the input's fault. 0, or -ENOMEM. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int facs_openface_input_fail(facs_openface_input *input, const char *format, ...);
void facs_openface_input_free(facs_openface_input *input);

/* The flags of a program, with their help, as lines. */
void facs_openface_args_print_help(FILE *out, unsigned program);

#endif
