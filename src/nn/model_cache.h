/* The user's cache folder, and in it those for what a provider compiles of a model. */
#ifndef FACS_NN_MODEL_CACHE_H
#define FACS_NN_MODEL_CACHE_H

#include "nn/session.h"

#define FACS_NO_CACHE "no cache folder: neither XDG_CACHE_HOME nor HOME is set"

/*
 * Folder for what a provider compiles of a model, created with its parents; free() it. Under root,
 * or when NULL the user's cache folder. Its name carries the runtime's version, the model's content
 * and the shape it is compiled for (0: open), as a provider notices none of them changing.
 */
int facs_model_cache(char **folder, const char *root, const char *runtime_version,
                     const facs_file *model, const int64_t shape[FACS_NN_MAX_RANK],
                     facs_error *error);

#endif
