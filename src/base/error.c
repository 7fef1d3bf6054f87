#include "base/error.h"

#include "os/file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Not strerror(): its text depends on the locale, and its storage on the C library. */
static const struct {
    int number;
    const char *text;
} names[] = {
    {E2BIG, "more than this version knows"},
    {EACCES, "permission denied"},
    {EADDRINUSE, "address in use"},
    {EADDRNOTAVAIL, "no such address here"},
    {EAGAIN, "not ready yet"},
    {EBADF, "closed already"},
    {EBUSY, "open in another program"},
    {ECANCELED, "cancelled"},
    {ECHILD, "no such process"},
    {ECONNABORTED, "connection aborted"},
    {ECONNREFUSED, "connection refused"},
    {ECONNRESET, "connection closed by the other side"},
    {EDEADLK, "would wait for itself"},
    {EDOM, "out of range"},
    {EDQUOT, "no space left within your quota"},
    {EEXIST, "already exists"},
    {EFAULT, "invalid address"},
    {EFBIG, "file too large"},
    {EHOSTUNREACH, "host cannot be reached"},
    {EILSEQ, "not valid in this encoding"},
    {EINTR, "interrupted"},
    {EINVAL, "invalid value"},
    {EIO, "input or output error"},
    {EISDIR, "is a folder"},
    {ELOOP, "too many levels of links"},
    {EMFILE, "too many open files"},
    {EMLINK, "too many links"},
    {ENAMETOOLONG, "name too long"},
    {ENETDOWN, "network is down"},
    {ENETUNREACH, "network cannot be reached"},
    {ENFILE, "too many open files in the system"},
    {ENODEV, "no such device or drive"},
    {ENOENT, "no such file or folder"},
    {ENOLCK, "no locks left"},
    {ENOMEM, "out of memory"},
    {ENOSPC, "no space left"},
    {ENOSYS, "not supported here"},
    {ENOTDIR, "not a folder"},
    {ENOTEMPTY, "folder is not empty"},
    {ENOTSUP, "not supported by this file system"},
    {ENXIO, "no such device, or nobody at the other end"},
    {EOVERFLOW, "value too large"},
    {EPERM, "operation not permitted"},
    {EPIPE, "the other end has finished"},
    {EPROTO, "protocol error"},
    {ERANGE, "out of range"},
    {EROFS, "read-only file system"},
    {ESPIPE, "does not support seeking"},
    {ESTALE, "file no longer on its server"},
    {ETIMEDOUT, "took too long"},
    {ETXTBSY, "program is running"},
    {EXDEV, "on another disk"},
};

const char *facs_strerror(int status)
{
    if (status == 0)
        return "success";
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (status == -names[i].number)
            return names[i].text;
    return "error";
}

#define QUOTE(number)                     #number
#define VERSION_TEXT(major, minor, patch) QUOTE(major) "." QUOTE(minor) "." QUOTE(patch)

const char *facs_version(void)
{
    return VERSION_TEXT(FACS_VERSION_MAJOR, FACS_VERSION_MINOR, FACS_VERSION_PATCH);
}

int facs_version_number(void)
{
    return FACS_VERSION_NUMBER;
}

void facs_one_line(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

/* Whether the process or the system has no memory or no file handles left. */
static int is_shortage(int status)
{
    return status == -ENOMEM || status == -EMFILE || status == -ENFILE;
}

int facs_fail(facs_error *error, facs_error_kind kind, int status, const char *format, ...)
{
    if (!error)
        return status;
    /* Not straight into error: its present text may be among the arguments. */
    char text[sizeof(error->text)];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0)
        text[0] = '\0';
    facs_one_line(text);
    error->kind = kind == FACS_ERROR_INPUT && is_shortage(status) ? FACS_ERROR_INTERNAL : kind;
    memcpy(error->text, text, strlen(text) + 1);
    return status;
}

int facs_fail_memory(facs_error *error, const char *what)
{
    return facs_fail(error, FACS_ERROR_INTERNAL, -ENOMEM, "no memory for %s", what);
}

int facs_fail_null(facs_error *error, const char *arguments)
{
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "%s: expected a value, not NULL", arguments);
}
