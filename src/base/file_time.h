/* Times of files, in nanoseconds since 1970. */
#ifndef FACS_BASE_FILE_TIME_H
#define FACS_BASE_FILE_TIME_H

#include <stdint.h>
#include <sys/stat.h>

#ifdef __APPLE__
#define FACS_MODIFIED st_mtimespec
#define FACS_CHANGED  st_ctimespec
#else
#define FACS_MODIFIED st_mtim
#define FACS_CHANGED  st_ctim
#endif

/* Of the content, and of content or state. */
static inline int64_t facs_modified_ns(const struct stat *status)
{
    return (int64_t)status->FACS_MODIFIED.tv_sec * 1000000000 + status->FACS_MODIFIED.tv_nsec;
}

static inline int64_t facs_changed_ns(const struct stat *status)
{
    return (int64_t)status->FACS_CHANGED.tv_sec * 1000000000 + status->FACS_CHANGED.tv_nsec;
}

#endif
