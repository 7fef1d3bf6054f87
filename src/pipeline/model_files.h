/* Which files a run opens, and whether they are intact; for models.c. */
#ifndef FACS_PIPELINE_MODEL_FILES_H
#define FACS_PIPELINE_MODEL_FILES_H

#include "pipeline/models.h"

#define FACS_PREDICTORS    "openface/AU_predictors/"
#define FACS_PDM_FILE      FACS_PREDICTORS "In-the-wild_aligned_PDM_68.txt"
#define FACS_TRIANGLE_FILE FACS_PREDICTORS "tris_68_full.txt"

/* Settles which method FACS_LANDMARKS_AUTO stands for: that of the models that are open already, if
 * there are any (opened may be NULL), or what the files in the models folder allow. Without a
 * models folder it is CLNF, whose opening says what is wrong. Returns a file, in static storage,
 * that CE-CLM lacks although others of it are there, for facs_models_tell_missing; or NULL. */
const char *facs_models_settle(facs_options *options, const facs_models *opened);

/* Says that a file (NULL: none) is missing, so that landmarks are CLNF's: to warnings, or, if that
 * is NULL, to log. */
void facs_models_tell_missing(const char *missing, facs_warnings *warnings, const facs_log *log);

/* Lists the files under the models folder that these options need, without the predictors. Ends
 * with NULL. */
void facs_models_list(const char *names[FACS_MODELS_MAX_FILES + 1], const char *folder,
                      const facs_options *options);

/* Starts to compute the digests of the files, unless that has been done. Call this and the next
 * function under the lock of the predictors, or before others have the models. */
int facs_models_begin_digests(const facs_models *models, facs_au_models which, facs_error *error);
/* Opens the predictors, unless they are open; compares nothing. */
int facs_models_open_au_set(const facs_models *models, facs_au_models which, facs_error *error);

/* Checks the opened files. If opening failed with status, a damaged file may be the reason: error
 * then says which one. */
int facs_models_check_files(const facs_models *models, facs_au_models which, int status,
                            facs_error *error);

#endif
