/*
 * The SHA-256 of files that seldom change, remembered in the user's cache folder: a file is read
 * only where its place, size, times or inode are not those of before. Where that folder cannot be
 * used, every file is read, and nothing is remembered.
 */
#ifndef FACS_PIPELINE_WEIGHTS_CACHE_H
#define FACS_PIPELINE_WEIGHTS_CACHE_H

#include <stdint.h>

typedef struct facs_weights_cache facs_weights_cache;

/* 0 or -ENOMEM. */
int facs_weights_cache_open(facs_weights_cache **out);

/* Size and digest of a file. path is absolute, or it is not remembered. -errno. */
int facs_weights_cache_digest(facs_weights_cache *cache, const char *path, int64_t *bytes,
                              char sha256[65]);

/* Files that had to be read so far. */
int facs_weights_cache_read(const facs_weights_cache *cache);

/* Write what is new, whole or not at all, and let go of it. */
void facs_weights_cache_close(facs_weights_cache **cache);

#endif
