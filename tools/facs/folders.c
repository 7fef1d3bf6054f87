#include "folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* A folder that is there need not be one that could be made: its own may be read-only. */
static int make(const char *path)
{
    int status = 0;
    char *part = is_folder(path) ? NULL : strdup(path);
    if (!part)
        return is_folder(path) ? 0 : -ENOMEM;
    for (char *c = part + 1; part[0] && status == 0; c++) {
        char kept = *c;
        if (kept != '/' && kept != 0)
            continue;
        *c = 0;
        if (mkdir(part, 0777) != 0) {
            status = -errno;
            if (is_folder(part))
                status = 0;
            else if (status == -EEXIST)
                status = -ENOTDIR;
        }
        *c = kept;
        if (!kept)
            break;
    }
    free(part);
    return status;
}

int facs_folder_make(const char *path, facs_console *console)
{
    int status = make(path);
    if (status < 0)
        facs_console_say(console, "%s: the folder cannot be made (%s)", path,
                         facs_strerror(status));
    return status;
}

int facs_folder_make_for(const char *file, facs_console *console)
{
    const char *slash = file ? strrchr(file, '/') : NULL;
    if (!slash || slash == file)
        return 0;
    char *folder = strndup(file, (size_t)(slash - file));
    int status = folder ? facs_folder_make(folder, console) : -ENOMEM;
    if (!folder)
        facs_console_say(console, "no memory for the folder of %s", file);
    free(folder);
    return status;
}
