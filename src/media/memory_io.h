/* Bytes in memory as FFmpeg's input, which can be sought. */
#ifndef FACS_MEDIA_MEMORY_IO_H
#define FACS_MEDIA_MEMORY_IO_H

#include <libavformat/avio.h>

/*
 * All that is left of io, at most max bytes. 0 or FFmpeg's status: AVERROR(EFBIG), it is more;
 * AVERROR(ENOMEM); what reading io failed with.
 */
int facs_memory_io_take(AVIOContext **out, AVIOContext *io, size_t max);

void facs_memory_io_close(AVIOContext **io);

#endif
