/* Names the results of a run. */
#ifndef FACS_TOOLS_RESULTS_H
#define FACS_TOOLS_RESULTS_H

#include "args.h"
#include "console.h"

#include <facs/study.h>

/*
 * Where rows go as soon as they are ready; NULL: nowhere. -o is a stream if it names a pipe or "-".
 * Files are then written only if -d, or -o with a file, asks for them.
 */
typedef struct facs_result_streams {
    const char *csv, *json; /* point into the command line */
    int files;              /* 1: files are written as well */
} facs_result_streams;

facs_result_streams facs_results_streams(const facs_args *args);

/* Checks that the options go with the streams. Returns 0 or -EINVAL. */
int facs_results_check_streams(const facs_args *args, facs_error *error);

/* The result files of one input; all NULL if no files are wanted. */
typedef struct facs_result_files {
    char *csv;
    char *json;    /* next to it */
    char *first;   /* csv, or with --per-face that of the first face: if it exists, all do */
    char *overlay; /* NULL if not wanted */
} facs_result_files;

/* Names the result files of an input: csv is its result in the study, unless -o names it. 0 or
 * -ENOMEM; free them in both cases. */
int facs_results_of(facs_result_files *files, const facs_args *args, const char *csv);
void facs_results_free(facs_result_files *files);

/* Returns -EINVAL if a result of the study would replace an input or the table of landmarks,
 * otherwise 0. */
int facs_results_check(const facs_args *args, const facs_study *study, facs_error *error);

/* The functions below return allocated strings, NULL without memory. */

/* folder/name, or name if folder is NULL, with a suffix. */
char *facs_results_path(const char *folder, const char *name, const char *suffix);

/* A result's name with another ending: NAME.json for NAME.csv. */
char *facs_results_beside(const char *csv, const char *ending);

/* The library's name for the result of one face with per_face: NAME_face00.csv. */
char *facs_results_of_face(const char *csv, int face);

/* The input's name without folders and extension; "camera-0" for a camera. */
char *facs_results_base_name(const char *input);

/* Returns 1 if the value of --overlay is only an extension, such as .mp4. */
int facs_results_is_ending(const char *overlay);

/* Returns 1 if path is a folder or ends with a separator. */
int facs_results_is_folder(const char *path);

/* Makes a folder and those above it, if missing. Returns 0, or a negative errno after reporting it.
 */
int facs_folder_make(const char *path, facs_console *console);

/* The same for the folder of a file. Does nothing if file is NULL, "-" or has no folder in its
 * name. */
int facs_folder_make_for(const char *file, facs_console *console);

#endif
