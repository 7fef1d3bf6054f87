/* From an address to an open decoder: which stream, which decoder, what is known about it. */
#include "media/source_video.h"

#include "base/log.h"
#include "media/decoder_threads.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Remembers the sizes that the container declares, before FFmpeg decodes any picture. */
static void note_declared(facs_video *video)
{
    for (unsigned i = 0; i < video->format->nb_streams && i < FACS_DECLARED_STREAMS; i++) {
        const AVCodecParameters *parameters = video->format->streams[i]->codecpar;
        video->declared[i][0] = parameters->width;
        video->declared[i][1] = parameters->height;
    }
}

int facs_video_open_input(facs_video *video, const char *address, const AVInputFormat *demuxer,
                          int flags, const char *options)
{
    AVDictionary *parsed = NULL;
    int status = av_dict_parse_string(&parsed, options, "=", ":", 0);
    AVFormatContext *format = status < 0 ? NULL : avformat_alloc_context();
    if (!format) {
        av_dict_free(&parsed);
        return status < 0 ? status : AVERROR(ENOMEM);
    }
    format->interrupt_callback = facs_video_interrupt(video);
    format->flags |= flags;
    format->pb = video->io;
    facs_video_begin_wait(video);
    facs_stream_log_open(&video->log, format);
    status = avformat_open_input(&format, address, demuxer, &parsed); /* frees it on failure */
    av_dict_free(&parsed);
    if (status < 0) {
        facs_stream_log_close(&video->log);
        return status;
    }
    video->format = format;
    note_declared(video);
    return status;
}

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

static int choose_stream(facs_video *video, facs_error *error)
{
    AVFormatContext *format = video->format;
    facs_source_info *info = &video->source.info;
    const int wanted = video->source.options.stream, count = number_of(format, format->nb_streams);
    const int sound = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0) >= 0;

    if (count == 0)
        return facs_source_refuse(error, "%s: it has no pictures%s; a video or image was expected",
                                  video->source.name, sound ? ", only sound" : "");
    if (wanted > count)
        return facs_source_refuse(error, "%s: it has no video stream %d, only %d",
                                  video->source.name, wanted, count);
    int chosen = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    /* An AVIF's second stream is the transparency of its first. */
    if (wanted > 0 || chosen < 0 || !has_pictures(format, (unsigned)chosen) ||
        facs_stills_is_avif(video))
        chosen = find_stream(format, wanted > 0 ? wanted : 1);
    for (unsigned i = 0; i < format->nb_streams; i++)
        if ((int)i != chosen)
            format->streams[i]->discard = AVDISCARD_ALL;
    video->stream = format->streams[chosen];
    info->stream = number_of(format, (unsigned)chosen);
    info->streams = count;
    const AVCodecParameters *parameters = video->stream->codecpar;
    if (count > 1 && wanted == 0 && !facs_stills_is_avif(video))
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_SEVERAL_STREAMS, -1, NAN,
                          "number %d of %d: %dx%d, %s; --stream N selects another", info->stream,
                          info->streams, parameters->width, parameters->height,
                          avcodec_get_name(parameters->codec_id));
    return 0;
}

/* The container's display matrix for a stream, or NULL. */
static const uint8_t *stream_matrix(const AVStream *stream)
{
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102) /* FFmpeg 6.1 */
    const AVPacketSideData *side =
        av_packet_side_data_get(stream->codecpar->coded_side_data,
                                stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return side && side->size >= 9 * sizeof(int32_t) ? side->data : NULL;
#else
    return av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, NULL);
#endif
}

/* Packets in the file's index; 0: no index. An edit list may remove some of an MP4's. */
static int64_t count_indexed(const AVFormatContext *format, const AVStream *stream)
{
    if (stream->nb_frames > 0 && strncmp(format->iformat->name, "mov,", 4) == 0)
        return avformat_index_get_entries_count(stream);
    return stream->nb_frames;
}

static void describe(facs_video *video)
{
    facs_source_info *info = &video->source.info;
    const AVFormatContext *format = video->format;
    const AVStream *stream = video->stream;
    const int still = strcmp(info->kind, "image") == 0;

    snprintf(info->format, sizeof(info->format), "%s", format->iformat->name);
    snprintf(info->codec, sizeof(info->codec), "%s", avcodec_get_name(stream->codecpar->codec_id));
    facs_video_set_size(video, stream->codecpar->width, stream->codecpar->height);
    if (still) {
        info->frames_expected = 1;
        return;
    }
    const AVRational rate =
        stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    if (rate.num > 0 && rate.den > 0)
        info->frame_rate = av_q2d(rate);
    /* For a truncated file, FFmpeg may know only the duration of what is left. */
    const facs_container *container = &video->container;
    const enum AVDurationEstimationMethod method = format->duration_estimation_method;
    /* In a pipe it knows of a fragmented MP4 only what has come by now. */
    const int partial = facs_container_is_cut(container) || video->descriptor.piped;
    const int told = method != AVFMT_DURATION_FROM_BITRATE && !(partial && container->fragmented) &&
                     (method == AVFMT_DURATION_FROM_STREAM || !facs_container_is_cut(container));
    if (stream->duration > 0 && told)
        info->duration = (double)stream->duration * av_q2d(stream->time_base);
    else if (format->duration > 0 && told)
        info->duration = (double)format->duration / AV_TIME_BASE;
    const double frames = info->duration * info->frame_rate;
    video->estimated = method == AVFMT_DURATION_FROM_PTS;
    video->indexed = count_indexed(format, stream);
    if (video->indexed > 0)
        info->frames_expected = video->indexed;
    else if (frames < 1e15) /* a hostile header's number may not fit */
        info->frames_expected = llround(frames);
}

/* Returns 1 for a stream by the encoder XviD, for which FFmpeg's decoder uses a special inverse
 * transform. Recognized as the decoder does, by the tag or by the encoder's mark in the header. */
static int is_xvid(const AVCodecParameters *parameters)
{
    static const uint32_t tags[] = {MKTAG('X', 'V', 'I', 'D'), MKTAG('X', 'V', 'I', 'X'),
                                    MKTAG('R', 'M', 'P', '4'), MKTAG('Z', 'M', 'P', '4'),
                                    MKTAG('S', 'I', 'P', 'P')};

    if (parameters->codec_id != AV_CODEC_ID_MPEG4)
        return 0;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (parameters->codec_tag == tags[i])
            return 1;
    for (int i = 0; i + 4 <= parameters->extradata_size; i++)
        if (memcmp(parameters->extradata + i, "XviD", 4) == 0)
            return 1;
    return 0;
}

/* Makes pixels equal on every processor. Otherwise x86's vector code is sometimes off by one in
 * MPEG-4's half-pixel motion, and NEON's in the inverse transform of older codecs; what x86 calls
 * the simple transform is exact. */
static void ask_for_exact_pixels(AVCodecContext *codec, const AVCodecParameters *parameters)
{
    codec->flags |= AV_CODEC_FLAG_BITEXACT;
    if (!is_xvid(parameters))
        codec->idct_algo = FF_IDCT_SIMPLE;
}

/* Sources of damage reports: checksums, FFmpeg's log, and which pictures may need others. */
static void watch_for_damage(facs_video *video)
{
    AVCodecContext *codec = video->codec;
    const AVCodecDescriptor *kind = avcodec_descriptor_get(codec->codec_id);

    codec->err_recognition |= AV_EF_CRCCHECK;
#ifdef AV_CODEC_FLAG_COPY_OPAQUE
    codec->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
#endif
    video->damage.intra_only = kind && kind->props & AV_CODEC_PROP_INTRA_ONLY;
    video->damage.free_b =
        codec->codec_id == AV_CODEC_ID_MPEG1VIDEO || codec->codec_id == AV_CODEC_ID_MPEG2VIDEO ||
        codec->codec_id == AV_CODEC_ID_MPEG4 || codec->codec_id == AV_CODEC_ID_VC1 ||
        codec->codec_id == AV_CODEC_ID_WMV3;
    facs_stream_log_start(&video->log, codec, video->threads > 1, video->stream->id);
}

/* Returns 1 for what can be decoded again, with one thread of software: what is in a file. */
static int can_be_repeated(const facs_video *video)
{
    return strcmp(video->source.info.kind, "video") == 0 && video->io && !video->descriptor.piped &&
           !video->again;
}

static enum AVPixelFormat choose_format(AVCodecContext *codec, const enum AVPixelFormat *offered)
{
    const facs_video *video = codec->opaque;
    return facs_hardware_choose(&video->hardware, offered);
}

/* Opens the device that decodes, if one is wanted. */
static int choose_hardware(facs_video *video, const AVCodec *decoder, facs_error *error)
{
    const facs_source_options *options = &video->source.options;
    facs_source_info *info = &video->source.info;
    const char *wanted = can_be_repeated(video) ? options->hwaccel : NULL;
    _Static_assert(sizeof(info->no_hwaccel) >= FACS_HARDWARE_WHY, "room for the reason");

    const int status = facs_hardware_open(&video->hardware, wanted, options->hardware, decoder,
                                          info->no_hwaccel, error);
    if (status < 0)
        return status;
    if (video->hardware.device)
        snprintf(info->hwaccel, sizeof(info->hwaccel), "%s",
                 av_hwdevice_get_type_name(video->hardware.type));
    else if (facs_hardware_is_wanted(options->hwaccel) && !info->no_hwaccel[0])
        snprintf(info->no_hwaccel, sizeof(info->no_hwaccel), "%s",
                 video->again ? "the device failed, or the file is damaged"
                              : "only what is in a file could be decoded again if it failed");
    if (info->no_hwaccel[0])
        facs_log_write(&options->log, FACS_LOG_INFO, "%s: software decodes: %s", video->source.name,
                       info->no_hwaccel);
    return 0;
}

/* Chooses what decodes: a device, several threads, or one. */
static int choose_means(facs_video *video, const AVCodec *decoder, facs_error *error)
{
    const facs_source_options *options = &video->source.options;
    const AVCodecParameters *parameters = video->stream->codecpar;
    const int status = choose_hardware(video, decoder, error);

    video->threads = 1;
    if (status == 0 && !video->hardware.device && !options->live && can_be_repeated(video) &&
        facs_decoder_is_threaded(parameters->codec_id))
        video->threads = options->decoder_threads
                             ? options->decoder_threads
                             : facs_decoder_threads(parameters, options->cores);
    video->provisional = video->threads > 1 || video->hardware.device;
    return status;
}

static int use_means(facs_video *video)
{
    AVCodecContext *codec = video->codec;
    codec->thread_count = video->threads;
    /* dav1d's threads share one picture then. With several, it forgets damage near the end. */
    if (codec->codec_id == AV_CODEC_ID_AV1 && video->threads > 1)
        codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (video->threads > 1 && !(video->unwritten = facs_unwritten_open()))
        return AVERROR(ENOMEM);
    return video->hardware.device ? facs_hardware_use(&video->hardware, codec, choose_format) : 0;
}

static int open_decoder(facs_video *video, facs_error *error)
{
    const AVCodecParameters *parameters = video->stream->codecpar;
    const AVCodec *decoder = avcodec_find_decoder(parameters->codec_id);
    if (!decoder)
        return facs_source_refuse(
            error,
            "%s: this FFmpeg has no decoder for its codec %s; convert it, for example to H.264",
            video->source.name, avcodec_get_name(parameters->codec_id));
    video->codec = avcodec_alloc_context3(decoder);
    video->packet = av_packet_alloc();
    video->frame = av_frame_alloc();
    if (!video->codec || !video->packet || !video->frame)
        return facs_fail_memory(error, "a decoder");
    int status = choose_means(video, decoder, error);
    if (status < 0)
        return status;
    status = avcodec_parameters_to_context(video->codec, parameters);
    if (status == 0) {
        video->codec->pkt_timebase = video->stream->time_base;
        ask_for_exact_pixels(video->codec, parameters);
        facs_video_set_budget(video);
        status = use_means(video);
    }
    if (status == 0) {
        watch_for_damage(video);
        status = avcodec_open2(video->codec, decoder, NULL);
    }
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(status),
                         "%s: its %s decoder could not be started: %s", video->source.name,
                         decoder->name, av_err2str(status));
    return 0;
}

/* Takes the container's word for the pictures' shape; each picture may differ. */
static int take_stream_shape(facs_video *video, facs_error *error)
{
    const AVCodecParameters *parameters = video->stream->codecpar;
    const uint8_t *matrix = stream_matrix(video->stream);
    facs_picture_turn(&video->picture, video->source.options.rotate);
    if (matrix)
        facs_picture_orient(&video->picture, matrix);
    facs_picture_set_aspect(&video->picture,
                            av_guess_sample_aspect_ratio(video->format, video->stream, NULL));
    video->picture.deinterlace = video->source.options.deinterlace;
    return facs_video_check_size(video, parameters->width, parameters->height, error);
}

int facs_video_start(facs_video *video, facs_error *error)
{
    int status = choose_stream(video, error);
    if (status == 0)
        status = take_stream_shape(video, error);
    if (status == 0)
        status = open_decoder(video, error);
    if (status)
        return status;
    describe(video);
    facs_timeline_begin(&video->timeline, video->source.info.frame_rate);
    video->latest_stamp = AV_NOPTS_VALUE;
    return 0;
}
