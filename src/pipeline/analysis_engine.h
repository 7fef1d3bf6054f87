/* The engine of a real extraction: models and analyzer, opened on the first worker. */
#ifndef FACS_API_ANALYSIS_ENGINE_H
#define FACS_API_ANALYSIS_ENGINE_H

#include "base/warnings.h"
#include "pipeline/engine.h"
#include "pipeline/face_data.h"

typedef struct facs_analysis_engine facs_analysis_engine;

/*
 * Opens nothing yet. data: what is to be left with frames that have extra bytes. kept: as in
 * facs_extract_options. warnings: where the analysis tells of what it finds; may be NULL; lives as
 * long.
 */
int facs_analysis_engine_open(facs_analysis_engine **out, const facs_options *options,
                              const facs_face_data_options *data, facs_models **kept,
                              facs_warnings *warnings, facs_error *error);
void facs_analysis_engine_close(facs_analysis_engine **analysis);

facs_engine facs_analysis_engine_callbacks(facs_analysis_engine *analysis);

/* After the workers have ended: the models that it opened; NULL where it did not come so far. */
const facs_models *facs_analysis_engine_models(const facs_analysis_engine *analysis);

/* After a run that ended well: what was learnt of the first face. As facs_analyzer_neutral. */
int facs_analysis_engine_neutral(const facs_analysis_engine *analysis, facs_neutral **out);

#endif
