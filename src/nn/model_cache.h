/* The user's cache folder, and in it those for what a provider compiles of a model. */
#ifndef FACS_NN_MODEL_CACHE_H
#define FACS_NN_MODEL_CACHE_H

#include "nn/session.h"

/* The user's cache folder for facs, allocated; NULL where no home is known or without memory. */
char *facs_user_cache(void);

/* mkdir -p. path is written to on the way, and is as before at the end. 0 or -errno. */
int facs_make_folders(char *path);

/*
 * Folder for what a provider compiles of a model, created with its parents; free() it. Under root,
 * or when NULL the user's cache folder. Its name carries the runtime's version, the model's content
 * and the shape it is compiled for (0: open), as a provider notices none of them changing.
 */
int facs_model_cache(char **folder, const char *root, const char *runtime_version,
                     const void *model, size_t model_size, const int64_t shape[FACS_NN_MAX_RANK],
                     facs_error *error);

#endif
