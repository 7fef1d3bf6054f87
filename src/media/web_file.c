#include "media/web_file.h"

#include "base/error.h"
#include "media/ffmpeg.h"
#include "media/stream_log.h"
#include "os/clock.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_web_file {
    char *address;
    AVIOContext *io;
    facs_web_patience patience;
    double waiting_since; /* ms */
    int is_late;
    facs_address_log log;
};

/* ---- Which addresses ------------------------------------------------------------------------- */

static int is_encrypted(const char *address)
{
    return strncmp(address, "https://", 8) == 0;
}

int facs_web_is_allowed(const char *address)
{
    static const char *const here[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};
    if (is_encrypted(address))
        return 1;
    for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
        const size_t length = strlen(here[i]);
        if (strncmp(address, here[i], length) == 0 &&
            (address[length] == ':' || address[length] == '/'))
            return 1;
    }
    return 0;
}

/* ---- What went wrong ------------------------------------------------------------------------- */

static int is_from(const facs_web_file *file, const char *const *protocols, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(file->log.protocol, protocols[i]) == 0)
            return 1;
    return 0;
}

/* The server's answer, or what FFmpeg wrote to its log; the code alone says little. */
static const char *reason_of(const facs_web_file *file, int code, char *text, size_t size)
{
    if (file->log.text[0])
        return file->log.text;
    av_strerror(code, text, size);
    return text;
}

static int explain(const facs_web_file *file, int code, facs_error *error)
{
    static const char *const lines[] = {"tcp", "httpproxy"}, *const locks[] = {"tls"};
    const char *address = file->address;
    char text[128];
    const char *reason = reason_of(file, code, text, sizeof(text));
    switch (code) {
    case AVERROR(ENOMEM):
        return facs_fail_memory(error, "a download");
    case AVERROR_HTTP_NOT_FOUND:
    case AVERROR_HTTP_FORBIDDEN:
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_BAD_REQUEST:
    case AVERROR_HTTP_OTHER_4XX:
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                         "%s: the server does not have this file, which may have moved (%s)",
                         address, reason);
    case AVERROR(EPERM): /* -1: it began at another byte */
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ERANGE,
                         "%s: the server does not continue a file", address);
    case AVERROR_EXIT:
        if (!file->is_late)
            return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: interrupted", address);
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EHOSTUNREACH,
                         "%s: the server does not answer", address);
    default:
        break;
    }
    if (is_from(file, locks, 1))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EACCES,
                         "%s: there is no encrypted connection to a server that this machine "
                         "trusts (%s)",
                         address, reason);
    if (is_from(file, lines, 2) || code == AVERROR(ECONNREFUSED) || code == AVERROR(ETIMEDOUT))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EHOSTUNREACH, "%s: no connection (%s)",
                         address, reason);
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "%s: the server failed (%s)", address,
                     reason);
}

/* ---- Opening and reading --------------------------------------------------------------------- */

/* FFmpeg asks while it waits. */
static int is_enough(void *opaque)
{
    facs_web_file *file = opaque;
    if (file->patience.is_stopped(file->patience.opaque))
        return 1;
    file->is_late = facs_clock_ms() - file->waiting_since > file->patience.ms;
    return file->is_late;
}

static void begin_wait(facs_web_file *file)
{
    file->waiting_since = facs_clock_ms();
    file->log = (facs_address_log){.protocol = ""};
    facs_address_log_hear(&file->log);
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

static int open_address(facs_web_file *file, int64_t from)
{
    const AVIOInterruptCB interrupt = {is_enough, file};
    AVDictionary *options = NULL;
    int status = set_options(&options, file->address, from);
    if (status >= 0) {
        begin_wait(file);
        status = avio_open2(&file->io, file->address, AVIO_FLAG_READ, &interrupt, &options);
        facs_address_log_hear(NULL);
    }
    av_dict_free(&options);
    return status;
}

/* 0, or -EACCES if a redirection led out of the encryption, which FFmpeg cannot be told to refuse.
 */
static int check_place(const facs_web_file *file, facs_error *error)
{
    uint8_t *place = NULL;
    int status = 0;
    if (is_encrypted(file->address) &&
        av_opt_get(file->io, "location", AV_OPT_SEARCH_CHILDREN, &place) >= 0 &&
        !is_encrypted((const char *)place))
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -EACCES,
                           "%s: the server sends us on to %s, which is not encrypted",
                           file->address, (const char *)place);
    av_free(place);
    return status;
}

int facs_web_open(facs_web_file **out, const char *address, int64_t from,
                  const facs_web_patience *patience, facs_error *error)
{
    *out = NULL;
    int status = facs_ffmpeg_open(error);
    if (status < 0)
        return status;
    facs_web_file *file = calloc(1, sizeof(*file));
    if (file)
        file->address = strdup(address);
    if (!file || !file->address) {
        free(file);
        return facs_fail_memory(error, "a download");
    }
    file->patience = *patience;
    status = open_address(file, from);
    status = status < 0 ? explain(file, status, error) : check_place(file, error);
    if (status < 0) {
        facs_web_close(&file);
        return status;
    }
    *out = file;
    return 0;
}

void facs_web_close(facs_web_file **file)
{
    if (!*file)
        return;
    (void)avio_closep(&(*file)->io);
    free((*file)->address);
    free(*file);
    *file = NULL;
}

int64_t facs_web_size(const facs_web_file *file)
{
    const int64_t size = avio_size(file->io);
    return size < 0 ? -1 : size;
}

int64_t facs_web_read(facs_web_file *file, void *data, size_t size, facs_error *error)
{
    begin_wait(file);
    const int count =
        avio_read_partial(file->io, data, (int)(size < (size_t)INT32_MAX ? size : INT32_MAX));
    facs_address_log_hear(NULL);
    if (count > 0)
        return count;
    if (count == 0 || count == AVERROR_EOF)
        return 0;
    if (count == AVERROR(EIO) || count == AVERROR(ECONNRESET))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "%s: the connection broke off",
                         file->address);
    return explain(file, count, error);
}
