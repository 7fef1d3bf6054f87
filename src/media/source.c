#include "media/source.h"

#include "base/error.h"
#include "media/source_internal.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/log.h>

#define CAMERA_PREFIX "camera:"

void *facs_source_create(size_t size, const facs_source_calls *calls, const char *name,
                         const facs_source_options *options)
{
    facs_source *source = calloc(1, size);
    if (!source)
        return NULL;
    source->name = strdup(name);
    if (!source->name) {
        free(source);
        return NULL;
    }
    source->calls = calls;
    source->info.sound_start = NAN;
    if (options)
        source->options = *options;
    return source;
}

int facs_source_cancelled(const facs_source *source)
{
    return source->options.cancelled && source->options.cancelled(source->options.opaque);
}

int facs_source_give_up(const facs_source *source, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "%s: reading was stopped on request",
                     source->name);
}

static int open_path(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error)
{
    facs_file_info info;
    const int status = facs_path_info(name, &info);

    if (status < 0)
        return facs_fail(
            error, FACS_ERROR_INPUT, status == -EACCES || status == -ENOENT ? status : -EINVAL,
            "%s: there is no such file or folder here (%s)", name, facs_strerror(status));
    if (info.kind == FACS_FOLDER)
        return facs_source_open_images(out, name, options, error);
    /* Opening a pipe could block for ever, and nothing could be said about where it ends. */
    if (info.kind != FACS_REGULAR_FILE)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: this is a device, pipe or socket; give a video or image file, a "
                         "folder of images, camera:%s for a camera, or - for standard input",
                         name, name);
    return facs_source_open_file(out, name, options, error);
}

/* What a program's own callback failed with comes before all that follows from it. */
static int tell_failure(const char *name, const facs_source_options *options, int status,
                        facs_error *error)
{
    const int failure = options && options->from ? facs_input_bytes_failure(options->from) : 0;
    if (!failure)
        return status;
    return facs_fail(error, failure == -ECANCELED ? FACS_ERROR_CANCELLED : FACS_ERROR_INPUT,
                     failure, "%s: reading it failed: %s", name, facs_strerror(failure));
}

int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error)
{
    *out = NULL;
    /* A level that the program itself chose for FFmpeg's log stays; the default is to be noisy. A
       folder's first picture is opened late, after encoders that would be so. */
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);
    if (!name || name[0] == '\0')
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "\"\": the input has no name; give a file, a folder, camera:N or a URL");
    if (options && options->from) {
        const int status = facs_source_open_bytes(out, name, options, error);
        return status < 0 ? tell_failure(name, options, status, error) : 0;
    }
    if (strncmp(name, CAMERA_PREFIX, strlen(CAMERA_PREFIX)) == 0)
        return facs_source_open_camera(out, name, name + strlen(CAMERA_PREFIX), options, error);
    if (strcmp(name, "-") == 0)
        return facs_source_open_standard_input(out, options, error);
    if (strstr(name, "://"))
        return facs_source_open_url(out, name, options, error);
    return open_path(out, name, options, error);
}

void facs_source_close(facs_source **address)
{
    facs_source *source = *address;
    if (!source)
        return;
    source->calls->close(source);
    free(source->name);
    free(source);
    *address = NULL;
}

int facs_source_read(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error)
{
    *frame = NULL;
    if (facs_source_cancelled(source))
        return facs_source_give_up(source, error);
    int status = source->calls->read(source, pool, frame, error);
    if (status < 0 || !*frame)
        return tell_failure(source->name, &source->options, status, error);
    source->info.decoded++;
    source->info.damaged += (*frame)->damaged;
    return 0;
}

int facs_source_seek(facs_source *source, double time)
{
    return source->calls->seek ? source->calls->seek(source, time) : -ENOSYS;
}

const facs_source_info *facs_source_get_info(const facs_source *source)
{
    return &source->info;
}
