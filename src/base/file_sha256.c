#include "base/file.h"
#include "base/file_internal.h"

#include <errno.h>
#include <unistd.h>

#include <libavutil/mem.h>
#include <libavutil/sha.h>

static void write_hex(const unsigned char digest[32], char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

static struct AVSHA *begin_sha256(void)
{
    struct AVSHA *sha = av_sha_alloc();
    if (sha && av_sha_init(sha, 256) < 0)
        av_freep(&sha);
    return sha;
}

int facs_file_sha256(const char *path, char hex[65])
{
    unsigned char digest[32], block[16384];
    int64_t size, have;

    int handle = facs_file_open_regular(path, &size);
    if (handle < 0)
        return handle;
    struct AVSHA *sha = begin_sha256();
    if (!sha) {
        close(handle);
        return -ENOMEM;
    }
    while ((have = facs_file_read_up_to(handle, block, sizeof(block))) > 0)
        av_sha_update(sha, block, (size_t)have);
    av_sha_final(sha, digest);
    av_free(sha);
    close(handle);
    if (have < 0)
        return (int)have;
    write_hex(digest, hex);
    return 0;
}

int facs_sha256(const void *data, size_t size, char hex[65])
{
    unsigned char digest[32];
    struct AVSHA *sha = begin_sha256();
    if (!sha)
        return -ENOMEM;
    av_sha_update(sha, data, size);
    av_sha_final(sha, digest);
    av_free(sha);
    write_hex(digest, hex);
    return 0;
}
