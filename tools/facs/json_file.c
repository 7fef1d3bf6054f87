#include "json_file.h"

#include "command.h"
#include "results.h"

#include "os/file.h"
#include "os/process.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 9 /* more than any figure here means */

json_t *facs_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* Opens a new file next to path, to be renamed once it is complete; no link is followed. A pipe or
 * a device is opened directly. */
static FILE *open_new(const char *path, int *handle, char **temporary)
{
    const facs_file_kind kind = facs_path_kind(path);
    *temporary = NULL;
    *handle = -1;
    if (kind != FACS_NO_FILE && kind != FACS_REGULAR_FILE)
        return facs_path_stream(path, "w");
    const size_t size = strlen(path) + 32;
    char *name = malloc(size);
    int status = name ? -EEXIST : -ENOMEM;
    for (unsigned try = 0; status == -EEXIST && try < 100; try++) {
        snprintf(name, size, "%s.%08x.part", path, (unsigned)facs_process_id() << 8 | try);
        status = facs_handle_open(name, FACS_OPEN_NEW);
    }
    FILE *file = status >= 0 ? facs_handle_stream(status, "w") : NULL;
    if (!file) {
        const int failure = status < 0 ? -status : errno;
        if (status >= 0)
            facs_path_remove(name);
        free(name);
        errno = failure;
        return NULL;
    }
    *handle = status;
    *temporary = name;
    return file;
}

/* Writes and closes the file. handle: to wait for the disk, or -1. Returns 0 or a negative errno.
 */
static int write_all(json_t *root, FILE *file, int handle)
{
    int status = -ENOMEM;
    errno = 0;
    if (root)
        status = json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS)) == 0 &&
                         fputc('\n', file) != EOF && fflush(file) == 0
                     ? 0
                 : errno ? -errno
                         : -EIO;
    if (status == 0 && handle >= 0)
        status = facs_handle_sync(handle);
    if (file != stdout && fclose(file) != 0 && status == 0)
        status = -errno;
    return status;
}

int facs_json_file_write(json_t *root, const char *path, facs_console *console)
{
    const int to_stdout = strcmp(path, "-") == 0;
    char *temporary = NULL;
    int handle = -1, status = facs_folder_make_for(path, console);
    if (status == 0) {
        FILE *file = to_stdout ? stdout : open_new(path, &handle, &temporary);
        status = file ? write_all(root, file, handle) : -errno;
        if (status == 0 && temporary)
            status = facs_path_rename(temporary, path);
        if (status != 0)
            facs_console_say(console, "%s cannot be written (%s)",
                             to_stdout ? "standard output" : path, facs_strerror(status));
        if (status != 0 && temporary)
            facs_path_remove(temporary);
    }
    free(temporary);
    json_decref(root);
    return status == 0 ? FACS_EXIT_DONE : FACS_EXIT_FAILED;
}
