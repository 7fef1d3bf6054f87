#include "media/descriptor_io.h"

#include "media/ffmpeg.h"
#include "os/file.h"

#include <errno.h>
#include <string.h>

#define BUFFER_BYTES (32 * 1024)

#define BLOCK_BYTES 512

/* How far back a pipe can seek: demuxers that lose their place go back one packet. */
#define KEPT_BYTES (256 * 1024)

/* How often to ask whether to give up while no bytes come. */
#define PATIENCE_MS 50

/* Disks and broken copies leave blocks of zeros where data was. Only aligned blocks count, and for
 * most of them the first bytes are enough. */
static void note_blank(facs_descriptor *d, const uint8_t *bytes, int64_t count)
{
    static const uint8_t zeros[BLOCK_BYTES];
    const int64_t first = (BLOCK_BYTES - d->position % BLOCK_BYTES) % BLOCK_BYTES;

    for (int64_t at = first; d->blank == 0 && at + BLOCK_BYTES <= count; at += BLOCK_BYTES)
        if (memcmp(bytes + at, zeros, BLOCK_BYTES) == 0)
            d->blank = d->position + at;
    d->position += count;
}

static int note_end(facs_descriptor *d)
{
    if (d->piped && !d->ended)
        facs_container_end(d->container);
    d->ended = 1;
    return AVERROR_EOF;
}

/* A broken pipe is also the end of its bytes: what has come is read. */
static int note_failure(facs_descriptor *d, int failure)
{
    if (!d->failure)
        d->failure = failure;
    if (d->piped)
        note_end(d);
    return AVERROR(failure);
}

/* Keeps the last bytes of a pipe. */
static void keep(facs_descriptor *d, const uint8_t *bytes, int64_t count)
{
    for (int64_t i = 0; i < count;) {
        const int64_t at = (d->received + i) % d->room, room = d->room - at;
        const int64_t part = count - i < room ? count - i : room;
        memcpy(d->kept + at, bytes + i, (size_t)part);
        i += part;
    }
    d->received += count;
}

/* Reads bytes of a pipe again. */
static int read_kept(facs_descriptor *d, uint8_t *bytes, int size)
{
    const int64_t at = d->position % d->room, left = d->received - d->position;
    int64_t count = left < size ? left : size;
    count = count < d->room - at ? count : d->room - at;
    memcpy(bytes, d->kept + at, (size_t)count);
    d->position += count;
    return (int)count;
}

static int64_t seek_kept(facs_descriptor *d, int64_t offset, int whence)
{
    const int64_t at = whence == SEEK_CUR ? d->position + offset : offset;
    if (whence & AVSEEK_SIZE)
        return d->has_all ? d->received : AVERROR(ENOSYS);
    /* If frames came before their index, most of them are gone. */
    if (d->container->late_index && !d->has_all)
        return AVERROR(EPIPE);
    if ((whence != SEEK_SET && whence != SEEK_CUR) || at < 0 || at > d->received ||
        at < d->received - d->room)
        return AVERROR(EPIPE);
    d->position = at;
    return at;
}

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    facs_descriptor *d = opaque;
    if (d->piped && d->position < d->received)
        return read_kept(d, bytes, size);
    while (!d->has_all) {
        if (d->interrupt.callback && d->interrupt.callback(d->interrupt.opaque))
            return AVERROR_EXIT;
        if (d->piped && !d->from && !facs_handle_wait(d->fd, 0, PATIENCE_MS))
            continue;
        const int64_t count = d->from
                                  ? facs_input_bytes_read(d->from, d->position, bytes, (size_t)size)
                                  : facs_handle_read(d->fd, bytes, (size_t)size);
        if (count > 0 && d->piped) {
            facs_container_pass(d->container, bytes, (size_t)count);
            keep(d, bytes, count);
        }
        if (count > 0) {
            note_blank(d, bytes, count);
            return (int)count;
        }
        if (count == 0)
            return note_end(d);
        if (d->from || (count != -EINTR && count != -EAGAIN))
            return note_failure(d, (int)-count);
    }
    return AVERROR_EOF;
}

/* Current size from where the video begins, or -errno. */
static int64_t size_of(const facs_descriptor *d)
{
    facs_file_info info;
    if (d->from)
        return facs_input_bytes_size(d->from);
    const int status = facs_handle_info(d->fd, &info);
    return status < 0 ? status : info.size - d->start;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    facs_descriptor *d = opaque;
    if (d->piped)
        return seek_kept(d, offset, whence);
    /* FFmpeg would draw wrong conclusions from the size of a truncated file. */
    if ((whence & AVSEEK_SIZE || whence == SEEK_END) && facs_container_is_cut(d->container))
        return AVERROR(ENOSYS);
    if (whence & AVSEEK_SIZE)
        return size_of(d);
    if (d->from) {
        const int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? d->position : size_of(d);
        if (offset < -base || offset > INT64_MAX - base)
            return AVERROR(EINVAL);
        return d->position = base + offset;
    }
    if (whence == SEEK_SET)
        offset += d->start;
    const int64_t at = facs_handle_seek(d->fd, offset, whence);
    if (at < 0)
        return AVERROR(-at);
    d->position = at - d->start;
    return d->position;
}

/* Reads count bytes of the video, fewer at its end. Returns how many, or -errno. */
static int64_t read_at(void *opaque, int64_t offset, void *bytes, size_t count)
{
    const facs_descriptor *d = opaque;
    uint8_t *to = bytes;
    size_t done = 0;
    if (!d->from)
        return facs_handle_read_at(d->fd, bytes, count, d->start + offset);
    while (done < count) {
        const int64_t at = offset + (int64_t)done;
        const int64_t got = facs_input_bytes_read(d->from, at, to + done, count - done);
        if (got < 0)
            return got;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (int64_t)done;
}

int facs_descriptor_begin(facs_descriptor *d, int fd, facs_input_bytes *from,
                          AVIOInterruptCB interrupt, facs_container *container)
{
    facs_file_info info;

    *d = (facs_descriptor){
        .fd = fd, .from = from, .interrupt = interrupt, .piped = 1, .container = container};
    *container = (facs_container){0};
    const int status = from ? 0 : facs_handle_info(fd, &info);
    if (status < 0)
        return status;
    if (from)
        d->start = facs_input_bytes_size(from) < 0 ? -1 : 0;
    else
        d->start = info.kind == FACS_REGULAR_FILE ? facs_handle_seek(fd, 0, SEEK_CUR) : -1;
    if (d->start < 0) {
        d->room = KEPT_BYTES;
        d->kept = av_malloc(KEPT_BYTES);
        return d->kept ? 0 : -ENOMEM;
    }
    d->piped = 0;
    const int64_t size = size_of(d);
    return facs_container_inspect(container, size > 0 ? size : 0, read_at, d);
}

AVIOContext *facs_descriptor_io_open(facs_descriptor *d)
{
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    AVIOContext *io =
        buffer ? avio_alloc_context(buffer, BUFFER_BYTES, 0, d, read_bytes, NULL, seek) : NULL;
    if (!io) {
        av_free(buffer);
        av_free(d->kept);
        return NULL;
    }
    if (d->piped)
        io->seekable = 0;
    return io;
}

void facs_descriptor_io_close(AVIOContext **io)
{
    if (!*io)
        return;
    av_free(((facs_descriptor *)(*io)->opaque)->kept);
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}

int64_t facs_descriptor_growth(const facs_descriptor *d)
{
    facs_file_info info;
    if (!d->container || d->piped || d->from || facs_handle_info(d->fd, &info) != 0)
        return 0;
    return info.size - d->start - d->container->bytes;
}

int facs_descriptor_take_all(AVIOContext *io, size_t max)
{
    facs_descriptor *d = io->opaque;
    AVBPrint read;
    char *bytes = NULL;

    av_bprint_init(&read, 0, AV_BPRINT_SIZE_UNLIMITED);
    int status = avio_read_to_bprint(io, &read, max + 1);
    const size_t count = read.len;
    if (status >= 0 && count > max)
        status = AVERROR(EFBIG);
    const int finalized = av_bprint_finalize(&read, status < 0 ? NULL : &bytes);
    if (status < 0 || finalized < 0)
        return status < 0 ? status : AVERROR(ENOMEM);
    av_free(d->kept);
    d->kept = (uint8_t *)bytes;
    d->room = d->received = (int64_t)count;
    d->has_all = 1;
    io->seekable = AVIO_SEEKABLE_NORMAL;
    const int64_t at = avio_seek(io, 0, SEEK_SET);
    return at < 0 ? (int)at : 0;
}
