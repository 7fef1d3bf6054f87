/*
 * JSON built piece by piece, and file names in it.
 *
 * When there is no memory for a piece, the object or list it belongs to is released and becomes
 * NULL, refuses further pieces, and is refused in turn by whatever it is added to. So one check at
 * the end is enough.
 */
#ifndef FACS_OUTPUT_JSON_H
#define FACS_OUTPUT_JSON_H

#include <jansson.h>
#include <math.h>

/* Takes over value; NULL: there was no memory for it. */
static inline void facs_json_set(json_t **object, const char *key, json_t *value)
{
    if (json_object_set_new(*object, key, value) == 0)
        return;
    json_decref(*object);
    *object = NULL;
}

static inline void facs_json_append(json_t **list, json_t *value)
{
    if (json_array_append_new(*list, value) == 0)
        return;
    json_decref(*list);
    *list = NULL;
}

/* null if value is not finite: JSON has neither NaN nor infinity. */
static inline json_t *facs_json_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* A text, with U+FFFD for whatever is not UTF-8; null for NULL. */
json_t *facs_json_text(const char *text);

/* A file name, which may be any bytes, while JSON holds only UTF-8. Sets key to facs_json_text; for
 * a name that is not UTF-8, also sets KEY_bytes to the name itself, percent-encoded as in a URL. */
void facs_json_set_name(json_t **object, const char *key, const char *name);

/* The name that was set, allocated. NULL: there is none, it is damaged, or there is no memory. */
char *facs_json_get_name(const json_t *object, const char *key);

#endif
