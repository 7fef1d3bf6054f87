/* The engine of a real extraction: models and analyzer, opened on the first worker. */
#ifndef FACS_PIPELINE_ANALYSIS_ENGINE_H
#define FACS_PIPELINE_ANALYSIS_ENGINE_H

#include "base/warnings.h"
#include "pipeline/engine.h"
#include "pipeline/face_data.h"

typedef struct facs_analysis_engine facs_analysis_engine;

/*
 * Prepares the engine; the models are opened later. data: what to leave with frames that have extra
 * bytes. kept: as in facs_extract_options. warnings: collects the analysis's warnings; may be NULL;
 * must outlive the engine.
 */
int facs_analysis_engine_open(facs_analysis_engine **out, const facs_options *options,
                              const facs_face_data_options *data, facs_models **kept,
                              facs_warnings *warnings, facs_error *error);
void facs_analysis_engine_close(facs_analysis_engine **analysis);

facs_engine facs_analysis_engine_callbacks(facs_analysis_engine *analysis);

/* After the workers have ended: returns the models that were opened, or NULL. */
const facs_models *facs_analysis_engine_models(const facs_analysis_engine *analysis);

/* After a run that succeeded, with learn: as facs_analyzer_neutral, for the first face. */
int facs_analysis_engine_neutral(const facs_analysis_engine *analysis, facs_neutral **out);

#endif
