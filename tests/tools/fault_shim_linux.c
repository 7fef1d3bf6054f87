/*
 * For LD_PRELOAD: makes the FACS_TEST_FAULT-th call that changes a file (write, pwrite, fsync,
 * syncfs, ftruncate, rename, unlink) fail, as on a full disk. Writes the number of such calls to
 * the file FACS_TEST_FAULT_COUNT. Only calls on regular files and folders count.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long fault;
static FILE *count_file; /* opened early: later, facs's sandbox is in the way */

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FACS_TEST_FAULT");
    const char *path = getenv("FACS_TEST_FAULT_COUNT");
    fault = text ? atol(text) : 0;
    count_file = path ? fopen(path, "w") : NULL;
}

__attribute__((destructor)) static void end(void)
{
    if (count_file) {
        fprintf(count_file, "%ld", atomic_load(&calls));
        fclose(count_file);
    }
}

static int fails(void)
{
    if (atomic_fetch_add(&calls, 1) + 1 != fault)
        return 0;
    errno = ENOSPC;
    return 1;
}

static int is_file(int handle)
{
    struct stat status;
    return fstat(handle, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

/* ISO C does not convert a data pointer to a function pointer; POSIX guarantees it. */
#define REAL(name)                                                                                 \
    static __typeof__(name) *real;                                                                 \
    if (!real)                                                                                     \
    *(void **)&real = dlsym(RTLD_NEXT, #name)

/* The build hides symbols by default. */
#pragma GCC visibility push(default)

ssize_t write(int handle, const void *bytes, size_t count)
{
    REAL(write);
    return handle > 2 && is_file(handle) && fails() ? -1 : real(handle, bytes, count);
}

ssize_t pwrite64(int handle, const void *bytes, size_t count, off64_t at)
{
    REAL(pwrite64);
    return is_file(handle) && fails() ? -1 : real(handle, bytes, count, at);
}

int fsync(int handle)
{
    REAL(fsync);
    return is_file(handle) && fails() ? -1 : real(handle);
}

int syncfs(int handle)
{
    REAL(syncfs);
    return fails() ? -1 : real(handle);
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    return fails() ? -1 : real(from, to);
}

int unlink(const char *path)
{
    REAL(unlink);
    return fails() ? -1 : real(path);
}
