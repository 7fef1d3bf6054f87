/* Opens files and URLs. The lists of what may be opened keep an input from making FFmpeg open
 * others. */
#include "media/ffmpeg.h"
#include "media/source_video.h"

#include "media/foreign.h"
#include "os/file.h"
#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <string.h>

/* Demuxers that may read a file: those whose pictures are in the file itself. Demuxers that open
 * other files (concat, hls, dash, image2, imf, sdp ...), draw text (tty) or render (svg_pipe,
 * lavfi) are excluded. */
#define IMAGE_FORMATS                                                                              \
    "bmp_pipe,gif_pipe,j2k_pipe,jpeg_pipe,jpegls_pipe,jpegxl_pipe,pam_pipe,pbm_pipe,pgm_pipe,"     \
    "png_pipe,ppm_pipe,qoi_pipe,sgi_pipe,tiff_pipe,webp_pipe"
#define VIDEO_FORMATS                                                                              \
    "mov,matroska,webm,avi,asf,mpeg,mpegts,mpegvideo,m4v,flv,ogg,h264,hevc,av1,obu,ivf,mjpeg,gif," \
    "apng,dv,mxf,nut,rm,wtv,yuv4mpegpipe"

/* From the network, also playlists, sessions, and sound in segments. */
#define URL_FORMATS   VIDEO_FORMATS "," IMAGE_FORMATS ",hls,dash,rtsp,sdp,rtp,mpjpeg,live_flv,aac,mp3"
#define URL_PROTOCOLS "http,https,httpproxy,tcp,tls,crypto,rtsp,rtp,srtp,udp,rtmp,rtmpt,rtmps,srt"

static const char *const url_schemes[] = {"http",  "https", "rtsp", "rtsps", "rtmp", "rtmpt",
                                          "rtmps", "rtp",   "udp",  "tcp",   "srt"};

static int is_among(const AVInputFormat *demuxer, const char *names)
{
    return av_match_list(demuxer->name, names, ',') > 0;
}

/* Names a known other kind of file. only: just those that must not even be tried. Returns 0 if
 * unknown. */
static int explain_foreign(const facs_video *video, int only, facs_error *error)
{
    const facs_foreign *foreign =
        facs_foreign_find(video->container.beginning, facs_container_beginning(&video->container));
    if (!foreign || (only && !foreign->always))
        return 0;
    return facs_source_refuse(error, "%s: this is %s; %s", video->source.name, foreign->what,
                              foreign->advice);
}

/* Explains why FFmpeg cannot read a file, from the file's own headers if possible. */
static int explain_file(const facs_video *video, int status, facs_error *error)
{
    const facs_container *container = &video->container;
    const char *name = video->source.name;

    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "opening a video");
    if (status == AVERROR_EXIT || facs_source_cancelled(&video->source))
        return facs_source_give_up(&video->source, error);
    if (container->bytes == 0)
        return facs_source_refuse(error,
                                  video->descriptor.piped
                                      ? "%s: no data came; a video or image was expected"
                                      : "%s: the file is empty; a video or image was expected",
                                  name);
    if (explain_foreign(video, 0, error))
        return -EINVAL;
    if (video->descriptor.piped && !video->descriptor.ended && container->late_index)
        return facs_video_refuse_late_index(video, error);
    if (container->no_index)
        return facs_source_refuse(error,
                                  "%s: the file is cut short: the index (moov) of this MP4 or MOV "
                                  "is missing, so no frame can be found; copy or record it again",
                                  name);
    if (facs_container_is_cut(container))
        return facs_source_refuse(
            error,
            "%s: the file is cut short: only %lld of its %lld bytes are there; copy it again", name,
            (long long)container->bytes, (long long)container->declared);
    if (container->text)
        return facs_source_refuse(error, "%s: this is a text file; a video or image was expected",
                                  name);
    if (video->descriptor.failure)
        return facs_fail(error, FACS_ERROR_INPUT, -EIO, "%s: it cannot be read: %s", name,
                         facs_strerror(-video->descriptor.failure));
    if (status == AVERROR(EPERM)) /* -1, which some demuxers return */
        status = AVERROR_INVALIDDATA;
    return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(status),
                     "%s: this is not a video or image that can be read%s (%s)", name,
                     video->descriptor.piped ? " from a pipe" : "", av_err2str(status));
}

/* Finds the demuxer by content alone: names cannot be trusted. */
static int probe(facs_video *video, const AVInputFormat **demuxer, facs_error *error)
{
    *demuxer = NULL;
    int status = av_probe_input_buffer2(video->io, demuxer, "", NULL, 0, 0);
    if (explain_foreign(video, 1, error))
        return -EINVAL;
    if (facs_stills_demuxer(video)) {
        *demuxer = av_find_input_format(facs_stills_demuxer(video));
        status = 0;
    }
    if (status < 0 || !*demuxer)
        return explain_file(video, status < 0 ? status : AVERROR_INVALIDDATA, error);
    if (is_among(*demuxer, VIDEO_FORMATS "," IMAGE_FORMATS))
        return 0;
    if (video->container.text || explain_foreign(video, 0, error))
        return explain_file(video, AVERROR_INVALIDDATA, error);
    return facs_source_refuse(
        error, "%s: this looks like %s, which facs does not read; a video or image was expected",
        video->source.name, (*demuxer)->long_name ? (*demuxer)->long_name : (*demuxer)->name);
}

/* Opens a file or pipe whose io is open. */
static int open_probed(facs_video *video, facs_error *error)
{
    const AVInputFormat *demuxer;
    int status = probe(video, &demuxer, error);
    if (status == 0)
        status = facs_stills_open(video, demuxer->name, error);
    if (status)
        return status;

    /* The demuxer reads what io gives it and cannot open anything itself. */
    status = facs_video_open_input(video, "", demuxer, 0, "protocol_whitelist=none");
    if (status >= 0)
        status = facs_stills_find(video);
    if (status < 0)
        return explain_file(video, status, error);
    const char *moving = video->descriptor.piped ? "pipe" : "video";
    const int is_picture = is_among(demuxer, IMAGE_FORMATS);
    video->source.info.kind = is_picture ? "image" : moving;
    status = facs_video_start(video, error);
    if (status == -EINVAL && !video->stream && facs_container_is_cut(&video->container))
        return explain_file(video, AVERROR_INVALIDDATA, error);
    if (status && !video->stream)
        explain_foreign(video, 0, error); /* FFmpeg took it for sound */
    return status ? status : facs_stills_start(video, is_picture, error);
}

/* Opens a descriptor at its current position, or the bytes in the options. */
static int open_descriptor(facs_video *video, int fd, facs_error *error)
{
    const char *name = video->source.name;
    int status = facs_descriptor_begin(&video->descriptor, fd, video->source.options.from,
                                       facs_video_interrupt(video), &video->container);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "reading a pipe");
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT,
                         video->descriptor.from ? status : facs_source_errno(status),
                         "%s: the file cannot be read: %s", name, facs_strerror(status));
    video->io = facs_descriptor_io_open(&video->descriptor);
    return video->io ? open_probed(video, error) : facs_fail_memory(error, "reading a file");
}

/* On Windows, some names cannot be, such as that of a pattern which no file fits. */
static const char *why_not(const char *name, int status)
{
    if (status != -EINVAL || !facs_path_unusable(name))
        return facs_strerror(status);
    return strpbrk(facs_path_name(name), "*?") ? "no file fits this pattern"
                                               : "Windows does not allow such a name";
}

int facs_open_file(facs_video *video, facs_error *error)
{
    const char *name = video->source.name;
    facs_file_info info;

    if (video->source.options.from || video->file >= 0) /* the latter is read again */
        return open_descriptor(video, video->file, error);
    const int status = facs_path_info(name, &info);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT,
                         status == -EACCES || status == -ENOENT ? status : -EINVAL,
                         "%s: it cannot be opened: %s", name, why_not(name, status));
    /* Opening a pipe could block forever, and where it ends would be unknown. */
    if (info.kind != FACS_REGULAR_FILE)
        return facs_source_refuse(
            error,
            "%s: this is a device, pipe or socket; give a video or image file, a folder of images, "
            "camera:%s for a camera, or - for standard input",
            name, name);
    video->file = facs_handle_open(name, FACS_OPEN_READ);
    if (video->file < 0)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(video->file),
                         "%s: the file cannot be read: %s", name, facs_strerror(video->file));
    return open_descriptor(video, video->file, error);
}

int facs_open_standard_input(facs_video *video, facs_error *error)
{
    if (facs_is_terminal(FACS_STANDARD_INPUT))
        return facs_source_refuse(
            error, "%s is a terminal; send a video to it, as in facs extract - < video.mkv",
            video->source.name);
    return open_descriptor(video, FACS_STANDARD_INPUT, error);
}

static int is_scheme_known(const char *name)
{
    const size_t length = (size_t)(strstr(name, "://") - name);
    for (size_t i = 0; i < sizeof(url_schemes) / sizeof(url_schemes[0]); i++)
        if (strlen(url_schemes[i]) == length && av_strncasecmp(url_schemes[i], name, length) == 0)
            return 1;
    return 0;
}

static int explain_url(const facs_video *video, int status, facs_error *error)
{
    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "opening a URL");
    if (status == AVERROR_EXIT && !facs_video_is_late(video))
        return facs_source_give_up(&video->source, error);
    return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(status),
                     "%s: the URL could not be opened as a video: %s; check the address and the "
                     "connection",
                     video->source.name,
                     status == AVERROR_EXIT ? "the server does not answer" : av_err2str(status));
}

int facs_open_url(facs_video *video, facs_error *error)
{
    const char *name = video->source.name;

    if (!is_scheme_known(name))
        return facs_source_refuse(error,
                                  "%s: this kind of URL is not supported; use http, https, rtsp, "
                                  "rtmp, rtp, udp, tcp or srt, or the plain path of a file",
                                  name);
    video->live = 1;
    int status = facs_video_open_input(
        video, name, NULL, 0, "protocol_whitelist=" URL_PROTOCOLS ":format_whitelist=" URL_FORMATS);
    if (status >= 0)
        status = facs_video_find_streams(video);
    if (status < 0)
        return explain_url(video, status, error);
    video->source.info.kind = "url";
    return facs_video_start(video, error);
}
