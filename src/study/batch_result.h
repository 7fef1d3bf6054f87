/* What the batch table says of results: their names, and what an older one holds. */
#ifndef FACS_STUDY_BATCH_RESULT_H
#define FACS_STUDY_BATCH_RESULT_H

#include "study/batch_rows.h"

/* The following return allocated text, NULL without memory. */

/* The names of the files that options' outputs have made, relative to folder (NULL: as they are),
 * with semicolons between them. In a name, a semicolon is written as %3B and a percent sign as
 * %25. */
char *facs_batch_results(const facs_extract_options *options, const char *folder);

/* The path of one of those names, which has length bytes, in folder. */
char *facs_batch_result_path(const char *folder, const char *name, size_t length);

/* Fills in the frames, faces and people of an older result. Returns its warnings, with semicolons
 * between them. */
char *facs_batch_recall(facs_batch_row *row, const char *json);

#endif
