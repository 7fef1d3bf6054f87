#include "media/web_file.h"

#include "base/error.h"
#include "media/ffmpeg.h"
#include "media/web_ffmpeg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_web_file {
    char *address;
    int64_t size;
    facs_web_client *client; /* one of the two */
    facs_web_ffmpeg *ffmpeg;
};

int facs_web_is_allowed(const char *address)
{
    static const char *const here[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};
    if (strncmp(address, "https://", 8) == 0)
        return 1;
    for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
        const size_t length = strlen(here[i]);
        if (strncmp(address, here[i], length) == 0 &&
            (address[length] == ':' || address[length] == '/'))
            return 1;
    }
    return 0;
}

static int explain(const char *address, int status, const char *reason, facs_error *error)
{
    const facs_error_kind kind =
        status == -ECANCELED ? FACS_ERROR_CANCELLED : FACS_ERROR_ENVIRONMENT;
    const char *text;
    switch (status) {
    case -ENOMEM:
        return facs_fail_memory(error, "a download");
    case -ECANCELED:
        text = "interrupted";
        break;
    case -ENOENT:
        text = "the server does not have this file, which may have moved";
        break;
    case -EACCES:
        text = "there is no encrypted connection to a server that this machine trusts";
        break;
    case -EHOSTUNREACH:
        text = "no connection";
        break;
    case -ETIMEDOUT:
        text = "the server does not answer";
        status = -EHOSTUNREACH;
        reason = "";
        break;
    case -ERANGE:
        text = "the server does not go on in the middle of a file";
        break;
    default:
        text = "the server failed";
        status = -EIO;
        break;
    }
    return facs_fail(error, kind, status, "%s: %s%s%s%s", address, text, reason[0] ? " (" : "",
                     reason, reason[0] ? ")" : "");
}

static int open_file(facs_web_file *file, int64_t from, const facs_web_patience *patience,
                     facs_error *error)
{
    char reason[FACS_WEB_REASON];
    int status =
        facs_web_client_open(&file->client, file->address, from, patience, &file->size, reason);
    if (status == -ENOSYS) {
        status = facs_ffmpeg_open(error);
        if (status < 0)
            return status;
        status =
            facs_web_ffmpeg_open(&file->ffmpeg, file->address, from, patience, &file->size, reason);
    }
    return status < 0 ? explain(file->address, status, reason, error) : 0;
}

int facs_web_open(facs_web_file **out, const char *address, int64_t from,
                  const facs_web_patience *patience, facs_error *error)
{
    *out = NULL;
    facs_web_file *file = calloc(1, sizeof(*file));
    if (file)
        file->address = strdup(address);
    if (!file || !file->address) {
        free(file);
        return facs_fail_memory(error, "a download");
    }
    const int status = open_file(file, from, patience, error);
    if (status < 0)
        facs_web_close(&file);
    *out = file;
    return status;
}

void facs_web_close(facs_web_file **file)
{
    if (!*file)
        return;
    facs_web_client_close(&(*file)->client);
    facs_web_ffmpeg_close(&(*file)->ffmpeg);
    free((*file)->address);
    free(*file);
    *file = NULL;
}

int64_t facs_web_size(const facs_web_file *file)
{
    return file->size;
}

int64_t facs_web_read(facs_web_file *file, void *data, size_t size, facs_error *error)
{
    char reason[FACS_WEB_REASON];
    const int64_t count = file->client ? facs_web_client_read(file->client, data, size, reason)
                                       : facs_web_ffmpeg_read(file->ffmpeg, data, size, reason);
    if (count == -EIO)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "%s: the connection broke off",
                         file->address);
    return count < 0 ? explain(file->address, (int)count, reason, error) : count;
}
