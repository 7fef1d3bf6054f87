#include "media/web_ffmpeg.h"

#include "media/ffmpeg.h"
#include "media/stream_log.h"
#include "os/clock.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_web_ffmpeg {
    AVIOContext *io;
    facs_web_patience patience;
    double waiting_since; /* ms */
    int is_late;
    facs_address_log log;
};

/* ---- What went wrong ------------------------------------------------------------------------- */

/* FFmpeg's code says little: what it wrote to its log, and for which protocol, says more. */
static int explain(const facs_web_ffmpeg *web, int code, char reason[FACS_WEB_REASON])
{
    const char *protocol = web->log.protocol;
    if (web->log.text[0])
        snprintf(reason, FACS_WEB_REASON, "%s", web->log.text);
    else
        av_strerror(code, reason, FACS_WEB_REASON);
    switch (code) {
    case AVERROR(ENOMEM):
        return -ENOMEM;
    case AVERROR_EXIT:
        return web->is_late ? -ETIMEDOUT : -ECANCELED;
    case AVERROR(EPERM): /* -1: it began at another byte */
        return -ERANGE;
    case AVERROR_HTTP_NOT_FOUND:
    case AVERROR_HTTP_FORBIDDEN:
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_BAD_REQUEST:
    case AVERROR_HTTP_OTHER_4XX:
        return -ENOENT;
    case AVERROR(ECONNREFUSED):
    case AVERROR(ETIMEDOUT):
        return -EHOSTUNREACH;
    default:
        if (strcmp(protocol, "tls") == 0)
            return -EACCES;
        return strcmp(protocol, "tcp") == 0 || strcmp(protocol, "httpproxy") == 0 ? -EHOSTUNREACH
                                                                                  : -EIO;
    }
}

/* ---- Opening --------------------------------------------------------------------------------- */

static int is_encrypted(const char *address)
{
    return strncmp(address, "https://", 8) == 0;
}

/* FFmpeg asks while it waits. */
static int is_enough(void *opaque)
{
    facs_web_ffmpeg *web = opaque;
    if (web->patience.is_stopped(web->patience.opaque))
        return 1;
    web->is_late = facs_clock_ms() - web->waiting_since > web->patience.ms;
    return web->is_late;
}

static void begin_wait(facs_web_ffmpeg *web)
{
    web->waiting_since = facs_clock_ms();
    web->log = (facs_address_log){.protocol = ""};
    facs_address_log_hear(&web->log);
}

/* FFmpeg reads only $http_proxy, also for https. */
static const char *proxy_of(const char *address)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY"};
    for (size_t i = 0; is_encrypted(address) && i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = facs_environment(names[i]);
        if (value && value[0])
            return value;
    }
    return NULL;
}

/* Not all of FFmpeg's TLS libraries check certificates, or know the machine's, unless told to. */
static int set_options(AVDictionary **options, const char *address, int64_t from)
{
    const char *certificates = facs_certificates(), *proxy = proxy_of(address);
    int status = av_dict_set(options, "protocol_whitelist",
                             is_encrypted(address) ? "https,tls,tcp,httpproxy" : "http,tcp", 0);
    if (status >= 0)
        status = av_dict_set_int(options, "tls_verify", 1, 0);
    if (status >= 0 && certificates)
        status = av_dict_set(options, "ca_file", certificates, 0);
    if (status >= 0 && proxy)
        status = av_dict_set(options, "http_proxy", proxy, 0);
    if (status >= 0)
        status = av_dict_set_int(options, "seekable", 0, 0);
    if (status >= 0)
        status = av_dict_set_int(options, "icy", 0, 0);
    if (status >= 0)
        status = av_dict_set(options, "user_agent", "facs", 0);
    return status < 0 ? status : av_dict_set_int(options, "offset", from, 0);
}

static int open_address(facs_web_ffmpeg *web, const char *address, int64_t from)
{
    const AVIOInterruptCB interrupt = {is_enough, web};
    AVDictionary *options = NULL;
    int status = set_options(&options, address, from);
    if (status >= 0) {
        begin_wait(web);
        status = avio_open2(&web->io, address, AVIO_FLAG_READ, &interrupt, &options);
        facs_address_log_hear(NULL);
    }
    av_dict_free(&options);
    return status;
}

/* 0, or -EACCES if a redirection led out of the encryption, which FFmpeg cannot be told to refuse.
 */
static int check_place(const facs_web_ffmpeg *web, const char *address,
                       char reason[FACS_WEB_REASON])
{
    uint8_t *place = NULL;
    int status = 0;
    if (is_encrypted(address) &&
        av_opt_get(web->io, "location", AV_OPT_SEARCH_CHILDREN, &place) >= 0 &&
        !is_encrypted((const char *)place)) {
        snprintf(reason, FACS_WEB_REASON, "it sends us on to %.150s", (const char *)place);
        status = -EACCES;
    }
    av_free(place);
    return status;
}

int facs_web_ffmpeg_open(facs_web_ffmpeg **out, const char *address, int64_t from,
                         const facs_web_patience *patience, int64_t *size,
                         char reason[FACS_WEB_REASON])
{
    *out = NULL;
    *size = -1;
    reason[0] = '\0';
    facs_web_ffmpeg *web = calloc(1, sizeof(*web));
    if (!web)
        return -ENOMEM;
    web->patience = *patience;
    int status = open_address(web, address, from);
    status = status < 0 ? explain(web, status, reason) : check_place(web, address, reason);
    if (status < 0) {
        facs_web_ffmpeg_close(&web);
        return status;
    }
    const int64_t length = avio_size(web->io);
    *size = length < 0 ? -1 : length;
    *out = web;
    return 0;
}

/* ---- Reading and closing --------------------------------------------------------------------- */

int64_t facs_web_ffmpeg_read(facs_web_ffmpeg *web, void *data, size_t size,
                             char reason[FACS_WEB_REASON])
{
    reason[0] = '\0';
    begin_wait(web);
    const int count =
        avio_read_partial(web->io, data, (int)(size < (size_t)INT32_MAX ? size : INT32_MAX));
    facs_address_log_hear(NULL);
    if (count >= 0)
        return count;
    if (count == AVERROR_EOF)
        return 0;
    return count == AVERROR(EIO) || count == AVERROR(ECONNRESET) ? -EIO
                                                                 : explain(web, count, reason);
}

void facs_web_ffmpeg_close(facs_web_ffmpeg **web)
{
    if (!*web)
        return;
    (void)avio_closep(&(*web)->io);
    free(*web);
    *web = NULL;
}
