/*
 * Text in UTF-16, as PowerShell's >, older Notepads and Excel's "Unicode text" write it, made
 * UTF-8. Its byte order mark tells it from other text.
 */
#ifndef FACS_BASE_UTF16_H
#define FACS_BASE_UTF16_H

#include <stddef.h>
#include <stdint.h>

typedef struct facs_utf16 {
    int is_big;            /* the higher byte of two comes first */
    unsigned char rest[4]; /* of a character that is not complete yet */
    size_t rest_count;
} facs_utf16;

/* 1: text that begins so is UTF-16, and *text is ready to convert it from its first byte on. */
int facs_utf16_begin(facs_utf16 *text, const unsigned char *bytes, size_t count);

/* The most bytes that count bytes become. */
#define FACS_UTF16_ROOM(count) (((count) + 3) / 2 * 3)

/* Converts the next bytes, wherever they are cut. Returns the number of bytes written, of which the
 * first are UTF-8's byte order mark; -EILSEQ: half of a pair stands alone. */
int64_t facs_utf16_convert(facs_utf16 *text, char *to, const unsigned char *from, size_t count);

/* 0; -EILSEQ: the text ended within a character. */
int facs_utf16_end(const facs_utf16 *text);

/* Replaces allocated text by UTF-8, with a NUL after it, if it is UTF-16. 0, -EILSEQ or -ENOMEM,
 * which leave it as it is. */
int facs_utf16_replace(char **text, size_t *size);

#endif
