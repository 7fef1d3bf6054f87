/* Terminals, and locks for streams that several threads write to. */
#ifndef FACS_OS_TERMINAL_H
#define FACS_OS_TERMINAL_H

#include <stdio.h>

#ifdef _WIN32
#include <io.h>
#define FACS_ISATTY      _isatty
#define facs_stream_lock _lock_file
#define facs_stream_free _unlock_file
#else
#include <unistd.h>
#define FACS_ISATTY      isatty
#define facs_stream_lock flockfile
#define facs_stream_free funlockfile
#endif

static inline int facs_is_terminal(int handle)
{
    return FACS_ISATTY(handle);
}

#endif
