#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Not strerror(): its text depends on the locale, and its storage on the C library. */
static const struct {
    int number;
    const char *text;
} names[] = {
    {EACCES, "permission denied"},
    {EAGAIN, "not ready yet"},
    {EBUSY, "in use"},
    {ECANCELED, "cancelled"},
    {EEXIST, "exists already"},
    {EFBIG, "file too large"},
    {EINVAL, "invalid value"},
    {EIO, "input or output error"},
    {EISDIR, "is a folder"},
    {EMFILE, "too many open files"},
    {ENAMETOOLONG, "name too long"},
    {ENODEV, "no such device"},
    {ENOENT, "no such file or folder"},
    {ENOMEM, "out of memory"},
    {ENOSPC, "no space left"},
    {ENOSYS, "not supported here"},
    {ENOTDIR, "not a folder"},
    {EPERM, "operation not permitted"},
    {EPIPE, "the other end has finished"},
    {ERANGE, "out of range"},
    {EROFS, "read-only file system"},
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

const char *facs_version(void)
{
    return FACS_VERSION;
}

void facs_one_line(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
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
    error->kind = kind;
    memcpy(error->text, text, strlen(text) + 1);
    return status;
}

int facs_fail_memory(facs_error *error, const char *what)
{
    return facs_fail(error, FACS_ERROR_INTERNAL, -ENOMEM, "no memory for %s", what);
}
