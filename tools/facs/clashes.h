/* Finds result names that would overwrite something, in O(n log n) time. */
#ifndef FACS_TOOLS_CLASHES_H
#define FACS_TOOLS_CLASHES_H

#include <stddef.h>

/* The files at many paths, identified by device and inode. */
typedef struct facs_known_files facs_known_files;

/* Looks up count paths, of type char *, stride bytes apart; some may be NULL. Returns 0 or -ENOMEM.
 */
int facs_known_files_open(facs_known_files **out, const void *paths, size_t stride, int count);
void facs_known_files_close(facs_known_files **known);

/* Returns 1 if the i-th path is a folder. */
int facs_known_files_is_folder(const facs_known_files *known, int i);

/* Returns the first path that is the same file as path, or -1 if there is none. */
int facs_known_files_find(const facs_known_files *known, const char *path);

/* Returns, for each of count names of type char *, stride bytes apart, the index of the first equal
 * one before it, or -1; allocated, NULL without memory. Some names may be NULL. */
int *facs_names_find_earlier(const void *names, size_t stride, int count);

#endif
