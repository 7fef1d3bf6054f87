/* FFmpeg's reader in the place of a client of the system's: the functions are those of os/web.h.
 * $https_proxy, $http_proxy and $no_proxy are respected. */
#ifndef FACS_MEDIA_WEB_FFMPEG_H
#define FACS_MEDIA_WEB_FFMPEG_H

#include "os/web.h"

typedef struct facs_web_ffmpeg facs_web_ffmpeg;

/* FFmpeg is open. */
int facs_web_ffmpeg_open(facs_web_ffmpeg **out, const char *address, int64_t from,
                         const facs_web_patience *patience, int64_t *size,
                         char reason[FACS_WEB_REASON]);
int64_t facs_web_ffmpeg_read(facs_web_ffmpeg *web, void *data, size_t size,
                             char reason[FACS_WEB_REASON]);
void facs_web_ffmpeg_close(facs_web_ffmpeg **web);

#endif
