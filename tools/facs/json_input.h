/* JSON files that anyone may have written. */
#ifndef FACS_TOOLS_JSON_INPUT_H
#define FACS_TOOLS_JSON_INPUT_H

#include <jansson.h>

/* Reads a regular file of at most 4 MiB. NULL: it is none, cannot be read, or is not JSON. */
json_t *facs_json_read(const char *path);

#endif
