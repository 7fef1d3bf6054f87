/* Base64 (RFC 4648), for pictures and numbers in a page. */
#ifndef FACS_BASE_BASE64_H
#define FACS_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the text of count bytes, with its NUL. */
#define FACS_BASE64_SIZE(count) (((count) + 2) / 3 * 4 + 1)

/* text: FACS_BASE64_SIZE(count). */
void facs_base64(char *text, const uint8_t *bytes, size_t count);

#endif
