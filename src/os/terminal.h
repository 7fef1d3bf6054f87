/* Terminals, what shells in them read, and locks for streams that several threads write to. */
#ifndef FACS_OS_TERMINAL_H
#define FACS_OS_TERMINAL_H

#include <stdio.h>

#ifdef _WIN32
#define FACS_SHELL_QUOTE   '"'      /* of both shells of Windows, cmd and PowerShell */
#define FACS_SHELL_PLAIN   "\\"     /* what they take as it is, in addition to what all shells do */
#define FACS_SHELL_ACTIVE  "\"$`%!" /* what one of them replaces even in quotes */
#define FACS_SHELL_IS_CMD  1 /* ' is a letter, and so is " after a backslash; lines go on with ^ */
#define FACS_SHELL_HAS_MAN 0
int facs_is_terminal(int handle); /* _isatty() also holds for NUL */
#define facs_stream_lock _lock_file
#define facs_stream_free _unlock_file
#else
#include <unistd.h>
#define FACS_SHELL_QUOTE   '\''
#define FACS_SHELL_PLAIN   ""
#define FACS_SHELL_ACTIVE  ""
#define FACS_SHELL_IS_CMD  0
#define FACS_SHELL_HAS_MAN 1 /* the command man, which shows manual pages */
#define facs_is_terminal   isatty
#define facs_stream_lock   flockfile
#define facs_stream_free   funlockfile
#endif

/* The size in characters; 80 x 24 if the handle is no terminal or does not know. It changes when
 * the user resizes the window, so ask each time. */
void facs_terminal_size(int handle, int *columns, int *rows);

/* 1: it is a terminal whose cursor can be moved up and whose lines can be erased (ECMA-48). On
 * Windows, switches that on until the program ends. */
int facs_terminal_can_redraw(int handle);

#endif
