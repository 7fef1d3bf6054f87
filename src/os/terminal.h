/* Terminals, and locks for streams that several threads write to. */
#ifndef FACS_OS_TERMINAL_H
#define FACS_OS_TERMINAL_H

#include <stdio.h>

#ifdef _WIN32
#include <io.h>
#define facs_is_terminal _isatty
#define facs_stream_lock _lock_file
#define facs_stream_free _unlock_file
#else
#include <unistd.h>
#define facs_is_terminal isatty
#define facs_stream_lock flockfile
#define facs_stream_free funlockfile
#endif

#endif
