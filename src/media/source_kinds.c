/* Finds out what kind of source a name means. */
#include "media/source_kinds.h"

#include "base/error.h"
#include "media/source_internal.h"
#include "os/file.h"

#include <errno.h>
#include <string.h>

#include <libavutil/log.h>

int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error)
{
    *out = NULL;
    /* Quiet unless the program chose a log level itself. Here, because a folder's first picture is
     * opened late, after encoders, which would be noisy. */
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);
    if (!name || name[0] == '\0')
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "\"\": the input has no name; give a file, a folder, camera:N or a URL");
    if (options && options->from) {
        const int status = facs_source_open_bytes(out, name, options, error);
        return status < 0 ? facs_source_tell_failure(name, options, status, error) : 0;
    }
    if (strncmp(name, FACS_CAMERA_PREFIX, strlen(FACS_CAMERA_PREFIX)) == 0)
        return facs_source_open_camera(out, name, options, error);
    if (strcmp(name, "-") == 0)
        return facs_source_open_standard_input(out, name, options, error);
    if (strstr(name, "://"))
        return facs_source_open_url(out, name, options, error);
    return facs_path_kind(name) == FACS_FOLDER ? facs_source_open_images(out, name, options, error)
                                               : facs_source_open_file(out, name, options, error);
}
