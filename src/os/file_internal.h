/* Shared by file.c and the systems' own parts. */
#ifndef FACS_OS_FILE_INTERNAL_H
#define FACS_OS_FILE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

/* One step of facs_handle_read() and facs_handle_write(), as below. */
int64_t facs_handle_read_next(int handle, void *data, size_t size);
int64_t facs_handle_write_next(int handle, const void *data, size_t size);

/* One step of facs_handle_read_at() and facs_handle_write_at(): the number of bytes, or -errno.
 * size: at most 2^30. */
int64_t facs_handle_read_some(int handle, void *data, size_t size, int64_t offset);
int64_t facs_handle_write_some(int handle, const void *data, size_t size, int64_t offset);

/* Open a file in an open folder to sync it, unless it is a link. */
int facs_folder_open(int folder, const char *name);

#endif
