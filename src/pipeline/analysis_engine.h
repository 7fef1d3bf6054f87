/* The engine of a real extraction: models and analyzer, opened on the first worker. */
#ifndef FACS_PIPELINE_ANALYSIS_ENGINE_H
#define FACS_PIPELINE_ANALYSIS_ENGINE_H

#include "pipeline/analyzer.h"
#include "pipeline/engine.h"
#include "pipeline/face_data.h"

#include <stdatomic.h>

typedef struct facs_analysis_engine {
    facs_options options;
    facs_face_data_options data;
    facs_warnings *warnings;
    facs_models **kept;  /* NULL: models are this engine's own */
    facs_models *models; /* once open; otherwise NULL */
    const char *beside;  /* facs_people_beside; NULL: not */
    facs_analyzer *analyzer;
    _Atomic(facs_analyzer *) cancellable; /* set by the worker once open, used by cancel */
    atomic_int cancelled;
} facs_analysis_engine;

/* Prepares the engine; the models are opened later. data: what to leave with frames that have extra
 * bytes. kept: as in facs_extract_options. warnings: collects the analysis's warnings; may be NULL;
 * must outlive the engine. */
int facs_analysis_engine_open(facs_analysis_engine **out, const facs_options *options,
                              const facs_face_data_options *data, facs_models **kept,
                              facs_warnings *warnings, facs_error *error);
void facs_analysis_engine_close(facs_analysis_engine **analysis);

/* What kept, which may be NULL, holds now; NULL: nothing yet. Thread-safe. */
facs_models *facs_analysis_engine_kept(facs_models **kept);

facs_engine facs_analysis_engine_callbacks(facs_analysis_engine *analysis);

/* A pool's frame for a caller; its whole picture must be in pixels. */
facs_frame facs_analysis_engine_frame(const facs_pool_frame *frame);

#endif
