#include "json_file.h"

#include "command.h"
#include "folders.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS 9 /* more than any figure here means */

json_t *facs_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* What has path's name until it is whole: new, in the same folder, and no link is followed. A pipe
 * or a device is written to as it is. */
static FILE *open_new(const char *path, char **temporary)
{
    struct stat status;
    *temporary = NULL;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return fopen(path, "w");
    const size_t size = strlen(path) + 32;
    char *name = malloc(size);
    int handle = -1;
    for (unsigned try = 0; name && handle < 0 && try < 100; try++) {
        snprintf(name, size, "%s.%08x.part", path, ((unsigned)getpid() << 8 | try) & 0xffffffffu);
        handle = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (handle < 0 && errno != EEXIST)
            break;
    }
    FILE *file = handle >= 0 ? fdopen(handle, "w") : NULL;
    if (!file) {
        free(name);
        return NULL;
    }
    *temporary = name;
    return file;
}

static int write_all(json_t *root, FILE *file)
{
    return json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS)) == 0 &&
           fputc('\n', file) != EOF && fflush(file) == 0;
}

int facs_json_file_write(json_t *root, const char *path, facs_console *console)
{
    int to_stdout = strcmp(path, "-") == 0;
    char *temporary = NULL;
    if (facs_folder_make_for(path, console) < 0) {
        json_decref(root);
        return FACS_EXIT_FAILED;
    }
    errno = 0;
    FILE *file = to_stdout ? stdout : open_new(path, &temporary);
    int good = root && file && write_all(root, file);
    good = good && (!temporary || fsync(fileno(file)) == 0);
    int reason = root ? errno : ENOMEM;
    if (file && !to_stdout && fclose(file) != 0 && good) {
        good = 0;
        reason = errno;
    }
    if (good && temporary && rename(temporary, path) != 0) {
        good = 0;
        reason = errno;
    }
    if (!good && temporary)
        unlink(temporary);
    free(temporary);
    json_decref(root);
    if (good)
        return FACS_EXIT_DONE;
    facs_console_say(console, "%s cannot be written (%s)", to_stdout ? "standard output" : path,
                     facs_strerror(-reason));
    return FACS_EXIT_FAILED;
}
