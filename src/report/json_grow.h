/*
 * JSON that is put together piece by piece: without memory for one, object or list are released and
 * become NULL, which takes no further pieces, and which the one that it belongs to refuses in turn.
 * So a single check at the end is enough.
 */
#ifndef FACS_REPORT_JSON_GROW_H
#define FACS_REPORT_JSON_GROW_H

#include <jansson.h>

/* value is taken over; NULL: there was no memory for it. */
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

#endif
