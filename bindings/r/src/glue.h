/* The routines that R calls. They return a value, or what failure() makes; none of them raises an
 * error of R's for a failure of the library's. */
#ifndef FACS_R_GLUE_H
#define FACS_R_GLUE_H

#define R_NO_REMAP
#include <Rinternals.h>

SEXP r_extract(SEXP paths, SEXP options, SEXP show);
SEXP r_read(SEXP path);
SEXP r_columns(SEXP still);
SEXP r_descriptions(SEXP names);
SEXP r_batch(SEXP study, SEXP how, SEXP options, SEXP neutral, SEXP show);
SEXP r_batch_table(SEXP folder);
SEXP r_merge(SEXP folder, SEXP output, SEXP columns, SEXP min_confidence, SEXP every_face,
             SEXP path);
SEXP r_report(SEXP csv, SEXP html, SEXP json, SEXP video, SEXP segments);
SEXP r_events(SEXP csv, SEXP json, SEXP output, SEXP kinds, SEXP parameters);
SEXP r_summarize(SEXP paths, SEXP output, SEXP how, SEXP jobs);
SEXP r_summary_columns(void);
SEXP r_version(void);
SEXP r_models_folder(SEXP folder);
SEXP r_models(SEXP folder);
SEXP r_parts(SEXP runtime);

#endif
