/*
 * The SHA-256 of files that seldom change, remembered in the user's cache folder: a file is read
 * again only if its path, size, times or inode have changed. If that folder cannot be used, every
 * file is read and nothing is remembered.
 */
#ifndef FACS_PIPELINE_WEIGHTS_CACHE_H
#define FACS_PIPELINE_WEIGHTS_CACHE_H

#include <stdint.h>

typedef struct facs_weights_cache facs_weights_cache;

/* 0 or -ENOMEM. */
int facs_weights_cache_open(facs_weights_cache **out);

/* Returns a file's size and digest. It is remembered only if path is absolute. Negative errno. */
int facs_weights_cache_digest(facs_weights_cache *cache, const char *path, int64_t *bytes,
                              char sha256[65]);

/* Returns the number of files that had to be read so far. */
int facs_weights_cache_read(const facs_weights_cache *cache);

/* Saves what is new, completely or not at all, and releases the cache. */
void facs_weights_cache_close(facs_weights_cache **cache);

#endif
