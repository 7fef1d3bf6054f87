/* Shared by file.c and the systems' own parts. */
#ifndef FACS_OS_FILE_INTERNAL_H
#define FACS_OS_FILE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

/* One step of facs_handle_read_at() and facs_handle_write_at(): the number of bytes, or -errno.
 * size: at most 2^30. */
int64_t facs_handle_read_some(int handle, void *data, size_t size, int64_t offset);
int64_t facs_handle_write_some(int handle, const void *data, size_t size, int64_t offset);

/* Open a file in an open folder to sync it, unless it is a link. */
int facs_folder_open(int folder, const char *name);

typedef struct facs_names {
    int (*wanted)(const char *name);
    char **names;
    int count, room;
} facs_names;

/* 0 or -ENOMEM. */
int facs_names_add(facs_names *list, const char *name);

/* Sort the names, put them in *names and return their number. A negative status is returned as it
 * is, with *names NULL. */
int facs_names_finish(facs_names *list, int status, char ***names);

#endif
