/* Finds out what kind of source a name means. */
#include "media/source_video.h"

#include "os/file.h"

#include <errno.h>
#include <string.h>

#include <libavutil/log.h>

static facs_video_opener *choose(const char *name)
{
    if (strncmp(name, FACS_CAMERA_PREFIX, strlen(FACS_CAMERA_PREFIX)) == 0)
        return facs_open_camera;
    if (strcmp(name, "-") == 0)
        return facs_open_standard_input;
    return strstr(name, "://") ? facs_open_url : facs_open_file;
}

int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error)
{
    *out = NULL;
    /* Quiet unless the program chose a log level itself. Here, because a folder's first picture is
     * opened late, after encoders, which would be noisy. */
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);
    if (!name || name[0] == '\0')
        return facs_source_refuse(
            error, "\"\": the input has no name; give a file, a folder, camera:N or a URL");
    const int given = options && options->from;
    facs_video_opener *opener = given ? facs_open_file : choose(name);
    if (!given && opener == facs_open_file && facs_path_kind(name) == FACS_FOLDER)
        return facs_source_open_images(out, name, options, error);
    const char *shown = opener == facs_open_standard_input ? "standard input" : name;
    const int status = facs_video_open(out, shown, options, opener, error);
    return status < 0 ? facs_source_tell_failure(name, options, status, error) : 0;
}
