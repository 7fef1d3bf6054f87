#include "media/file_io.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavformat/version.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>

#define BUFFER_BYTES (32 * 1024)

typedef struct file_io {
    int handle;
    int64_t at; /* bytes from the beginning */
} file_io;

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    file_io *file = opaque;
    ssize_t count;
    do
        count = pread(file->handle, bytes, (size_t)size, (off_t)file->at);
    while (count < 0 && errno == EINTR);
    if (count <= 0)
        return count < 0 ? AVERROR(errno) : AVERROR_EOF;
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
    for (int done = 0; done < size;) {
        const ssize_t count =
            pwrite(file->handle, bytes + done, (size_t)(size - done), (off_t)file->at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? AVERROR(errno) : AVERROR(EIO);
        file->at += count;
        done += (int)count;
    }
    return size;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    file_io *file = opaque;
    struct stat status;
    if (fstat(file->handle, &status) != 0)
        return AVERROR(errno);
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return (int64_t)status.st_size;
    if (whence == SEEK_CUR)
        offset += file->at;
    else if (whence == SEEK_END)
        offset += (int64_t)status.st_size;
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
