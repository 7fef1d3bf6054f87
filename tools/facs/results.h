/* Where the results of inputs go: their names, and the folder that they lie in. */
#ifndef FACS_TOOLS_RESULTS_H
#define FACS_TOOLS_RESULTS_H

#include "args.h"

/* One input's result files. */
typedef struct facs_result_files {
    char *csv;
    char *json;  /* beside it */
    char *first; /* csv, or that of the first face with --per-face: if it is there, all are */
} facs_result_files;

/*
 * The result files of every operand, by -o, -d or the current folder; allocated, one per operand.
 * 0, or -EINVAL with one sentence in text: two inputs would have one result, or a result would
 * replace an input or the table of landmarks.
 */
int facs_results_name(facs_result_files **files, const facs_args *args, char *text,
                      size_t text_size);
void facs_results_free(facs_result_files **files, int count);

/* The input's name without folders and extension, "camera-0" of a camera; allocated, NULL without
 * memory. */
char *facs_results_base_name(const char *input);

/* 1: both are there, and one. */
int facs_results_same_file(const char *a, const char *b);

/* Make a folder, and those above it, if absent. 0 or -errno. */
int facs_results_make_folder(const char *path);

#endif
