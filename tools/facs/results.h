/* Where the results of inputs go: their names, and the folder that they lie in. */
#ifndef FACS_TOOLS_RESULTS_H
#define FACS_TOOLS_RESULTS_H

#include "args.h"

/*
 * Where rows go as they come; NULL: nowhere. -o is such a place if it names a pipe or "-". Files
 * are then written only if -d, or -o with a file, asks for them.
 */
typedef struct facs_result_streams {
    const char *csv, *json; /* the command line's own */
    int files;              /* 1: files are wanted too */
} facs_result_streams;

facs_result_streams facs_results_streams(const facs_args *args);

/* 0, or -EINVAL with one sentence in text: what goes to the streams and what does not agree. */
int facs_results_check_streams(const facs_args *args, char *text, size_t text_size);

/* One input's result files; all NULL where no files are wanted. */
typedef struct facs_result_files {
    char *csv;
    char *json;    /* beside it */
    char *first;   /* csv, or that of the first face with --per-face: if it is there, all are */
    char *overlay; /* NULL: none is wanted */
} facs_result_files;

/*
 * The result files of every operand, by -o, -d or the current folder; allocated, one per operand.
 * 0, or -EINVAL with one sentence in text: two inputs would have one result, or a result would
 * replace an input or the table of landmarks.
 */
int facs_results_name(facs_result_files **files, const facs_args *args, char *text,
                      size_t text_size);
void facs_results_free(facs_result_files **files, int count);

/* folder/name and suffix, without a folder where it is NULL; allocated, NULL without memory. */
char *facs_results_path(const char *folder, const char *name, const char *suffix);

/* A result's file with another ending: NAME.json beside NAME.csv; allocated, NULL without memory.
 */
char *facs_results_beside(const char *csv, const char *ending);

/* The name that the library gives a face's file with per_face: NAME_face00.csv; allocated likewise.
 */
char *facs_results_of_face(const char *csv, int face);

/* The input's name without folders and extension, "camera-0" of a camera; allocated, NULL without
 * memory. */
char *facs_results_base_name(const char *input);

/* 1: what --overlay gives is an ending alone, as .mp4, and not a file's name. */
int facs_results_is_ending(const char *overlay);

/* 1: a folder's name: it is one, or ends as one. */
int facs_results_is_folder(const char *path);

#endif
