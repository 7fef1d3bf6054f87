/* Decides what a file of pictures is, one or several, once its decoder is open. */
#include "media/source_video.h"
#include "media/still_traits.h"
#include "media/stills.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define DEFAULT_FPS 30.0 /* pages per second, as for a folder of pictures */

/* Reads up to the next packet of the pictures. Returns FFmpeg's status. */
static int read_ahead(facs_video *video, int i)
{
    AVPacket **packet = &video->stills.ahead[i];
    *packet = av_packet_alloc();
    if (!*packet)
        return AVERROR(ENOMEM);
    facs_video_begin_wait(video);
    for (;;) {
        int status = av_read_frame(video->format, *packet);
        if (status < 0) {
            av_packet_free(packet);
            return status;
        }
        if ((*packet)->stream_index == video->stream->index && (*packet)->size > 0)
            return 0;
        av_packet_unref(*packet);
    }
}

static void orient(facs_video *video, const facs_still_traits *traits)
{
    const int heif = facs_stills_is_avif(video)
                         ? facs_still_heif_orientation(video->container.beginning,
                                                       facs_container_beginning(&video->container))
                         : 0;
    const int orientation = heif ? heif : traits->orientation;
    if (orientation) {
        facs_picture_orient_exif(&video->picture, orientation);
        facs_video_set_size(video, video->stream->codecpar->width, video->stream->codecpar->height);
    }
}

/* Reads only the first picture from here on. */
static void read_first_only(facs_video *video, const char *why)
{
    facs_stills *stills = &video->stills;
    stills->ended = 1;
    av_packet_free(&stills->ahead[1]);
    video->source.info.more_pictures = why != NULL;
    if (why)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_FIRST_PICTURE_ONLY, -1, NAN,
                          "%s", why);
}

/* As many frames as the animation has, at its times. */
static void describe_webp(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    const facs_webp_info *webp = facs_webp_animation_info(video->stills.webp);
    info->kind = video->descriptor.piped ? "pipe" : "video";
    info->frames_expected = webp->frames;
    info->duration = (double)webp->duration / 1000;
    info->frame_rate = (double)info->frames_expected / info->duration;
    video->stream->time_base = (AVRational){1, 1000};
}

/* FFmpeg would find no picture in the whole file, which is one packet. */
static int open_webp(facs_video *video, facs_error *error)
{
    facs_stills *stills = &video->stills;
    AVPacket *packet = stills->ahead[0];
    int status = facs_webp_animation_open(&stills->webp, packet->data, (size_t)packet->size);
    av_packet_unref(packet);
    if (status == -EINVAL)
        return facs_source_refuse(error, "%s: no frame in this animated WebP can be read",
                                  video->source.name);
    if (status || facs_webp_animation_read(stills->webp, 0, packet) < 0)
        return facs_fail_memory(error, "an animation");
    stills->page = 1;
    const facs_webp_info *webp = facs_webp_animation_info(stills->webp);
    video->stream->codecpar->width = webp->width;
    video->stream->codecpar->height = webp->height;
    facs_video_set_size(video, webp->width, webp->height);
    return facs_video_check_size(video, webp->width, webp->height, error);
}

/* What follows a JPEG in the same file: further frames, if they simply follow; other views, if its
 * header announces others of its size; otherwise a preview, a gain map, or anything at all, such as
 * the video that phones append. */
static void decide_on_jpeg(facs_video *video, const facs_still_traits *traits)
{
    const AVPacket *first = video->stills.ahead[0], *next = video->stills.ahead[1];
    const facs_still_traits others =
        facs_still_look(AV_CODEC_ID_MJPEG, next->data, (size_t)next->size);
    const int has_end =
        first->size > 2 && memcmp(first->data + first->size - 2, "\xFF\xD9", 2) == 0;
    if (traits->announces_more && others.size == traits->size)
        read_first_only(video, "the others are for the other eye or similar");
    else if (traits->announces_more || !has_end)
        read_first_only(video, NULL);
}

/* Shows the pages of a TIFF, or the pictures of a file, as frames of a video. */
static void describe_several(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    info->kind = video->descriptor.piped ? "pipe" : "images";
    info->frames_expected = 0;
    if (!video->stills.tiff)
        return;
    const facs_tiff_info *tiff = facs_tiff_get_info(video->stills.tiff);
    const double fps = video->source.options.fps;
    info->frames_expected = tiff->pages;
    info->frame_rate = fps > 0 ? fps : tiff->frame_rate > 0 ? tiff->frame_rate : DEFAULT_FPS;
    info->duration = (double)tiff->pages / info->frame_rate;
    video->stream->time_base = av_inv_q(av_d2q(info->frame_rate, 1000000));
}

static void describe_one(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    info->kind = "image";
    info->frames_expected = 1;
    info->frame_rate = 0;
    info->duration = 0;
}

static int is_several(const facs_video *video)
{
    const facs_stills *stills = &video->stills;
    if (stills->webp)
        return facs_webp_animation_info(stills->webp)->frames > 1;
    return stills->tiff ? facs_tiff_get_info(stills->tiff)->pages > 1 : stills->ahead[1] != NULL;
}

static int decide(facs_video *video, const facs_still_traits *traits, int is_picture,
                  facs_error *error)
{
    facs_stills *stills = &video->stills;
    const facs_tiff_info *tiff = stills->tiff ? facs_tiff_get_info(stills->tiff) : NULL;
    const enum AVCodecID codec = video->stream->codecpar->codec_id;
    int status = 0;

    if (codec == AV_CODEC_ID_WEBP && traits->several)
        status = open_webp(video, error);
    if (status)
        return status;
    if (stills->ahead[1] && codec == AV_CODEC_ID_MJPEG && (is_picture || traits->announces_more))
        decide_on_jpeg(video, traits);
    if (traits->several && codec != AV_CODEC_ID_WEBP)
        read_first_only(video, "an animation that FFmpeg does not decode");
    else if (tiff && tiff->unlisted)
        read_first_only(video, "its page list is circular");
    else if (!stills->ended && is_several(video) && video->source.options.still)
        read_first_only(video, "in a folder, each file counts as one picture");
    if (stills->ended || !is_several(video))
        describe_one(video);
    else if (stills->webp)
        describe_webp(video);
    else if (is_picture)
        describe_several(video);
    stills->pictures = is_picture || stills->ended || !is_several(video);
    return 0;
}

int facs_stills_start(facs_video *video, int is_picture, facs_error *error)
{
    facs_stills *stills = &video->stills;
    const char *format = video->format->iformat->name;
    int status = 0;

    if (!is_picture && strcmp(format, "gif") != 0 && strcmp(format, "apng") != 0 &&
        strcmp(format, "mjpeg") != 0 && !facs_stills_is_avif(video))
        return 0;
    if (!stills->tiff)
        status = read_ahead(video, 0);
    if (!stills->tiff && status == 0)
        status = read_ahead(video, 1);
    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "a packet");
    if (status < 0 && status != AVERROR_EOF && !is_picture)
        return 0; /* damaged: reading will report it */
    if (!stills->ahead[0])
        return 0;
    const AVPacket *first = stills->ahead[0];
    const facs_still_traits traits =
        facs_still_look(video->stream->codecpar->codec_id, first->data, (size_t)first->size);
    stills->declared_bits = traits.bits;
    orient(video, &traits);
    return decide(video, &traits, is_picture, error);
}
