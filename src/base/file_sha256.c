#include "base/file.h"
#include "base/file_internal.h"
#include "base/sha256.h"
#include "os/file.h"

#include <errno.h>

void facs_hash_end_hex(facs_hash *hash, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32];
    facs_hash_end(hash, digest);
    for (int i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

int facs_file_sha256(const char *path, char hex[65])
{
    unsigned char block[16384];
    facs_hash hash;
    int64_t size, have;

    int handle = facs_file_open_regular(path, &size);
    if (handle < 0)
        return handle;
    facs_hash_begin(&hash, facs_sha256_fastest());
    while ((have = facs_file_read_up_to(handle, block, sizeof(block))) > 0)
        facs_hash_add(&hash, block, (size_t)have);
    facs_handle_close(handle);
    if (have < 0)
        return (int)have;
    facs_hash_end_hex(&hash, hex);
    return 0;
}

int facs_handle_sha256(int handle, int64_t *bytes, char hex[65])
{
    unsigned char block[16384];
    facs_hash hash;
    *bytes = 0;
    facs_hash_begin(&hash, facs_sha256_fastest());
    for (;;) {
        const int64_t have = facs_handle_read_at(handle, block, sizeof(block), *bytes);
        if (have < 0)
            return (int)have;
        if (have == 0)
            break;
        facs_hash_add(&hash, block, (size_t)have);
        *bytes += have;
    }
    facs_hash_end_hex(&hash, hex);
    return 0;
}

int facs_sha256(const void *data, size_t size, char hex[65])
{
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, data, size);
    facs_hash_end_hex(&hash, hex);
    return 0;
}
