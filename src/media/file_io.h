/* An open file as FFmpeg reads and writes it: by its handle, so its name is not looked up again. */
#ifndef FACS_MEDIA_FILE_IO_H
#define FACS_MEDIA_FILE_IO_H

#include <libavformat/avio.h>

/* Starts at the beginning of the file and keeps its own position; handle stays the caller's.
 * writable 0: for reading. Returns NULL if out of memory. */
AVIOContext *facs_file_io_open(int handle, int writable);

/* Anything not flushed is lost. *io may be NULL. */
void facs_file_io_close(AVIOContext **io);

#endif
