/* Folders, in the user's cache folder, for what a provider compiles from a model. */
#ifndef FACS_NN_MODEL_CACHE_H
#define FACS_NN_MODEL_CACHE_H

#include "nn/session.h"

#define FACS_NO_CACHE "no cache folder: neither XDG_CACHE_HOME nor HOME is set"

/*
 * Create the folder for what a provider compiles from a model, with its parents; free() it. It is
 * in root or, if NULL, the user's cache folder. Its name has the runtime's version, a digest of the
 * model and the shape it is compiled for (0: open), as providers do not notice when these change.
 */
int facs_model_cache(char **folder, const char *root, const char *runtime_version,
                     const facs_file *model, const int64_t shape[FACS_NN_MAX_RANK],
                     facs_error *error);

#endif
