/* Which files a run opens, and whether they are what they should be; for models.c. */
#ifndef FACS_PIPELINE_MODEL_FILES_H
#define FACS_PIPELINE_MODEL_FILES_H

#include "pipeline/models.h"

#define FACS_PREDICTORS    "openface/AU_predictors/"
#define FACS_PDM_FILE      FACS_PREDICTORS "In-the-wild_aligned_PDM_68.txt"
#define FACS_TRIANGLE_FILE FACS_PREDICTORS "tris_68_full.txt"

/* The files that these options open under the models folder, but for the predictors; ends with
 * NULL. */
void facs_models_list(const char *names[FACS_MODELS_MAX_FILES + 1], const char *folder,
                      const facs_options *options);

/* The next two under the lock of the predictors, or before others have the models. Begin to take
 * the digests of the files, unless that is done. */
int facs_models_begin_digests(const facs_models *models, facs_au_models which, facs_error *error);
/* Open the predictors, unless they are; nothing is compared. */
int facs_models_open_au_set(const facs_models *models, facs_au_models which, facs_error *error);

/* Whether what was opened is what it should be. Where it could not be opened, for status, that may
 * be why: then the error is of what is damaged. */
int facs_models_check_files(const facs_models *models, facs_au_models which, int status,
                            facs_error *error);

#endif
