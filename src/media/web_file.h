/*
 * A file on the web, read from its beginning or from a byte in the middle: https, with the server's
 * certificate checked, and http for what is on this machine. Redirections are followed, though not
 * from https to http. The system's own client reads it (os/web.h), or where there is none FFmpeg.
 */
#ifndef FACS_MEDIA_WEB_FILE_H
#define FACS_MEDIA_WEB_FILE_H

#include "os/web.h"

#include <facs/facs.h>

typedef struct facs_web_file facs_web_file;

/* 1: an address that can be opened; http only for 127.0.0.1, [::1] and localhost. */
int facs_web_is_allowed(const char *address);

/*
 * Opens an address at a byte. Errors (ENVIRONMENT, except for the first), with a sentence that
 * begins with the address:
 *   -ECANCELED     is_stopped said so (CANCELLED)
 *   -ENOENT        the server does not have it, or does not give it
 *   -EACCES        its certificate is not trusted, or there is no encrypted connection
 *   -EHOSTUNREACH  there is no connection, or no answer
 *   -ERANGE        the server cannot begin at this byte
 *   -EIO           anything else, such as a server that is overloaded
 *   -ENOMEM        (INTERNAL)
 */
int facs_web_open(facs_web_file **out, const char *address, int64_t from,
                  const facs_web_patience *patience, facs_error *error);
void facs_web_close(facs_web_file **file);

/* Bytes of the whole file, as the server says; -1: it does not say. */
int64_t facs_web_size(const facs_web_file *file);

/* Returns the number of bytes, at least 1; 0 at the end; or an error as above: the connection broke
 * off (-EIO), or nothing came for too long (-EHOSTUNREACH). */
int64_t facs_web_read(facs_web_file *file, void *data, size_t size, facs_error *error);

#endif
