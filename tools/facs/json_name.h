/* Names of files in JSON. */
#ifndef FACS_TOOLS_JSON_NAME_H
#define FACS_TOOLS_JSON_NAME_H

#include <jansson.h>

/*
 * A file's name: as it is, or, where it is no UTF-8, with each byte beyond ASCII as "\xHH", so that
 * no two become alike. NULL without memory.
 */
json_t *facs_json_name(const char *name);

#endif
