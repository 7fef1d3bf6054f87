#include "media/stills.h"

#include "media/foreign.h"
#include "media/samples.h"
#include "media/source_video.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TAKEN ((size_t)1 << 28) /* bytes of a pipe that is read completely first */

/* Pages that are examined to find out how many bits the samples use. */
#define SURVEYED_PAGES 32

/* ---- Before the demuxer ---------------------------------------------------------------------- */

const char *facs_stills_demuxer(const facs_video *video)
{
    const uint8_t *head = video->container.beginning;
    return memcmp(head, "II\x2B\0\x08\0\0", 8) == 0 || memcmp(head, "MM\0\x2B\0\x08\0", 8) == 0
               ? "tiff_pipe"
               : NULL;
}

int facs_stills_is_avif(const facs_video *video)
{
    const facs_container *container = &video->container;
    const size_t count = facs_container_beginning(container);
    return facs_foreign_has_brand(container->beginning, count, "avif") ||
           facs_foreign_has_brand(container->beginning, count, "avis");
}

/* From a pipe, some pictures cannot be read or be told from videos. */
static int take_whole(facs_video *video, facs_error *error)
{
    const int status = facs_descriptor_take_all(video->io, MAX_TAKEN);
    if (status == AVERROR(ENOMEM))
        return facs_fail_memory(error, "a picture that comes through a pipe");
    if (status == AVERROR_EXIT)
        return facs_source_give_up(&video->source, error);
    if (status == AVERROR(EFBIG))
        return facs_source_refuse(
            error, "%s: the pipe sent more than %zu MB of pictures; give the file itself",
            video->source.name, MAX_TAKEN >> 20);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno(status),
                         "%s: reading failed: %s", video->source.name, av_err2str(status));
    return 0;
}

static int refuse_tiff(const facs_video *video, int status, facs_error *error)
{
    const char *why = "no picture in this TIFF can be read";
    if (status == -ENOMEM)
        return facs_fail_memory(error, "the pages of a TIFF");
    if (status == -ENODATA)
        why =
            "the file is cut short: this TIFF's list of pictures is beyond its end; copy it again";
    if (status == -EFBIG)
        why = "a page of this TIFF is too large to be analyzed; scale it down";
    return facs_source_refuse(error, "%s: %s", video->source.name, why);
}

static int open_tiff(facs_video *video, facs_error *error)
{
    facs_stills *stills = &video->stills;
    int status = facs_tiff_open(&stills->tiff, video->io);
    if (status)
        return refuse_tiff(video, status, error);
    const facs_tiff_info *tiff = facs_tiff_get_info(stills->tiff);
    if (tiff->raw_camera)
        return facs_source_refuse(error,
                                  "%s: this is a camera's raw picture, which facs does not read; "
                                  "convert it to JPEG, PNG or TIFF",
                                  video->source.name);
    if (tiff->fault)
        return facs_source_refuse(
            error,
            "%s: this TIFF cannot be read: %s; save it as a plain TIFF of 8 or 16 bits, or as PNG",
            video->source.name, tiff->fault);
    stills->ahead[0] = av_packet_alloc();
    status = stills->ahead[0] ? facs_tiff_read(stills->tiff, 0, stills->ahead[0]) : -ENOMEM;
    if (status)
        return refuse_tiff(video, status, error);
    stills->page = 1;
    return 0;
}

int facs_stills_open(facs_video *video, const char *demuxer, facs_error *error)
{
    const int tiff = strcmp(demuxer, "tiff_pipe") == 0;
    int status = 0;

    if (video->descriptor.piped &&
        (tiff || strcmp(demuxer, "gif") == 0 || facs_stills_is_avif(video)))
        status = take_whole(video, error);
    return status == 0 && tiff ? open_tiff(video, error) : status;
}

int facs_stills_find(facs_video *video)
{
    if (!video->stills.tiff)
        return facs_video_find_streams(video);
    /* FFmpeg would read the whole file as one packet and decode it. */
    const facs_tiff_info *tiff = facs_tiff_get_info(video->stills.tiff);
    AVCodecParameters *parameters = video->format->streams[0]->codecpar;
    parameters->width = tiff->width;
    parameters->height = tiff->height;
    return 0;
}

/* ---- Packets and frames ---------------------------------------------------------------------- */

/* Reads a page of a TIFF, which the file may have only in part. */
static int read_page(facs_video *video, int64_t page, AVPacket *packet)
{
    int status = facs_tiff_read(video->stills.tiff, page, packet);
    if (status == -ENOMEM)
        return AVERROR(ENOMEM);
    if (status) { /* the decoder will reject it, so it counts as failed */
        status = av_new_packet(packet, 1);
        if (status < 0)
            return status;
        packet->data[0] = 0;
    }
    packet->stream_index = video->stream->index;
    packet->flags |= AV_PKT_FLAG_KEY;
    return 0;
}

static int end_of_pages(facs_video *video)
{
    const facs_tiff_info *tiff = facs_tiff_get_info(video->stills.tiff);
    if (tiff->cut && !video->stills.told_cut) {
        video->source.info.is_incomplete = 1;
        facs_warnings_add(facs_video_warnings(video), FACS_WARNING_CUT_SHORT, -1, NAN,
                          "the page list of this TIFF points beyond its end");
    }
    video->stills.told_cut = 1;
    return AVERROR_EOF;
}

static int read_webp(facs_video *video)
{
    facs_stills *stills = &video->stills;
    if (stills->page >= facs_webp_animation_info(stills->webp)->frames)
        return AVERROR_EOF;
    const int status = facs_webp_animation_read(stills->webp, stills->page++, video->packet);
    video->packet->stream_index = video->stream->index;
    video->packet->flags |= AV_PKT_FLAG_KEY;
    return status;
}

int facs_stills_next(facs_video *video)
{
    facs_stills *stills = &video->stills;

    for (int i = 0; i < 2; i++)
        if (stills->ahead[i]) {
            av_packet_move_ref(video->packet, stills->ahead[i]);
            av_packet_free(&stills->ahead[i]);
            video->packet->stream_index = video->stream->index;
            if (stills->tiff || stills->webp) {
                video->packet->pts = 0;
                video->packet->flags |= AV_PKT_FLAG_KEY;
            }
            return 0;
        }
    if (stills->ended)
        return AVERROR_EOF;
    if (stills->webp)
        return read_webp(video);
    if (!stills->tiff)
        return av_read_frame(video->format, video->packet);
    if (stills->page >= facs_tiff_get_info(stills->tiff)->pages)
        return end_of_pages(video);
    int status = read_page(video, stills->page, video->packet);
    if (status < 0)
        return status;
    const AVPacket *packet = video->packet;
    stills->orientation = facs_tiff_look(packet->data, (size_t)packet->size).orientation;
    video->packet->pts = stills->page++;
    return 0;
}

int facs_stills_compose(facs_video *video)
{
    const facs_stills *stills = &video->stills;
    if (stills->orientation)
        return facs_picture_tell_orientation(video->frame, stills->orientation);
    return stills->webp ? facs_webp_animation_compose(stills->webp, stills->page - 1, video->frame)
                        : 0;
}

/* Bits that the samples of a page use; 0: unknown. */
static int bits_of_page(facs_video *video, int64_t page, AVPacket *packet, AVFrame *frame)
{
    int bits = 0;
    if (read_page(video, page, packet) == 0 && avcodec_send_packet(video->codec, packet) == 0 &&
        avcodec_receive_frame(video->codec, frame) == 0)
        bits = facs_samples_bits(frame, video->stills.declared_bits);
    av_packet_unref(packet);
    av_frame_unref(frame);
    return bits;
}

/* One number of bits for all pages: the largest of a sample of pages across the file. */
static int survey(facs_video *video)
{
    const int64_t pages = facs_tiff_get_info(video->stills.tiff)->pages;
    const int64_t count = pages < SURVEYED_PAGES ? pages : SURVEYED_PAGES;
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    int bits = packet && frame ? 0 : AVERROR(ENOMEM);

    for (int64_t i = 0; bits >= 0 && bits < 16 && i < count; i++) {
        const int found = bits_of_page(video, i * pages / count, packet, frame);
        bits = found > bits ? found : bits;
    }
    av_packet_free(&packet);
    av_frame_free(&frame);
    facs_stream_log_take(&video->log); /* those pages will be decoded again */
    return bits;
}

int facs_stills_widen(facs_video *video)
{
    facs_stills *stills = &video->stills;
    facs_source_info *info = &video->source.info;

    if (!stills->pictures)
        return 0;
    if (stills->bits == 0)
        stills->bits = video->source.options.sample_bits;
    if (stills->bits == 0) {
        int bits = facs_samples_bits(video->frame, stills->declared_bits);
        if (bits > 0 && bits < 16 && stills->tiff && info->frames_expected > 1)
            bits = survey(video);
        if (bits < 0)
            return bits;
        stills->bits = bits;
        if (bits > 0 && bits < 16)
            facs_warnings_add(facs_video_warnings(video), FACS_WARNING_NARROW_SAMPLES, -1, NAN,
                              "%d of 16 bits, %s", bits,
                              bits == stills->declared_bits ? "as the file says"
                                                            : "by the largest sample");
    }
    info->sample_bits = stills->bits;
    return facs_samples_widen(video->frame, stills->bits);
}

int facs_stills_seek(facs_video *video, double time)
{
    facs_stills *stills = &video->stills;
    const double rate = video->source.info.frame_rate;

    for (int i = 0; i < 2; i++)
        av_packet_free(&stills->ahead[i]);
    if (stills->webp) { /* a frame may hold only what changed */
        stills->page = 0;
        facs_webp_animation_rewind(stills->webp);
        return 1;
    }
    if (!stills->tiff || stills->ended || !(rate > 0))
        return 0;
    const int64_t last = facs_tiff_get_info(stills->tiff)->pages - 1;
    const double page = floor(time * rate);
    stills->page = page < 0 ? 0 : page > (double)last ? last : (int64_t)page;
    return 1;
}

void facs_stills_close(facs_video *video)
{
    facs_stills *stills = &video->stills;
    for (int i = 0; i < 2; i++)
        av_packet_free(&stills->ahead[i]);
    facs_tiff_close(&stills->tiff);
    facs_webp_animation_close(&stills->webp);
}
