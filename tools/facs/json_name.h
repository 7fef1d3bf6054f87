/* File names in JSON. */
#ifndef FACS_TOOLS_JSON_NAME_H
#define FACS_TOOLS_JSON_NAME_H

#include <jansson.h>

/*
 * Returns a file name as a JSON string. If it is not UTF-8, each byte beyond ASCII becomes "\xHH",
 * so that different names stay different. NULL without memory.
 */
json_t *facs_json_name(const char *name);

#endif
