#include "media/source_video.h"

#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* A container's index may follow decoding order, so a seek goes this many seconds further back,
 * more than any reordering of frames. */
#define REORDERING 1.0

void facs_video_release(facs_video *video)
{
    facs_stream_log_close(&video->log);
    facs_picture_release(&video->picture);
    for (int i = 0; i < FACS_TIMELINE_WINDOW; i++)
        av_frame_free(&video->held[i]);
    av_frame_free(&video->frame);
    av_packet_free(&video->packet);
    avcodec_free_context(&video->codec);
    facs_hardware_close(&video->hardware);
    facs_unwritten_close(&video->unwritten);
    avformat_close_input(&video->format);
    facs_stills_close(video);
    facs_descriptor_io_close(&video->io);
}

static void close_video(facs_source *source)
{
    facs_video *video = (facs_video *)source;
    facs_video_release(video);
    if (video->file >= 0)
        facs_handle_close(video->file);
}

/* Bytes of the frame if the pool can hold it; 0: it must be converted. A camera's raw pictures are
 * in a few buffers of the system, which it needs back. */
static size_t held_bytes(facs_video *video, const facs_frame_pool *pool)
{
    const facs_source_info *info = &video->source.info;
    const facs_pool_frame target = {.width = info->width, .height = info->height};
    if (!facs_frame_pool_allows_held(pool) ||
        (video->live && video->codec->codec_id == AV_CODEC_ID_RAWVIDEO))
        return 0;
    return facs_picture_held_bytes(&video->picture, video->frame, &target);
}

/* held: held_bytes. */
static int get_target(const facs_video *video, facs_frame_pool *pool, size_t held,
                      facs_pool_frame **target, facs_error *error)
{
    const facs_source_info *info = &video->source.info;
    int status = facs_frame_pool_get_to_hold(pool, info->width, info->height, held, target);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "a frame");
    if (status == -ECANCELED)
        return facs_source_give_up(&video->source, error);
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: its pictures are %dx%d, which is not the size expected",
                         video->source.name, info->width, info->height);
    return 0;
}

/* Gives target the picture: converted, or as it is. held: held_bytes. */
static int fill(facs_video *video, size_t held, facs_pool_frame *target, facs_error *error)
{
    const AVFrame *frame = video->frame;
    int status = facs_stills_widen(video) < 0 ? -ENOMEM : 0;
    if (status == 0)
        status = held ? facs_picture_hold(&video->picture, frame, target)
                      : facs_picture_convert(&video->picture, frame, target);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "converting a frame");
    if (status)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: its pictures (pixel format %d of FFmpeg) could not be converted to "
                         "blue-green-red",
                         video->source.name, frame->format);
    target->index = video->decoded;
    facs_video_set_time(video, target);
    target->damaged = facs_video_judge(video, target->time);
    if (video->picture.is_comb && !video->picture.deinterlace)
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_INTERLACED, target->index,
                          target->time, NULL);
    video->decoded++;
    return 0;
}

/* Forgets what was decoded, so that the demuxer can continue elsewhere. */
static void flush(facs_video *video)
{
    avcodec_flush_buffers(video->codec);
    if (video->unwritten)
        facs_unwritten_forget(video->unwritten);
    av_packet_unref(video->packet);
    video->packet_waits = 0;
    video->end = 0;
    video->damage.count = 0;
    facs_video_forget_held(video);
}

/* Has the demuxer continue at an entry of its index, or at an earlier key frame if this one's
 * pictures need those before. */
static int go_to_entry(facs_video *video, int number)
{
    const AVIndexEntry *entry = avformat_index_get_entry(video->stream, number);
    return !entry ? -1
                  : av_seek_frame(video->format, video->stream->index, entry->timestamp,
                                  AVSEEK_FLAG_BACKWARD);
}

/* Returns the entry at which it then continues; 0: unknown, or the first. */
static int find_place(facs_video *video, int number)
{
    AVPacket *packet = video->packet;
    int found = 0;
    if (go_to_entry(video, number) < 0)
        return 0;
    const int is_there = av_read_frame(video->format, packet) >= 0 &&
                         packet->stream_index == video->stream->index &&
                         packet->flags & AV_PKT_FLAG_KEY;
    for (int i = number; is_there && i > 0 && !found; i--) {
        const AVIndexEntry *entry = avformat_index_get_entry(video->stream, i);
        found = entry && entry->pos == packet->pos ? i : 0;
    }
    av_packet_unref(packet);
    return found && go_to_entry(video, number) >= 0 ? found : 0;
}

/* Returns the entry of a key frame at least a second before the part, in an index of all packets,
 * as MP4 and MOV have; 0: there is none. */
static int find_entry(const facs_video *video)
{
    const double stamp =
        facs_timeline_stamp(&video->timeline, video->source.options.begin - REORDERING);
    if (video->indexed == 0 || strncmp(video->format->iformat->name, "mov,", 4) != 0 ||
        video->container.fragmented || video->descriptor.piped || isnan(stamp) ||
        avformat_index_get_entries_count(video->stream) != video->indexed)
        return 0;
    const int64_t target = llround(stamp / av_q2d(video->stream->time_base));
    const int found = av_index_search_timestamp(video->stream, target, AVSEEK_FLAG_BACKWARD);
    return found > video->packets ? found : 0;
}

/* Leaves out frames before the part without decoding them, if the index tells how many they are.
 * Then the packets that are read tell how many more come before the part. */
static void leap(facs_video *video)
{
    const int wanted = video->sought_part ? 0 : find_entry(video);
    video->sought_part = 1;
    if (!wanted)
        return;
    const int found = find_place(video, wanted);
    if (!found && go_to_entry(video, 0) < 0)
        return;
    flush(video);
    video->losses = (facs_losses){0};
    video->packets = video->decoded = found;
    video->leapt = found > 0;
    for (int i = 0; i < found; i++) {
        const AVIndexEntry *passed = avformat_index_get_entry(video->stream, i);
        video->early += passed && !(passed->flags & AVINDEX_DISCARD_FRAME);
    }
    video->source.info.frames_expected -= found - video->early;
}

/* Takes from a frame that is not returned what those after it depend on. */
static int pass_over(facs_video *video, facs_error *error)
{
    facs_pool_frame passed = {.index = video->decoded};
    const int status = facs_video_accept_shape(video, error);
    if (status == 0) {
        facs_video_set_time(video, &passed);
        facs_video_judge(video, passed.time);
    }
    av_frame_unref(video->frame);
    video->decoded += status == 0;
    return status;
}

/* Decodes the first frame that is not before the part into video->frame. Returns as
 * facs_source_read, or FACS_VIDEO_SUSPECT; *more 0: the input has ended. */
static int next_wanted(facs_video *video, int *more, facs_error *error)
{
    for (*more = 1;;) {
        int status = facs_video_next(video);
        *more = status == 0;
        if (status == FACS_VIDEO_SUSPECT)
            return status;
        if (status)
            return facs_video_end(video, status, error);
        if (!facs_source_is_early(&video->source, video->moment.time))
            break;
        status = pass_over(video, error);
        if (status)
            return status;
        if (video->decoded == 1)
            leap(video);
    }
    if (video->leapt)
        video->decoded = video->early;
    video->leapt = 0;
    *more = !facs_source_is_beyond(&video->source, video->moment.time);
    if (!*more)
        av_frame_unref(video->frame);
    return 0;
}

/* Decodes the file again with one thread, as far as it was read. */
static int begin_again(facs_video *video, facs_error *error)
{
    const facs_source_info before = video->source.info;
    const int64_t returned = before.decoded;
    int more = 1, status = facs_video_reopen(video, error);

    for (int64_t i = 0; status == 0 && more && i < returned; i++) {
        status = next_wanted(video, &more, error);
        if (status == 0 && more)
            status = pass_over(video, error);
    }
    video->source.silent = 0;
    if (status < 0) /* the frames that were returned stay, and so does what is known of them */
        video->source.info = before;
    return status;
}

static int read_video(facs_source *source, facs_frame_pool *pool, facs_pool_frame **out,
                      facs_error *error)
{
    facs_video *video = (facs_video *)source;
    facs_pool_frame *target = NULL;
    int more;
    const double start = facs_clock_ms();

    int status = next_wanted(video, &more, error);
    if (status == FACS_VIDEO_SUSPECT) {
        status = begin_again(video, error);
        if (status == 0)
            status = next_wanted(video, &more, error);
    }
    if (status || !more)
        return status;
    const double decoded = facs_clock_ms();
    status = facs_video_accept_shape(video, error);
    const size_t held = status ? 0 : held_bytes(video, pool);
    if (status == 0)
        status = get_target(video, pool, held, &target, error);
    if (status)
        goto done;
    const double waited = facs_clock_ms();
    status = fill(video, held, target, error);
    if (status) {
        facs_frame_pool_put(pool, target);
        goto done;
    }
    target->decode_ms = facs_clock_ms() - waited + decoded - start;
    *out = target;

done:
    av_frame_unref(video->frame);
    return status;
}

static int seek_video(facs_source *source, double time)
{
    facs_video *video = (facs_video *)source;
    const double stamp = facs_timeline_stamp(&video->timeline, fmax(0, time - REORDERING));
    if (video->live || video->provisional || isnan(stamp))
        return -ENOSYS;
    const int64_t target = (int64_t)llround(stamp / av_q2d(video->stream->time_base));
    if (!facs_stills_seek(video, time) &&
        av_seek_frame(video->format, video->stream->index, target, AVSEEK_FLAG_BACKWARD) < 0)
        return -ENOSYS;
    flush(video);
    video->sought = 1;
    return 0;
}

int facs_video_open(facs_source **out, const char *name, const facs_source_options *options,
                    facs_video_opener *open_input, facs_error *error)
{
    static const facs_source_calls calls = {
        .read = read_video, .seek = seek_video, .close = close_video};
    facs_video *video = facs_source_create(sizeof(*video), &calls, name, options);
    if (!video)
        return facs_fail_memory(error, "a video source");
    video->file = -1;
    video->open_input = open_input;
    *out = &video->source;
    const int status = open_input(video, error);
    if (status)
        facs_source_close(out);
    else
        facs_source_show(*out, 0);
    return status;
}
