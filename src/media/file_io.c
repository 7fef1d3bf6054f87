#include "media/file_io.h"

#include "os/file.h"

#include <errno.h>
#include <stdlib.h>

#include <libavformat/version.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>

#define BUFFER_BYTES (32 * 1024)

typedef struct file_io {
    int handle;
    int64_t at; /* bytes from the start */
} file_io;

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    file_io *file = opaque;
    const int64_t count = facs_handle_read_at(file->handle, bytes, (size_t)size, file->at);
    if (count <= 0)
        return count < 0 ? (int)AVERROR(-count) : AVERROR_EOF;
    file->at += count;
    return (int)count;
}

#if LIBAVFORMAT_VERSION_MAJOR >= 61
static int write_bytes(void *opaque, const uint8_t *bytes, int size)
#else
static int write_bytes(void *opaque, uint8_t *bytes, int size)
#endif
{
    file_io *file = opaque;
    const int status = facs_handle_write_at(file->handle, bytes, (size_t)size, file->at);
    if (status < 0)
        return AVERROR(-status);
    file->at += size;
    return size;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    file_io *file = opaque;
    facs_file_info info;
    const int status = facs_handle_info(file->handle, &info);
    if (status < 0)
        return AVERROR(-status);
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return info.size;
    if (whence == SEEK_CUR)
        offset += file->at;
    else if (whence == SEEK_END)
        offset += info.size;
    else if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    return offset < 0 ? AVERROR(EINVAL) : (file->at = offset);
}

AVIOContext *facs_file_io_open(int handle, int writable)
{
    AVIOContext *io = NULL;
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    file_io *file = calloc(1, sizeof(*file));
    if (file && buffer) {
        file->handle = handle;
        io = avio_alloc_context(buffer, BUFFER_BYTES, writable, file, writable ? NULL : read_bytes,
                                writable ? write_bytes : NULL, seek);
    }
    if (!io) {
        av_free(buffer);
        free(file);
    }
    return io;
}

void facs_file_io_close(AVIOContext **io)
{
    if (!*io)
        return;
    free((*io)->opaque);
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}
