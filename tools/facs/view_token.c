#include "view_token.h"

#include "os/process.h"

#include <stddef.h>
#include <string.h>

int facs_view_token_make(char token[FACS_VIEW_TOKEN_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[FACS_VIEW_TOKEN_BYTES];
    int status = facs_random_bytes(bytes, sizeof(bytes));
    for (int i = 0; i < FACS_VIEW_TOKEN_BYTES && status == 0; i++) {
        token[2 * i] = digits[bytes[i] >> 4];
        token[2 * i + 1] = digits[bytes[i] & 15];
    }
    token[FACS_VIEW_TOKEN_SIZE - 1] = '\0';
    return status;
}

const char *facs_view_token_strip(const char *path, const char token[FACS_VIEW_TOKEN_SIZE])
{
    const size_t length = FACS_VIEW_TOKEN_SIZE - 1;
    if (strlen(path) < length + 2)
        return NULL;
    int difference = (path[0] ^ '/') | (path[length + 1] ^ '/');
    for (size_t i = 0; i < length; i++)
        difference |= path[1 + i] ^ token[i];
    return difference ? NULL : path + length + 2;
}

int facs_view_host_is_local(const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    for (size_t i = 0; host && i < sizeof(names) / sizeof(names[0]); i++) {
        const size_t length = strlen(names[i]);
        if (strncmp(host, names[i], length) != 0)
            continue;
        const char *port = host + length;
        if (*port == '\0' || (*port == ':' && strspn(port + 1, "0123456789") == strlen(port + 1)))
            return 1;
    }
    return 0;
}
