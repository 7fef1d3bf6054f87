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
