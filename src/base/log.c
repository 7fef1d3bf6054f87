#include "base/log.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

void facs_log_write(const facs_log *log, facs_log_level level, const char *format, ...)
{
    if (!log || !log->write || level > log->level)
        return;
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    facs_one_line(text);
    log->write(log->opaque, level, text);
}
