/*
 * The outputs: a table of everything that can be written, and the sinks of one run. Adding an
 * output takes its file and its row in the table.
 */
#ifndef FACS_OUTPUT_OUTPUTS_H
#define FACS_OUTPUT_OUTPUTS_H

#include "media/source.h"
#include "output/csv.h"
#include "pipeline/face_data.h"
#include "pipeline/sink.h"

#include <stddef.h>

/* What an output is, and what it needs. */
enum {
    FACS_OUTPUT_FILE = 1 << 0,      /* a file or folder; otherwise a stream of rows, or memory */
    FACS_OUTPUT_ROWS = 1 << 1,      /* the result itself: its files get their final names last */
    FACS_OUTPUT_FACE_DATA = 1 << 2, /* frames must carry facs_face_data */
    FACS_OUTPUT_DRAWN = 1 << 3,     /* a video; for a single image, possibly a picture */
    FACS_OUTPUT_LATE = 1 << 4,      /* made once all the others have their final names */
    FACS_OUTPUT_MEMORY = 1 << 5     /* neither: the option is the address of a handle */
};

/* What is known about a run when its outputs are opened. Everything it points to outlives them. */
typedef struct facs_output_run {
    const char *input; /* its name */
    const facs_source_info *source;
    facs_source_options reading; /* to read the input again */
    const facs_extract_options *options;
    const facs_csv_options *columns; /* with the features actually measured */
    /* Called with the number of frames drawn so far while the input is read again for the overlay;
     * a result other than 0 stops. May be NULL. */
    int (*drawing)(void *opaque, int64_t frames);
    int (*cancelled)(void *opaque); /* called while a stream of rows has no reader */
    void *opaque;
} facs_output_run;

typedef struct facs_output {
    const char *name;  /* the field of facs_extract_options that holds its path */
    size_t path;       /* offset of that field, a pointer; NULL means: not wanted */
    unsigned traits;   /* FACS_OUTPUT_* */
    const char *label; /* in OpenFace's details; NULL: not listed there */
    /* OUTPUT errors. On failure nothing is left open. */
    int (*open)(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error);
} facs_output;

/* In the order in which they are opened and receive each row; ends with a NULL name. */
extern const facs_output facs_output_table[];

/* The requested path; NULL: the output is not wanted. */
const char *facs_output_path(const facs_output *output, const facs_extract_options *options);

/* The first wanted output that has all the traits in with and none in without; NULL: none. */
const facs_output *facs_outputs_find(const facs_extract_options *options, unsigned with,
                                     unsigned without);

/* USAGE errors: options of the outputs are out of range or contradict each other. */
int facs_outputs_check(const facs_extract_options *options, facs_error *error);

/* What the worker must attach to each frame for the outputs. */
facs_face_data_options facs_outputs_data(const facs_extract_options *options);

/* The sinks of a run; starts as all zero. */
typedef struct facs_outputs {
    facs_sink *sinks; /* [count] */
    int count;
} facs_outputs;

/* Adds a sink, to be closed with the others; without memory it is closed at once. */
int facs_outputs_add(facs_outputs *outputs, const facs_sink *sink, facs_error *error);

/* Opens the wanted outputs in table. Call facs_outputs_close even if this fails. */
int facs_outputs_open(facs_outputs *outputs, const facs_output *table, const facs_output_run *run,
                      facs_error *error);
void facs_outputs_close(facs_outputs *outputs);

#endif
