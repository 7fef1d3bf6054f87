#include "json_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Decodes "%XX" in place. */
static void decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        unsigned byte;
        if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1 && byte && from[2]) {
            *to++ = (char)byte;
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = 0;
}

char *facs_json_read_name(const json_t *object, const char *key)
{
    char bytes_key[64];
    snprintf(bytes_key, sizeof(bytes_key), "%s_bytes", key);
    const char *text = json_string_value(json_object_get(object, key));
    const char *bytes = json_string_value(json_object_get(object, bytes_key));
    char *name = bytes ? strdup(bytes) : text ? strdup(text) : NULL;
    if (name && bytes)
        decode(name);
    return name;
}
