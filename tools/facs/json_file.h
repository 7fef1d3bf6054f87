/* Figures as JSON, for --json. */
#ifndef FACS_TOOLS_JSON_FILE_H
#define FACS_TOOLS_JSON_FILE_H

#include "console.h"
#include "json_name.h"

#include <jansson.h>

/*
 * Write root, which is released on every outcome (NULL: no memory), to path, or to standard output
 * for
 * "-". Returns an exit status, having said why on failure.
 */
int facs_json_file_write(json_t *root, const char *path, facs_console *console);

/* A number, or null where it is none. */
json_t *facs_json_number(double value);

#endif
