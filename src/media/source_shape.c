/* Size and shape of pictures: square pixels, upright, all of one size. */
#include "media/ffmpeg.h"
#include "media/source_video.h"

#include "media/h264_header.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* The default limits keep memory below 1 GB for 8K video (7680x4320, 8192x4320), whose decoder
 * holds up to 16 pictures, and for photographs of 64 million pixels. 8K in H.265 took 0.64 GB with
 * 8 bits and 0.93 GB with 10; a still image takes 14 bytes a pixel with 16 bits and alpha. */
#define VIDEO_PIXELS 36000000
#define STILL_PIXELS (1 << 26)
#define EDGES        256 /* pixels that a decoder may add to a side */

void facs_video_set_size(facs_video *video, int width, int height)
{
    facs_source_info *info = &video->source.info;
    const int *aspect = video->picture.aspect;

    facs_picture_upright_size(&video->picture, width, height, &info->width, &info->height);
    info->rotation = 90 * video->picture.quarter_turns;
    info->stored_width = width;
    info->stored_height = height;
    info->aspect[0] = aspect[0] ? aspect[0] : 1;
    info->aspect[1] = aspect[1] ? aspect[1] : 1;
}

static int64_t budget(const facs_video *video)
{
    if (video->source.options.max_pixels > 0)
        return video->source.options.max_pixels;
    return strcmp(video->source.info.kind, "image") == 0 ? STILL_PIXELS : VIDEO_PIXELS;
}

static int is_over_budget(const facs_video *video, int width, int height)
{
    return (int64_t)width * height > budget(video);
}

int facs_video_check_size(const facs_video *video, int width, int height, facs_error *error)
{
    const char *name = video->source.name;
    int upright_width, upright_height;

    facs_picture_upright_size(&video->picture, width, height, &upright_width, &upright_height);
    if (upright_width > FACS_IMAGE_MAX_SIDE || upright_height > FACS_IMAGE_MAX_SIDE)
        return facs_source_refuse(
            error,
            "%s: its pictures are %dx%d, larger than the %dx%d that can be analyzed; scale it down",
            name, upright_width, upright_height, FACS_IMAGE_MAX_SIDE, FACS_IMAGE_MAX_SIDE);
    if (is_over_budget(video, upright_width, upright_height) ||
        is_over_budget(video, width, height))
        return facs_source_refuse(error,
                                  "%s: its pictures are %dx%d, over the limit of %lld pixels; "
                                  "scale it down, or allow more with --max-pixels %lld",
                                  name, upright_width, upright_height, (long long)budget(video),
                                  (long long)upright_width * upright_height);
    return 0;
}

/* Allocates a picture, unless it is over the limit. */
static int get_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    facs_video *video = codec->opaque;
    /* By the codec's size: some decoders add edges to the frame's. */
    if (!is_over_budget(video, codec->width, codec->height) &&
        codec->width <= FACS_IMAGE_MAX_SIDE && codec->height <= FACS_IMAGE_MAX_SIDE) {
        const int status = avcodec_default_get_buffer2(codec, frame, flags);
        if (status == 0 && video->unwritten)
            facs_unwritten_watch(video->unwritten, frame, facs_video_number(frame));
        return status;
    }
    if (video->threads == 1) { /* one of several threads must not; this will be decoded again */
        video->refused[0] = codec->width;
        video->refused[1] = codec->height;
    }
    return AVERROR(EINVAL);
}

void facs_video_set_budget(facs_video *video)
{
    AVCodecContext *codec = video->codec;
    codec->opaque = video;
    codec->get_buffer2 = get_buffer;
    codec->thread_type = FF_THREAD_FRAME;
#if LIBAVCODEC_VERSION_MAJOR < 60 /* later ones take it for granted */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    codec->thread_safe_callbacks = 1;
#pragma GCC diagnostic pop
#endif
    /* For decoders with their own memory; a little more, because they add edges. */
    if (codec->width > 0)
        codec->max_pixels = budget(video) + EDGES * ((int64_t)codec->width + codec->height + EDGES);
}

/* Returns 1 if FFmpeg need not decode anything to know the only stream of an MP4 or MOV. */
static int is_known(const AVFormatContext *format)
{
    return format->nb_streams == 1 && strncmp(format->iformat->name, "mov,", 4) == 0 &&
           format->streams[0]->avg_frame_rate.num > 0 &&
           facs_h264_header_apply(format->streams[0]->codecpar);
}

int facs_video_find_streams(facs_video *video)
{
    AVFormatContext *format = video->format;
    const int64_t pixels = video->source.options.max_pixels, probed = format->probesize;
    /* Plain pixels take no more memory than the file, and a limit would break FFmpeg's parser. */
    const int plain =
        av_match_list(format->iformat->name, "pam_pipe,pbm_pipe,pgm_pipe,ppm_pipe", ',');
    const unsigned count = plain ? 0 : format->nb_streams;
    const int known = is_known(format);
    AVDictionary **options = av_calloc(count + 1, sizeof(*options));
    int status = options ? 0 : AVERROR(ENOMEM);

    for (unsigned i = 0; status >= 0 && i < count; i++) {
        status = av_dict_set_int(&options[i], "max_pixels", pixels > 0 ? pixels : STILL_PIXELS, 0);
        /* Nobody will see the pictures that it decodes. */
        if (status >= 0)
            status = av_dict_set(&options[i], "skip_loop_filter", "all", 0);
        if (status >= 0 && known)
            status = av_dict_set(&options[i], "skip_frame", "all", 0);
    }
    if (known)
        format->probesize = 1; /* one packet */
    if (status >= 0)
        status = avformat_find_stream_info(format, count ? options : NULL);
    format->probesize = probed;
    for (unsigned i = 0; options && i < count; i++)
        av_dict_free(&options[i]);
    av_free(options);
    return status;
}

/* A video call in a browser starts with small pictures, which grow with the bandwidth. If the
 * container declares larger ones of the same shape, all get that size. (At least half as many
 * pixels again: cropping by the codec is no growth. In other containers the headers are often
 * wrong.) */
static void take_declared_size(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    const char *format = video->format->iformat->name;
    const int stream = video->stream->index, rotation = info->rotation;

    if (stream >= FACS_DECLARED_STREAMS ||
        (strncmp(format, "matroska", 8) != 0 && strncmp(format, "mov,", 4) != 0))
        return;
    const double across = (double)video->declared[stream][0] / info->stored_width;
    const double down = (double)video->declared[stream][1] / info->stored_height;
    if (across < 1 || down < 1 || across * down < 1.5 || fabs(across / down - 1) > 0.02 ||
        facs_video_check_size(video, video->declared[stream][0], video->declared[stream][1], NULL))
        return;
    facs_picture_upright_size(&video->picture, video->declared[stream][0],
                              video->declared[stream][1], &info->width, &info->height);
    info->rotation = rotation;
}

/* Takes orientation and pixel shape of this frame; if it does not say, they stay as before. */
static void take_shape(facs_video *video)
{
    AVFrame *frame = video->frame;
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);

    if (side && side->size >= 9 * sizeof(int32_t))
        facs_picture_orient(&video->picture, side->data);
    facs_picture_set_aspect(&video->picture,
                            av_guess_sample_aspect_ratio(video->format, video->stream, frame));
}

int facs_video_accept_shape(facs_video *video, facs_error *error)
{
    const AVFrame *frame = video->frame;
    facs_source *source = &video->source;
    facs_source_info *info = &source->info;

    take_shape(video);
    facs_picture_upright_size(&video->picture, frame->width, frame->height, &source->upright_width,
                              &source->upright_height);
    if (video->decoded == 0) {
        int status = facs_video_check_size(video, frame->width, frame->height, error);
        if (status)
            return status;
        facs_video_set_size(video, frame->width, frame->height);
        if (source->wanted_width > 0) {
            info->width = source->wanted_width;
            info->height = source->wanted_height;
        } else {
            take_declared_size(video);
        }
    }
    if (source->upright_width != info->width || source->upright_height != info->height)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_SIZE_CHANGE, video->decoded,
                          video->moment.time, "%dx%d instead of %dx%d", source->upright_width,
                          source->upright_height, info->width, info->height);
    return 0;
}
