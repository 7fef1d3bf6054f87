#include "media/video_encoder.h"

#include "base/error.h"
#include "media/encoder.h"
#include "media/ffmpeg.h"
#include "media/sound.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_RATE 30.0 /* frames per second, OpenFace's default */
#define MAX_RATE     1000.0

/* For containers with free frame times: all usual rates are integers, and it is about the most that
 * MPEG-4 allows. */
#define FINE_BASE 60000

/* FFmpeg's view of the open file, with a position of its own. */
typedef struct file_io {
    int handle;
    int64_t at; /* bytes from the start */
} file_io;

struct facs_video_encoder {
    char *path; /* for messages */
    file_io written, read_again;
    facs_encoder encoder;
    AVFormatContext *format;
    AVStream *stream;
    facs_sound *sound; /* NULL: none */
    int64_t delay;     /* of the pictures in the file, in the codec's time base */
    int64_t last;      /* time of the last picture in the same units, without delay; -1: none */
    int64_t length;    /* of a picture, in the same units */
    int begun;         /* 1: the header is written and a trailer is due */
};

/* ---- The file -------------------------------------------------------------------------------- */

#define BUFFER_BYTES (32 * 1024)

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    file_io *file = opaque;
    const int64_t count = facs_handle_read_at(file->handle, bytes, (size_t)size, file->at);
    if (count <= 0)
        return count < 0 ? (int)AVERROR(-count) : AVERROR_EOF;
    file->at += count;
    return (int)count;
}

#if LIBAVFORMAT_VERSION_MAJOR >= 61
static int write_bytes(void *opaque, const uint8_t *bytes, int size)
#else
static int write_bytes(void *opaque, uint8_t *bytes, int size)
#endif
{
    file_io *file = opaque;
    const int status = facs_handle_write_at(file->handle, bytes, (size_t)size, file->at);
    if (status < 0)
        return AVERROR(-status);
    file->at += size;
    return size;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    file_io *file = opaque;
    facs_file_info info;
    const int status = facs_handle_info(file->handle, &info);
    if (status < 0)
        return AVERROR(-status);
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return info.size;
    if (whence == SEEK_CUR)
        offset += file->at;
    else if (whence == SEEK_END)
        offset += info.size;
    else if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    return offset < 0 ? AVERROR(EINVAL) : (file->at = offset);
}

/* FFmpeg's access to the open file, by its handle, so that its name is not looked up again. It
 * starts at the beginning and keeps its own position. NULL if out of memory. */
static AVIOContext *open_io(file_io *file, int handle, int writable)
{
    *file = (file_io){.handle = handle};
    unsigned char *buffer = av_malloc(BUFFER_BYTES);
    AVIOContext *io = !buffer ? NULL
                              : avio_alloc_context(buffer, BUFFER_BYTES, writable, file,
                                                   writable ? NULL : read_bytes,
                                                   writable ? write_bytes : NULL, seek);
    if (!io)
        av_free(buffer);
    return io;
}

/* Anything not flushed is lost. */
static void close_io(AVIOContext **io)
{
    if (!*io)
        return;
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}

/* ---- Opening --------------------------------------------------------------------------------- */

static int open_codec(facs_video_encoder *video, const facs_video_encoder_options *options,
                      AVRational rate, facs_error *error)
{
    const int avi = strcmp(video->format->oformat->name, "avi") == 0;
    const int global = video->format->oformat->flags & AVFMT_GLOBALHEADER;
    facs_encoder_options wanted = {.codec = avi ? AV_CODEC_ID_MJPEG
                                                : video->format->oformat->video_codec,
                                   .width = options->width,
                                   .height = options->height,
                                   .from = AV_PIX_FMT_BGR24,
                                   .threads = options->threads,
                                   .to = avi ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P,
                                   .time_base = avi ? av_inv_q(rate) : (AVRational){1, FINE_BASE},
                                   .frame_rate = rate,
                                   .flags = global ? AV_CODEC_FLAG_GLOBAL_HEADER : 0};
    if (options->lossless) {
        wanted.codec = AV_CODEC_ID_FFV1;
        wanted.to = AV_PIX_FMT_BGR0;
    } else if (!avi) { /* H.264 needs even sizes; a single row or column stays */
        wanted.width -= wanted.width > 1 ? wanted.width % 2 : 0;
        wanted.height -= wanted.height > 1 ? wanted.height % 2 : 0;
    }
    if (!avi && !facs_encoder_has(wanted.codec))
        wanted.codec = AV_CODEC_ID_MPEG4; /* an FFmpeg without x264 */
    video->length = avi ? 1 : llround(FINE_BASE / av_q2d(rate));
    return facs_encoder_open(&video->encoder, &wanted, error);
}

static int open_stream(facs_video_encoder *video, AVRational rate, facs_error *error)
{
    AVCodecContext *codec = video->encoder.codec;
    video->stream = avformat_new_stream(video->format, NULL);
    if (!video->stream || avcodec_parameters_from_context(video->stream->codecpar, codec) < 0)
        return facs_fail_memory(error, "a video's stream");
    video->stream->time_base = codec->time_base;
    video->stream->avg_frame_rate = rate;
    return 0;
}

static int open_sound(facs_video_encoder *video, const facs_video_encoder_options *options,
                      facs_error *error)
{
    if (!options->sound)
        return 0;
    int status = facs_sound_open(&video->sound, options->sound, options->sound_from, video->format,
                                 options->log, error);
    if (video->sound && options->cut)
        facs_sound_cut(video->sound, options->start);
    else if (video->sound)
        video->delay = llround(facs_sound_delay(video->sound, options->start) /
                               av_q2d(video->encoder.codec->time_base));
    return status;
}

/* faststart reads the file again; anything else that a container asks for is refused. */
static int open_again(AVFormatContext *format, AVIOContext **io, const char *url, int flags,
                      AVDictionary **options)
{
    (void)url;
    (void)options;
    facs_video_encoder *video = format->opaque;
    if (flags & AVIO_FLAG_WRITE)
        return AVERROR(EACCES);
    *io = open_io(&video->read_again, video->written.handle, 0);
    return *io ? 0 : AVERROR(ENOMEM);
}

static int close_again(AVFormatContext *format, AVIOContext *io)
{
    (void)format;
    close_io(&io);
    return 0;
}

static int begin_file(facs_video_encoder *video, facs_error *error)
{
    video->format->pb = open_io(&video->written, video->written.handle, 1);
    video->format->url = av_strdup(video->path);
    if (!video->format->pb || !video->format->url)
        return facs_fail_memory(error, "a video's writer");
    video->format->opaque = video;
    video->format->io_open = open_again;
    video->format->io_close2 = close_again;
    /* An MP4's index comes before its pictures, so that it plays from the network. */
    AVDictionary *options = NULL;
    int status = av_dict_set(&options, "movflags", "+faststart", 0);
    if (status >= 0)
        status = avformat_write_header(video->format, &options);
    av_dict_free(&options);
    video->begun = status >= 0;
    return facs_encoder_check_write(video->path, status, error);
}

int facs_video_encoder_check(const char *name, facs_error *error)
{
    if (av_guess_format(NULL, name, NULL))
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL,
                     "%s: expected a video's name, such as one ending in .avi or .mp4", name);
}

static int open_parts(facs_video_encoder *video, const facs_video_encoder_options *options,
                      facs_error *error)
{
    const int known = options->frame_rate > 0 && options->frame_rate <= MAX_RATE;
    const AVRational rate = av_d2q(known ? options->frame_rate : DEFAULT_RATE, 1 << 16);
    int status = facs_video_encoder_check(options->name, error);
    if (status == 0 &&
        avformat_alloc_output_context2(&video->format, av_guess_format(NULL, options->name, NULL),
                                       NULL, NULL) < 0)
        status = facs_fail_memory(error, "a video's writer");
    if (status == 0)
        status = open_codec(video, options, rate, error);
    if (status == 0)
        status = open_stream(video, rate, error);
    if (status == 0)
        status = open_sound(video, options, error);
    return status < 0 ? status : begin_file(video, error);
}

int facs_video_encoder_open(facs_video_encoder **out, const char *path, int handle,
                            const facs_video_encoder_options *options, facs_error *error)
{
    *out = NULL;
    facs_video_encoder *video = calloc(1, sizeof(*video));
    if (!video || !(video->path = strdup(path))) {
        free(video);
        return facs_fail_memory(error, "a video's writer");
    }
    video->last = -1;
    video->written.handle = handle;
    int status = open_parts(video, options, error);
    if (status < 0)
        facs_video_encoder_close(&video);
    *out = video;
    return status;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Writes the sound up to the picture in packet (in the stream's time base), then the picture. */
static int write_packet(facs_video_encoder *video, AVPacket *packet)
{
    int status = 0;
    if (video->sound)
        status =
            facs_sound_copy(video->sound, (double)packet->dts * av_q2d(video->stream->time_base));
    return status < 0 ? status : av_write_frame(video->format, packet);
}

/* Writes the packets that the codec has ready. */
static int drain(facs_video_encoder *video, facs_error *error)
{
    AVPacket *packet = video->encoder.packet;
    int status;
    while ((status = avcodec_receive_packet(video->encoder.codec, packet)) == 0) {
        if (packet->duration == 0)
            packet->duration = video->length;
        packet->stream_index = 0;
        packet->pts += video->delay;
        packet->dts += video->delay;
        av_packet_rescale_ts(packet, video->encoder.codec->time_base, video->stream->time_base);
        status = write_packet(video, packet);
        av_packet_unref(packet);
        if (status >= 0)
            status = video->format->pb->error;
        if (status < 0)
            return facs_encoder_check_write(video->path, status, error);
    }
    return status == AVERROR(EAGAIN) || status == AVERROR_EOF
               ? 0
               : facs_encoder_check_write(video->path, status, error);
}

int facs_video_encoder_write(facs_video_encoder *video, const facs_image *picture, double time,
                             facs_error *error)
{
    int64_t at = llround(time / av_q2d(video->encoder.codec->time_base));
    video->last = at > video->last ? at : video->last + 1;
    int status = facs_encoder_send(&video->encoder, picture, video->last);
    return status < 0 ? facs_encoder_check_write(video->path, status, error) : drain(video, error);
}

/* Writes the sound up to the end of the last picture, or all of it. */
static int end_sound(facs_video_encoder *video, int all, facs_error *error)
{
    const double end = (double)(video->last + video->delay + video->length) *
                       av_q2d(video->encoder.codec->time_base);
    int status = video->sound ? facs_sound_copy(video->sound, all ? INFINITY : end) : 0;
    return facs_encoder_check_write(video->path, status, error);
}

int facs_video_encoder_finish(facs_video_encoder *video, int all_sound, facs_error *error)
{
    if (!video->begun)
        return 0;
    video->begun = 0;
    int status = facs_encoder_send(&video->encoder, NULL, 0);
    status =
        status < 0 ? facs_encoder_check_write(video->path, status, error) : drain(video, error);
    if (status == 0)
        status = end_sound(video, all_sound, error);
    int ended = av_write_trailer(video->format);
    avio_flush(video->format->pb);
    const int flushed = video->format->pb->error;
    close_io(&video->format->pb);
    return status ? status
                  : facs_encoder_check_write(video->path, ended < 0 ? ended : flushed, error);
}

void facs_video_encoder_close(facs_video_encoder **address)
{
    facs_video_encoder *video = *address;
    if (!video)
        return;
    facs_sound_close(&video->sound);
    facs_encoder_close(&video->encoder);
    if (video->format)
        close_io(&video->format->pb);
    avformat_free_context(video->format);
    free(video->path);
    free(video);
    *address = NULL;
}
