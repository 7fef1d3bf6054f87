#include "output/json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 64

/* Length in bytes of the UTF-8 character at text, which ends with a NUL; 0: invalid, also overlong
 * forms and surrogates. */
static size_t character_at(const uint8_t *text)
{
    /* By length: the smallest code, which a shorter form cannot have. */
    static const uint32_t min[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t bytes = text[0] < 0x80             ? 1
                         : (text[0] & 0xe0) == 0xc0 ? 2
                         : (text[0] & 0xf0) == 0xe0 ? 3
                         : (text[0] & 0xf8) == 0xf0 ? 4
                                                    : 0;
    uint32_t code = text[0] & (0xffu >> bytes >> (bytes > 1));

    for (size_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0; /* also the NUL */
        code = code << 6 | (text[i] & 0x3f);
    }
    const int is_surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < min[bytes] || code > 0x10ffff || is_surrogate ? 0 : bytes;
}

static int is_utf8(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    for (size_t bytes; *at; at += bytes)
        if ((bytes = character_at(at)) == 0)
            return 0;
    return 1;
}

json_t *facs_json_text(const char *text)
{
    if (!text)
        return json_null();
    if (is_utf8(text))
        return json_string(text);
    char *plain = malloc(3 * strlen(text) + 1);
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)text; plain && *at;) {
        const size_t bytes = character_at(at);
        memcpy(plain + length, bytes ? (const char *)at : "\xef\xbf\xbd", bytes ? bytes : 3);
        length += bytes ? bytes : 3;
        at += bytes ? bytes : 1;
    }
    json_t *string = plain ? json_stringn(plain, length) : NULL;
    free(plain);
    return string;
}

static json_t *percent_encoded(const char *name)
{
    char *text = malloc(3 * strlen(name) + 1);
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)name; text && *at; at++) {
        if (*at > ' ' && *at < 0x7f && *at != '%')
            text[length++] = (char)*at;
        else
            length += (size_t)sprintf(text + length, "%%%02X", *at);
    }
    json_t *string = text ? json_stringn(text, length) : NULL;
    free(text);
    return string;
}

void facs_json_set_name(json_t **object, const char *key, const char *name)
{
    char bytes_key[KEY_SIZE];
    facs_json_set(object, key, facs_json_text(name));
    if (!name || is_utf8(name))
        return;
    snprintf(bytes_key, sizeof(bytes_key), "%s_bytes", key);
    facs_json_set(object, bytes_key, percent_encoded(name));
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *facs_json_get_name(const json_t *object, const char *key)
{
    char bytes_key[KEY_SIZE];
    snprintf(bytes_key, sizeof(bytes_key), "%s_bytes", key);
    const char *text = json_string_value(json_object_get(object, key));
    const char *bytes = json_string_value(json_object_get(object, bytes_key));
    char *name = text || bytes ? strdup(bytes ? bytes : text) : NULL, *out = name;
    for (const char *at = bytes; name && at && *at; at++) {
        const int high = *at == '%' ? digit_of(at[1]) : 0;
        const int low = *at == '%' && high >= 0 ? digit_of(at[2]) : 0;
        if (high < 0 || low < 0 || (*at == '%' && high + low == 0)) {
            free(name);
            return NULL;
        }
        *out++ = *at == '%' ? (char)(16 * high + low) : *at;
        at += *at == '%' ? 2 : 0;
    }
    if (name && bytes)
        *out = 0;
    return name;
}
