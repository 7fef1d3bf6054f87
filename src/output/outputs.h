/* The files of a run, as sinks. */
#ifndef FACS_API_OUTPUTS_H
#define FACS_API_OUTPUTS_H

#include "media/source.h"
#include "output/csv.h"
#include "pipeline/face_data.h"
#include "pipeline/sink.h"

#define FACS_MAX_OUTPUTS 10

/* All zero to begin with. */
typedef struct facs_outputs {
    facs_sink sinks[FACS_MAX_OUTPUTS];
    void (*close[FACS_MAX_OUTPUTS])(facs_sink *sink); /* NULL: its owner closes it */
    int count;
} facs_outputs;

/* USAGE errors: the options of the outputs are out of range or contradict each other. */
int facs_outputs_check(const facs_extract_options *options, facs_error *error);

/* What the worker is to leave with each frame for them. */
facs_face_data_options facs_outputs_data(const facs_extract_options *options);

/* What they are made of. */
typedef struct facs_outputs_input {
    const char *name;
    const facs_source_info *source;
    facs_source_options reading; /* of the input, to read it again */
    int (*drawing)(void *opaque,
                   int64_t frames); /* of the overlay, as in facs_drawn_video_options */
    int (*cancelled)(void *opaque); /* asked while a stream of rows has no reader */
    void *opaque;
} facs_outputs_input;

/*
 * Open the files that options names, the one that takes long to finish last. columns: of the CSV,
 * with the features that are really measured. On failure what was opened is still to be closed.
 */
int facs_outputs_open(facs_outputs *outputs, const facs_outputs_input *input,
                      const facs_extract_options *options, const facs_csv_options *columns,
                      facs_error *error);
void facs_outputs_close(facs_outputs *outputs);

#endif
