#include "nn/ort.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifdef __APPLE__
#define HOME_CACHE "Library/Caches"
#else
#define HOME_CACHE ".cache"
#endif

/* The user's cache folder for facs, allocated; NULL where no home is known or without memory. */
static char *user_cache(void)
{
    const char *base = getenv("XDG_CACHE_HOME");
    if (base && base[0] == '/')
        return facs_path_join(base, "facs");
    const char *home = getenv("HOME");
    if (!home || home[0] != '/')
        return NULL;
    return facs_path_join(home, HOME_CACHE "/facs");
}

/* mkdir -p. path is written to on the way, and is as before at the end. */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        int status = mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : -errno;
        if (slash)
            *slash = '/';
        if (status || !slash)
            return status;
    }
}

int facs_model_cache(char **folder, const char *root, const char *runtime_version,
                     const char *model, const int64_t shape[FACS_NN_MAX_RANK], facs_error *error)
{
    char digest[65], name[192];

    *folder = NULL;
    int status = facs_file_sha256(model, digest);
    if (status)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be read: %s", model,
                         facs_strerror(status));
    snprintf(name, sizeof(name), "%.32s-%.16s-%lldx%lldx%lldx%lld", runtime_version, digest,
             (long long)shape[0], (long long)shape[1], (long long)shape[2], (long long)shape[3]);
    char *base = root ? strdup(root) : user_cache();
    char *path = base ? facs_path_join(base, name) : NULL;
    free(base);
    if (!path)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "no cache folder: neither XDG_CACHE_HOME nor HOME is set");
    status = make_folders(path);
    if (status) {
        facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be created: %s", path,
                  facs_strerror(status));
        free(path);
        return status;
    }
    *folder = path;
    return 0;
}
