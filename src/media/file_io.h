/* An open file as FFmpeg reads and writes it: by its handle, so that no name is looked up again. */
#ifndef FACS_MEDIA_FILE_IO_H
#define FACS_MEDIA_FILE_IO_H

#include <libavformat/avio.h>

/* From the file's beginning, with a place of its own; handle stays the caller's. writable 0: to
 * read. NULL without memory. */
AVIOContext *facs_file_io_open(int handle, int writable);

/* What was not flushed is lost. NULL is allowed. */
void facs_file_io_close(AVIOContext **io);

#endif
