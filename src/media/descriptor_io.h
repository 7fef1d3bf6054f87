/* A file descriptor as FFmpeg's input, that listens to a request to give up while no bytes come. */
#ifndef FACS_MEDIA_DESCRIPTOR_IO_H
#define FACS_MEDIA_DESCRIPTOR_IO_H

#include <libavformat/avio.h>

/*
 * Reads fd, which stays the caller's, from where it stands; seeks where it is a file on a disk.
 * NULL without memory.
 */
AVIOContext *facs_descriptor_io_open(int fd, AVIOInterruptCB interrupt);
void facs_descriptor_io_close(AVIOContext **io);

#endif
