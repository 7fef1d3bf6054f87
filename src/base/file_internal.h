/* What file.c, file_sha256.c and draft.c share. */
#ifndef FACS_BASE_FILE_INTERNAL_H
#define FACS_BASE_FILE_INTERNAL_H

#include "os/file.h"

#include <stddef.h>
#include <stdint.h>

/* A handle of a regular file, and its size in bytes; or -errno, -EINVAL where it is none. */
int facs_file_open_regular(const char *path, int64_t *size);

/* Read until size bytes are there or the file ends; the number of bytes, or -errno. */
int64_t facs_file_read_up_to(int handle, unsigned char *data, size_t size);

/* Lower-case SHA-256 of an open file from its beginning to its end, whatever its place, and the
 * number of bytes. -errno on failure. */
int facs_handle_sha256(int handle, int64_t *bytes, char hex[65]);

#endif
