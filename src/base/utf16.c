#include "base/utf16.h"

#include <errno.h>
#include <stdlib.h>

int facs_utf16_begin(facs_utf16 *text, const unsigned char *bytes, size_t count)
{
    const int is_little = count >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe;
    const int is_big = count >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff;
    *text = (facs_utf16){.is_big = is_big};
    return is_little || is_big;
}

static uint32_t unit(const facs_utf16 *text, size_t at)
{
    const unsigned char *b = text->rest + at;
    return text->is_big ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

static char *put(char *to, uint32_t character)
{
    if (character < 0x80) {
        *to++ = (char)character;
        return to;
    }
    const int more = character < 0x800     ? 1
                     : character < 0x10000 ? 2
                                           : 3; /* bytes after the first */
    const uint32_t mark = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;
    *to++ = (char)(mark | character >> 6 * more);
    for (int i = more - 1; i >= 0; i--)
        *to++ = (char)(0x80 | (character >> 6 * i & 0x3f));
    return to;
}

/* Takes the character in rest, if it is complete. 1: it was; 0, or -EILSEQ. */
static int take(const facs_utf16 *text, uint32_t *character)
{
    const uint32_t first = text->rest_count < 2 ? 0 : unit(text, 0);
    *character = first;
    if (text->rest_count < 2 || (first & 0xfc00) != 0xd800)
        return (first & 0xfc00) == 0xdc00 ? -EILSEQ : text->rest_count == 2;
    if (text->rest_count < 4)
        return 0;
    const uint32_t second = unit(text, 2);
    *character = 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
    return (second & 0xfc00) == 0xdc00 ? 1 : -EILSEQ;
}

int64_t facs_utf16_convert(facs_utf16 *text, char *to, const unsigned char *from, size_t count)
{
    char *begin = to;
    uint32_t character;
    for (size_t i = 0; i < count; i++) {
        text->rest[text->rest_count++] = from[i];
        const int complete = take(text, &character);
        if (complete < 0)
            return complete;
        if (complete) {
            to = put(to, character);
            text->rest_count = 0;
        }
    }
    return to - begin;
}

int facs_utf16_end(const facs_utf16 *text)
{
    return text->rest_count == 0 ? 0 : -EILSEQ;
}

int facs_utf16_replace(char **text, size_t *size)
{
    facs_utf16 from;
    if (!*text || !facs_utf16_begin(&from, (const unsigned char *)*text, *size))
        return 0;
    char *to = *size < SIZE_MAX / 4 ? malloc(FACS_UTF16_ROOM(*size) + 1) : NULL;
    if (!to)
        return -ENOMEM;
    int64_t length = facs_utf16_convert(&from, to, (const unsigned char *)*text, *size);
    if (length >= 0 && facs_utf16_end(&from) < 0)
        length = -EILSEQ;
    if (length < 0) {
        free(to);
        return (int)length;
    }
    to[length] = '\0';
    free(*text);
    *text = to;
    *size = (size_t)length;
    return 0;
}
