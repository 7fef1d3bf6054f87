/* Functions whose arguments follow a format, as printf's do. */
#ifndef FACS_OS_FORMAT_H
#define FACS_OS_FORMAT_H

/* text, first: numbers, from 1, of the format and of its first argument. The compiler for Windows
 * has two kinds; the program is built with the C standard's (meson.build). */
#ifdef __MINGW32__
#define FACS_FORMAT(text, first) __attribute__((format(gnu_printf, text, first)))
#else
#define FACS_FORMAT(text, first) __attribute__((format(printf, text, first)))
#endif

#endif
