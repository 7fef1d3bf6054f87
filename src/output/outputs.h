/*
 * The outputs of a run: a table of what can be written, and those of one run as sinks. All that
 * asks which outputs there are reads the table; to add one takes its file and its row here.
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
    FACS_OUTPUT_FILE = 1 << 0,      /* a file or folder with a final name; else a stream of rows */
    FACS_OUTPUT_ROWS = 1 << 1,      /* the result itself: its files get their names last */
    FACS_OUTPUT_FACE_DATA = 1 << 2, /* frames must bring facs_face_data */
    FACS_OUTPUT_DRAWN = 1 << 3,     /* a video; of a single image it may be a picture */
    FACS_OUTPUT_LATE = 1 << 4       /* made once all others have their names */
};

/* What is known of a run when its outputs are opened. What it points to lives as long as they. */
typedef struct facs_output_run {
    const char *input; /* its name */
    const facs_source_info *source;
    facs_source_options reading; /* of the input, to read it again */
    const facs_extract_options *options;
    const facs_csv_options *columns;              /* with the features that are really measured */
    int (*drawing)(void *opaque, int64_t frames); /* as in facs_drawn_video_options */
    int (*cancelled)(void *opaque);               /* asked while a stream of rows has no reader */
    void *opaque;
} facs_output_run;

typedef struct facs_output {
    const char *name;  /* of the option, the field of facs_extract_options that holds its path */
    size_t path;       /* offset of that field; where it is NULL the output is not wanted */
    unsigned traits;   /* FACS_OUTPUT_* */
    const char *label; /* in OpenFace's details; NULL: they do not name it */
    /* OUTPUT errors. On failure nothing is left open. */
    int (*open)(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error);
} facs_output;

/* In the order in which they are opened and see each row; ends with a NULL name. */
extern const facs_output facs_output_table[];

/* The path that is asked for; NULL: the output is not wanted. */
const char *facs_output_path(const facs_output *output, const facs_extract_options *options);

/* The first output that is wanted and has all traits of with and none of without; NULL: none. */
const facs_output *facs_outputs_find(const facs_extract_options *options, unsigned with,
                                     unsigned without);

/* USAGE errors: the options of the outputs are out of range or contradict each other. */
int facs_outputs_check(const facs_extract_options *options, facs_error *error);

/* What the worker is to leave with each frame for them. */
facs_face_data_options facs_outputs_data(const facs_extract_options *options);

/* Those of a run; all zero to begin with. */
typedef struct facs_outputs {
    facs_sink *sinks; /* [count] */
    int count;
} facs_outputs;

/* One more, which is closed with the others, and at once where there is no memory for it. */
int facs_outputs_add(facs_outputs *outputs, const facs_sink *sink, facs_error *error);

/* Open those of the table that are wanted. On failure what was opened is still to be closed. */
int facs_outputs_open(facs_outputs *outputs, const facs_output *table, const facs_output_run *run,
                      facs_error *error);
void facs_outputs_close(facs_outputs *outputs);

#endif
