/* Figures as JSON, for --json. */
#ifndef FACS_TOOLS_JSON_FILE_H
#define FACS_TOOLS_JSON_FILE_H

#include "console.h"
#include "json_name.h"

#include <jansson.h>

/*
 * Writes root (NULL: out of memory) to path, or to standard output for "-", and releases it.
 * Returns an exit status after reporting any failure.
 */
int facs_json_file_write(json_t *root, const char *path, facs_console *console);

/* Returns a number, or null if it is not finite. */
json_t *facs_json_number(double value);

#endif
