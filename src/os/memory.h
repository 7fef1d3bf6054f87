/* Memory at addresses of one alignment, a power of two, and whole pages from the system. */
#ifndef FACS_OS_MEMORY_H
#define FACS_OS_MEMORY_H

#include <stdlib.h>

#ifdef _WIN32
#include <malloc.h>
#define facs_aligned_free _aligned_free
#else
#define facs_aligned_free free
#endif

/* NULL: out of memory. Free it with facs_aligned_free(): free() does not do on every system. */
static inline void *facs_aligned_alloc(size_t alignment, size_t bytes)
{
#ifdef _WIN32
    return _aligned_malloc(bytes, alignment);
#else
    void *memory;
    return posix_memalign(&memory, alignment, bytes) == 0 ? memory : NULL;
#endif
}

/* Zeros of which the system provides a page when it is first written and takes it back when it is
 * freed. calloc() promises neither: it fills memory that has been in use before with zeros. NULL:
 * out of memory. */
void *facs_pages_alloc(size_t bytes);
void facs_pages_free(void *pages, size_t bytes); /* pages may be NULL */

#endif
