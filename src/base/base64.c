#include "base/base64.h"

#include <string.h>

void facs_base64(char *text, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (; count > 0; text += 4) {
        const size_t some = count < 3 ? count : 3;
        uint8_t three[3] = {0};
        memcpy(three, bytes, some);
        const unsigned bits = (unsigned)three[0] << 16 | (unsigned)three[1] << 8 | three[2];
        for (size_t i = 0; i < 4; i++)
            text[i] = i <= some ? digits[bits >> (18 - 6 * i) & 63] : '=';
        bytes += some;
        count -= some;
    }
    *text = '\0';
}
