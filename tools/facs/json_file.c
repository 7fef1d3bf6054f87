#include "json_file.h"

#include "command.h"
#include "folders.h"

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

json_t *facs_json_name(const char *name)
{
    json_t *string = json_string(name);
    char *plain = string ? NULL : malloc(4 * strlen(name) + 1), *to = plain;
    for (const char *from = name; plain && *from; from++) {
        if ((unsigned char)*from >= 0x80)
            to += sprintf(to, "\\x%02X", (unsigned)(unsigned char)*from);
        else
            *to++ = *from;
    }
    if (plain) {
        *to = 0;
        string = json_string(plain);
    }
    free(plain);
    return string;
}

int facs_json_file_write(json_t *root, const char *path, facs_console *console)
{
    int to_stdout = strcmp(path, "-") == 0;
    if (facs_folder_make_for(path, console) < 0) {
        json_decref(root);
        return FACS_EXIT_FAILED;
    }
    errno = 0;
    FILE *file = to_stdout ? stdout : fopen(path, "w");
    int bad = !file || !root;
    if (!bad)
        bad = json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS)) != 0 ||
              fputc('\n', file) == EOF || fflush(file) != 0;
    int reason = root ? errno : ENOMEM;
    if (file && !to_stdout && fclose(file) != 0 && !bad) {
        bad = 1;
        reason = errno;
    }
    json_decref(root);
    if (!bad)
        return FACS_EXIT_DONE;
    facs_console_say(console, "%s cannot be written (%s)", to_stdout ? "standard output" : path,
                     facs_strerror(-reason));
    return FACS_EXIT_FAILED;
}
