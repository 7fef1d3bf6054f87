/*
 * Reads files on the web with the system's own client, if facs uses it: WinHTTP on Windows, which
 * knows the proxies and certificates of the machine. Elsewhere there is none, and FFmpeg does it
 * (media/web_file.h).
 */
#ifndef FACS_OS_WEB_H
#define FACS_OS_WEB_H

#include <stddef.h>
#include <stdint.h>

/* How long to wait for a server. */
typedef struct facs_web_patience {
    double ms;                       /* without a byte */
    int (*is_stopped)(void *opaque); /* asked several times a second. Not 0: give up */
    void *opaque;
} facs_web_patience;

/* Receives a few words about a failure, or "". */
#define FACS_WEB_REASON 192

typedef struct facs_web_client facs_web_client;

/*
 * Opens an address at a byte. *size: bytes of the whole file, as the server says, or -1. Errors,
 * with *out NULL:
 *   -ENOSYS        there is no client
 *   -ECANCELED     is_stopped said so
 *   -ETIMEDOUT     nothing came for too long
 *   -ENOENT        the server does not have it, or does not give it
 *   -EACCES        its certificate is not trusted, or there is no encrypted connection
 *   -EHOSTUNREACH  there is no connection
 *   -ERANGE        the server cannot begin at this byte
 *   -EIO           anything else, such as a server that is overloaded
 *   -ENOMEM
 */
int facs_web_client_open(facs_web_client **out, const char *address, int64_t from,
                         const facs_web_patience *patience, int64_t *size,
                         char reason[FACS_WEB_REASON]);

/* Returns the number of bytes, at least 1; 0 at the end; or an error as above. */
int64_t facs_web_client_read(facs_web_client *client, void *data, size_t size,
                             char reason[FACS_WEB_REASON]);
void facs_web_client_close(facs_web_client **client);

/* The file with the certificates of those whom this machine trusts: $SSL_CERT_FILE, or where
 * systems keep it. NULL: there is none, as where the system's own client knows them. Static
 * storage, or as facs_environment(). */
const char *facs_certificates(void);

#endif
