/* The files of a run, as sinks. */
#ifndef FACS_API_OUTPUTS_H
#define FACS_API_OUTPUTS_H

#include "media/source.h"
#include "output/csv.h"
#include "pipeline/face_data.h"
#include "pipeline/sink.h"

#define FACS_MOST_OUTPUTS 8

/* All zero to begin with. */
typedef struct facs_outputs {
    facs_sink sinks[FACS_MOST_OUTPUTS];
    void (*close[FACS_MOST_OUTPUTS])(facs_sink *sink); /* NULL: its owner closes it */
    int count;
} facs_outputs;

/* USAGE errors: the options of the outputs are out of range or contradict each other. */
int facs_outputs_check(const facs_extract_options *options, facs_error *error);

/* What the worker is to leave with each frame for them. */
facs_face_data_options facs_outputs_data(const facs_extract_options *options);

/*
 * Open the files that options names, the one that speaks of the others last. columns: of the CSV,
 * with the features that are really measured; cancelled(opaque): asked while a stream of rows has
 * no reader. On failure what was opened is still to be closed.
 */
int facs_outputs_open(facs_outputs *outputs, const char *input, const facs_source_info *source,
                      const facs_extract_options *options, const facs_csv_options *columns,
                      int (*cancelled)(void *opaque), void *opaque, facs_error *error);
void facs_outputs_close(facs_outputs *outputs);

#endif
