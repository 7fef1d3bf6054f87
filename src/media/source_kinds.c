/* What kind of source a name means. */
#include "media/ffmpeg.h"
#include "media/source_video.h"

#include "os/file.h"

#include <errno.h>
#include <string.h>

/* ---- Endings --------------------------------------------------------------------------------- */

/* HEIC cannot be read, but must not be skipped silently. */
static const char image_endings[] = "jpg,jpeg,jpe,png,apng,bmp,tif,tiff,webp,gif,avif,jxl,ppm,pgm,"
                                    "pbm,pnm,pam,jp2,j2k,mpo,heic,heif";

/* Of the containers and bare streams that FFmpeg reads and that cameras, phones, screen recorders
 * and laboratories write. */
static const char video_endings[] =
    "mp4,m4v,mov,qt,avi,mkv,webm,wmv,asf,flv,f4v,mpg,mpeg,mpe,m1v,m2v,mpv,ts,mts,m2ts,m2t,mod,tod,"
    "vob,ogv,ogm,3gp,3g2,3gpp,mjpg,mjpeg,mj2,mxf,gxf,dv,divx,rm,rmvb,wtv,nut,ivf,y4m,h264,264,avc,"
    "h265,265,hevc,cine,amv";

/* Of a list with commas, ignoring case. */
static int is_among(const char *word, const char *list)
{
    const size_t length = strlen(word);
    for (;; list++) {
        const size_t bytes = strcspn(list, ",");
        if (bytes == length && strncasecmp(list, word, bytes) == 0)
            return 1;
        list += bytes;
        if (*list == '\0')
            return 0;
    }
}

static int ends_with_one_of(const char *name, const char *endings)
{
    const char *ending = strrchr(name, '.');

    /* Hidden files are skipped: macOS leaves "._x.jpg", which is no image, beside x.jpg. */
    return ending && name[0] != '.' && is_among(ending + 1, endings);
}

int facs_source_is_image_name(const char *name)
{
    return ends_with_one_of(name, image_endings);
}

int facs_source_is_video_name(const char *name)
{
    return ends_with_one_of(name, video_endings);
}

/* ---- Opening --------------------------------------------------------------------------------- */

facs_source_name_kind facs_source_kind_of_name(const char *name)
{
    if (strncmp(name, FACS_CAMERA_PREFIX, strlen(FACS_CAMERA_PREFIX)) == 0)
        return FACS_NAME_OF_CAMERA;
    if (strcmp(name, "-") == 0)
        return FACS_NAME_OF_STANDARD_INPUT;
    return strstr(name, "://") ? FACS_NAME_OF_URL : FACS_NAME_OF_FILE;
}

static facs_video_opener *const openers[] = {
    [FACS_NAME_OF_FILE] = facs_open_file,
    [FACS_NAME_OF_STANDARD_INPUT] = facs_open_standard_input,
    [FACS_NAME_OF_CAMERA] = facs_open_camera,
    [FACS_NAME_OF_URL] = facs_open_url,
};

int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error)
{
    *out = NULL;
    const int opened = facs_ffmpeg_open(error);
    if (opened < 0)
        return opened;
    /* Quiet unless the program chose a log level itself. Here, because a folder's first picture is
     * opened late, after encoders, which would be noisy. */
    if (av_log_get_level() == AV_LOG_INFO)
        av_log_set_level(AV_LOG_QUIET);
    if (!name || name[0] == '\0')
        return facs_source_refuse(
            error, "\"\": the input has no name; give a file, a folder, camera:N or a URL");
    const int given = options && options->from;
    facs_video_opener *opener = given ? facs_open_file : openers[facs_source_kind_of_name(name)];
    if (!given && opener == facs_open_file && facs_path_kind(name) == FACS_FOLDER)
        return facs_source_open_images(out, name, options, error);
    const char *shown = opener == facs_open_standard_input ? "standard input" : name;
    const int status = facs_video_open(out, shown, options, opener, error);
    return status < 0 ? facs_source_tell_failure(name, options, status, error) : 0;
}
