/* Chooses the stream with the pictures. */
#include "media/source_video.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>

/* Returns 1 for a video or image, but not for album covers and players' thumbnails. */
static int has_pictures(const AVFormatContext *format, unsigned i)
{
    const AVStream *stream = format->streams[i];
    const AVCodecParameters *parameters = stream->codecpar;
    const int still =
        parameters->codec_id == AV_CODEC_ID_MJPEG || parameters->codec_id == AV_CODEC_ID_PNG;

    return parameters->codec_type == AVMEDIA_TYPE_VIDEO &&
           parameters->codec_id != AV_CODEC_ID_NONE &&
           !(stream->disposition &
             (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) &&
           !(still && stream->nb_frames == 1 && format->nb_streams > 1);
}

/* The n-th stream of pictures, from 1; -1: there are fewer. */
static int find_stream(const AVFormatContext *format, int n)
{
    for (unsigned i = 0; i < format->nb_streams; i++)
        if (has_pictures(format, i) && --n == 0)
            return (int)i;
    return -1;
}

/* Number of a stream among those with pictures, from 1; for nb_streams, how many there are. */
static int number_of(const AVFormatContext *format, unsigned stream)
{
    int number = 0;
    for (unsigned i = 0; i <= stream && i < format->nb_streams; i++)
        number += has_pictures(format, i);
    return number;
}

static int choose(facs_video *video, int *chosen, facs_error *error)
{
    AVFormatContext *format = video->format;
    const int wanted = video->source.options.stream, count = number_of(format, format->nb_streams);
    const int sound = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0) >= 0;

    if (count == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s: it has no pictures%s; a video or image was expected",
                         video->source.name, sound ? ", only sound" : "");
    if (wanted > count)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s: it has no video stream %d, only %d",
                         video->source.name, wanted, count);
    *chosen = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    /* An AVIF's second stream is the transparency of its first. */
    if (wanted > 0 || *chosen < 0 || !has_pictures(format, (unsigned)*chosen) ||
        facs_stills_is_avif(video))
        *chosen = find_stream(format, wanted > 0 ? wanted : 1);
    return 0;
}

int facs_video_choose_stream(facs_video *video, facs_error *error)
{
    AVFormatContext *format = video->format;
    facs_source_info *info = &video->source.info;
    int chosen;

    int status = choose(video, &chosen, error);
    if (status)
        return status;
    for (unsigned i = 0; i < format->nb_streams; i++)
        if ((int)i != chosen)
            format->streams[i]->discard = AVDISCARD_ALL;
    video->stream = format->streams[chosen];
    info->stream = number_of(format, (unsigned)chosen);
    info->streams = number_of(format, format->nb_streams);
    const AVCodecParameters *parameters = video->stream->codecpar;
    if (info->streams > 1 && video->source.options.stream == 0 && !facs_stills_is_avif(video))
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_SEVERAL_STREAMS, -1, NAN,
                          "number %d of %d: %dx%d, %s; --stream N selects another", info->stream,
                          info->streams, parameters->width, parameters->height,
                          avcodec_get_name(parameters->codec_id));
    return 0;
}
