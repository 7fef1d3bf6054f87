#define _GNU_SOURCE
#include "faults.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

static atomic_long calls;
static atomic_long victim;
static atomic_int counted = -1;

void faults_begin(fault_kind kind, long k)
{
    atomic_store(&calls, 0);
    atomic_store(&victim, k);
    atomic_store(&counted, (int)kind);
}

long faults_end(void)
{
    atomic_store(&counted, -1);
    return atomic_load(&calls);
}

const char *fault_kind_name(fault_kind kind)
{
    static const char *const names[] = {"allocation", "file", "open", "thread"};
    return names[kind];
}

/* For a debugger: the call that fails is above it. */
__attribute__((noinline)) static void fault_hit(void)
{
    __asm__ volatile("");
}

static int fails(fault_kind kind, int reason)
{
    if (atomic_load(&counted) != (int)kind ||
        atomic_fetch_add(&calls, 1) + 1 != atomic_load(&victim))
        return 0;
    fault_hit();
    errno = reason;
    return 1;
}

/* WRAP(kind, reason, failure, type, name, (parameters), (arguments)): the call name, which returns
 * failure when it is its turn. */
#define WRAP(kind, reason, failure, type, name, parameters, arguments)                             \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(kind, reason) ? (failure) : __real_##name arguments;                          \
    }

#define MEMORY(type, name, parameters, arguments)                                                  \
    WRAP(FAULT_ALLOCATION, ENOMEM, NULL, type, name, parameters, arguments)

MEMORY(void *, malloc, (size_t size), (size))
MEMORY(void *, calloc, (size_t count, size_t size), (count, size))
MEMORY(void *, realloc, (void *old, size_t size), (old, size))
MEMORY(char *, strdup, (const char *text), (text))
MEMORY(char *, strndup, (const char *text, size_t max), (text, max))
WRAP(FAULT_ALLOCATION, ENOMEM, ENOMEM, int, posix_memalign,
     (void **block, size_t alignment, size_t size), (block, alignment, size))
WRAP(FAULT_ALLOCATION, ENOMEM, ENOMEM, int, pthread_mutex_init,
     (pthread_mutex_t * lock, const pthread_mutexattr_t *traits), (lock, traits))
WRAP(FAULT_ALLOCATION, ENOMEM, ENOMEM, int, pthread_cond_init,
     (pthread_cond_t * condition, const pthread_condattr_t *traits), (condition, traits))

/* ---- FFmpeg's functions, which are looked up ------------------------------------------------- */

#define CODEC(failure, type, name, parameters, arguments)                                          \
    static type(*real_##name) parameters;                                                          \
    static type fault_##name parameters                                                            \
    {                                                                                              \
        return fails(FAULT_ALLOCATION, ENOMEM) ? (failure) : real_##name arguments;                \
    }

CODEC(NULL, AVFrame *, av_frame_alloc, (void), ())
CODEC(NULL, AVPacket *, av_packet_alloc, (void), ())
CODEC(NULL, void *, av_malloc, (size_t size), (size))
CODEC(NULL, void *, av_calloc, (size_t count, size_t size), (count, size))
CODEC(NULL, char *, av_strdup, (const char *text), (text))
CODEC(NULL, void *, av_memdup, (const void *from, size_t size), (from, size))
CODEC(NULL, AVCodecContext *, avcodec_alloc_context3, (const AVCodec *codec), (codec))
CODEC(NULL, AVFormatContext *, avformat_alloc_context, (void), ())
CODEC(NULL, AVStream *, avformat_new_stream, (AVFormatContext * context, const AVCodec *codec),
      (context, codec))
CODEC(AVERROR(ENOMEM), int, av_frame_get_buffer, (AVFrame * frame, int align), (frame, align))
CODEC(AVERROR(ENOMEM), int, av_new_packet, (AVPacket * packet, int size), (packet, size))

typedef void function(void);

#define FOUND(name)                                                                                \
    {                                                                                              \
#name, (function *)fault_##name, (function **)&real_##name                                 \
    }

static const struct {
    const char *name;
    function *fault, **real;
} codec_functions[] = {FOUND(av_frame_alloc),
                       FOUND(av_packet_alloc),
                       FOUND(av_malloc),
                       FOUND(av_calloc),
                       FOUND(av_strdup),
                       FOUND(av_memdup),
                       FOUND(avcodec_alloc_context3),
                       FOUND(avformat_alloc_context),
                       FOUND(avformat_new_stream),
                       FOUND(av_frame_get_buffer),
                       FOUND(av_new_packet)};

function *__real_facs_library_find(void *library, const char *name);
function *__wrap_facs_library_find(void *library, const char *name);
function *__wrap_facs_library_find(void *library, const char *name)
{
    function *found = __real_facs_library_find(library, name);
    for (size_t i = 0; i < sizeof(codec_functions) / sizeof(codec_functions[0]); i++)
        if (strcmp(codec_functions[i].name, name) == 0) {
            *codec_functions[i].real = found;
            return codec_functions[i].fault;
        }
    return found;
}

/* ---- Threads and files ----------------------------------------------------------------------- */

WRAP(FAULT_THREAD, EAGAIN, EAGAIN, int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *traits, void *(*run)(void *), void *opaque),
     (thread, traits, run, opaque))

#define FILE_CALL(type, name, parameters, arguments)                                               \
    WRAP(FAULT_FILE, ENOSPC, -1, type, name, parameters, arguments)

FILE_CALL(ssize_t, write, (int handle, const void *bytes, size_t count), (handle, bytes, count))
FILE_CALL(ssize_t, pwrite64, (int handle, const void *bytes, size_t count, off64_t at),
          (handle, bytes, count, at))
FILE_CALL(int, fsync, (int handle), (handle))
FILE_CALL(int, syncfs, (int handle), (handle))
FILE_CALL(int, ftruncate64, (int handle, off64_t size), (handle, size))
FILE_CALL(int, rename, (const char *from, const char *to), (from, to))
FILE_CALL(int, unlink, (const char *path), (path))
FILE_CALL(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
FILE_CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))
/* A stream remembers its failure, which glibc keeps in this flag. */
#define STREAM_ERROR 0x20
#define STREAM_CALL(type, failure, name, parameters, arguments)                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        if (!fails(FAULT_FILE, ENOSPC))                                                            \
            return __real_##name arguments;                                                        \
        file->_flags |= STREAM_ERROR;                                                              \
        return failure;                                                                            \
    }

STREAM_CALL(int, EOF, fflush, (FILE * file), (file))
STREAM_CALL(int, EOF, fputs, (const char *text, FILE *file), (text, file))
STREAM_CALL(size_t, 0, fwrite, (const void *bytes, size_t size, size_t count, FILE *file),
            (bytes, size, count, file))

/* As on a full disk, the last bytes may be lost when the file is closed; closed it is anyway. */
int __real_fclose(FILE *file);
int __wrap_fclose(FILE *file);
int __wrap_fclose(FILE *file)
{
    const int lost = fails(FAULT_FILE, ENOSPC);
    const int status = __real_fclose(file);
    if (lost)
        errno = ENOSPC;
    return lost ? EOF : status;
}

#define OPENING(type, name, parameters, arguments)                                                 \
    WRAP(FAULT_OPEN, EMFILE, NULL, type, name, parameters, arguments)

OPENING(FILE *, fopen64, (const char *path, const char *mode), (path, mode))
OPENING(FILE *, fdopen, (int handle, const char *mode), (handle, mode))
OPENING(DIR *, fdopendir, (int handle), (handle))
OPENING(DIR *, opendir, (const char *path), (path))

/* The mode counts only where a file is made. */
#define MODE(flags)                                                                                \
    va_list arguments;                                                                             \
    va_start(arguments, flags);                                                                    \
    const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;           \
    va_end(arguments)

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    MODE(flags);
    return fails(FAULT_OPEN, EMFILE) ? -1 : __real_open64(path, flags, mode);
}

int __real_openat64(int folder, const char *path, int flags, ...);
int __wrap_openat64(int folder, const char *path, int flags, ...);
int __wrap_openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags);
    return fails(FAULT_OPEN, EMFILE) ? -1 : __real_openat64(folder, path, flags, mode);
}
