#include "media/memory_io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

#define BUFFER_BYTES (32 * 1024)

typedef struct memory {
    uint8_t *bytes; /* owned */
    size_t count, at;
} memory;

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    memory *m = opaque;
    size_t count = m->count - m->at;
    if (count == 0)
        return AVERROR_EOF;
    if (count > (size_t)size)
        count = (size_t)size;
    memcpy(bytes, m->bytes + m->at, count);
    m->at += count;
    return (int)count;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    memory *m = opaque;
    if (whence & AVSEEK_SIZE)
        return (int64_t)m->count;
    if (whence == SEEK_CUR)
        offset += (int64_t)m->at;
    else if (whence == SEEK_END)
        offset += (int64_t)m->count;
    if (offset < 0 || offset > (int64_t)m->count)
        return AVERROR(EINVAL);
    m->at = (size_t)offset;
    return offset;
}

/* Takes bytes over; frees them on failure. */
static AVIOContext *open_owned(uint8_t *bytes, size_t count)
{
    AVIOContext *io = NULL;
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    memory *m = calloc(1, sizeof(*m));
    if (m && buffer && bytes) {
        *m = (memory){.bytes = bytes, .count = count};
        io = avio_alloc_context(buffer, BUFFER_BYTES, 0, m, read_bytes, NULL, seek);
    }
    if (!io) {
        av_free(buffer);
        free(m);
        free(bytes);
    }
    return io;
}

int facs_memory_io_take(AVIOContext **out, AVIOContext *io, size_t max)
{
    uint8_t *bytes = NULL;
    size_t count = 0, capacity = 0;
    int status = 0;

    *out = NULL;
    for (;;) {
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : (size_t)1 << 20;
            uint8_t *larger = realloc(bytes, capacity);
            if (!larger) {
                status = AVERROR(ENOMEM);
                break;
            }
            bytes = larger;
        }
        const size_t room = capacity - count < (1 << 20) ? capacity - count : (size_t)1 << 20;
        status = avio_read(io, bytes + count, (int)room);
        if (status <= 0)
            break;
        count += (size_t)status;
        if (count > max) {
            status = AVERROR(EFBIG);
            break;
        }
    }
    if (status < 0 && status != AVERROR_EOF) {
        free(bytes);
        return status;
    }
    *out = open_owned(bytes, count);
    return *out ? 0 : AVERROR(ENOMEM);
}

void facs_memory_io_close(AVIOContext **io)
{
    if (!*io)
        return;
    memory *m = (*io)->opaque;
    free(m->bytes);
    free(m);
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}
