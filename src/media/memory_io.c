#include "media/memory_io.h"

#include "media/descriptor_io.h"

#include <stdlib.h>

#include <libavutil/error.h>

typedef struct memory {
    facs_descriptor descriptor; /* first, because it is the context's opaque */
    facs_input_bytes *from;
    uint8_t *bytes; /* owned */
} memory;

/* Takes ownership of bytes, even on failure. */
static AVIOContext *open_owned(uint8_t *bytes, size_t count)
{
    AVIOContext *io = NULL;
    memory *m = calloc(1, sizeof(*m));
    const facs_input input = {.size = sizeof(input), .bytes = bytes, .length = (int64_t)count};
    if (m && bytes && facs_input_bytes_open(&m->from, &input, NULL) == 0 &&
        facs_descriptor_begin(&m->descriptor, -1, m->from, (AVIOInterruptCB){NULL, NULL}, NULL) ==
            0)
        io = facs_descriptor_io_open(&m->descriptor);
    if (io) {
        m->bytes = bytes;
        return io;
    }
    if (m)
        facs_input_bytes_close(&m->from);
    free(m);
    free(bytes);
    return NULL;
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
    facs_descriptor_io_close(io);
    facs_input_bytes_close(&m->from);
    free(m->bytes);
    free(m);
}
