/*
 * Names of files in JSON, which holds UTF-8 alone while a name may be any bytes. One that is UTF-8
 * is a string as it is. Of any other "name" is its text with U+FFFD for each byte that is none, for
 * people, and "name_bytes" beside it is the name itself for programs: percent-encoded, as in a URL.
 */
#ifndef FACS_OUTPUT_JSON_NAME_H
#define FACS_OUTPUT_JSON_NAME_H

#include <jansson.h>

/* A text, with U+FFFD for what is not UTF-8; null for NULL. NULL without memory. */
json_t *facs_json_text(const char *text);

/* Set key, and key_bytes where it needs that. 0 or -ENOMEM. */
int facs_json_set_name(json_t *object, const char *key, const char *name);

/* The name that was set, allocated; NULL: there is none, it is damaged, or there is no memory. */
char *facs_json_get_name(const json_t *object, const char *key);

#endif
