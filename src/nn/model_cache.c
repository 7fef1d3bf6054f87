#include "nn/model_cache.h"

#include "base/error.h"
#include "base/sha256.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int facs_model_cache(char **folder, const char *root, const char *runtime_version,
                     const facs_file *model, const int64_t shape[FACS_NN_MAX_RANK],
                     facs_error *error)
{
    char digest[65], name[192], *base = NULL;

    *folder = NULL;
    int status = root ? 0 : facs_user_path(&base, FACS_USER_CACHE, "facs");
    if (root && !(base = strdup(root)))
        status = -ENOMEM;
    if (status == -ENOENT)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status, FACS_NO_CACHE);
    if (status)
        return facs_fail_memory(error, "a cache folder");
    facs_sha256(model->data, model->size, digest);
    snprintf(name, sizeof(name), "%.32s-%.16s-%lldx%lldx%lldx%lld", runtime_version, digest,
             (long long)shape[0], (long long)shape[1], (long long)shape[2], (long long)shape[3]);
    char *path = facs_path_join(base, name);
    free(base);
    if (!path)
        return facs_fail_memory(error, "a cache folder");
    status = facs_path_make_folders(path);
    if (status) {
        facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be created: %s", path,
                  facs_strerror(status));
        free(path);
        return status;
    }
    *folder = path;
    return 0;
}
