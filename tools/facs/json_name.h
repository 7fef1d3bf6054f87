/* File names in JSON. */
#ifndef FACS_TOOLS_JSON_NAME_H
#define FACS_TOOLS_JSON_NAME_H

#include <jansson.h>

/*
 * Returns a file name as a JSON string. If it is not UTF-8, each byte beyond ASCII becomes "\xHH",
 * so that different names stay different. NULL without memory.
 */
json_t *facs_json_name(const char *name);

/*
 * Returns the file name that NAME.json has under a key; allocated. One that is not UTF-8 is under
 * KEY_bytes, with "%XX" for some of its bytes. NULL: there is none, or no memory for it.
 */
char *facs_json_read_name(const json_t *object, const char *key);

#endif
