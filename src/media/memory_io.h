/* Bytes in memory as FFmpeg's input, which can seek. */
#ifndef FACS_MEDIA_MEMORY_IO_H
#define FACS_MEDIA_MEMORY_IO_H

#include <libavformat/avio.h>

/* Takes the rest of io, at most max bytes. Returns 0 or FFmpeg's status: AVERROR(EFBIG) if there is
 * more, AVERROR(ENOMEM), or why reading io failed. */
int facs_memory_io_take(AVIOContext **out, AVIOContext *io, size_t max);

void facs_memory_io_close(AVIOContext **io);

#endif
