#include "make_clip.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>

int clip_level(int n)
{
    return 8 + n % 20 * 12;
}

/* ---- Encoding -------------------------------------------------------------------------------- */

static AVCodecContext *open_encoder(const clip *spec, int width, int height, int global_header)
{
    const AVCodec *encoder = avcodec_find_encoder_by_name(spec->encoder);
    if (!encoder)
        skip(); /* a small FFmpeg */
    AVCodecContext *codec = avcodec_alloc_context3(encoder);
    assert_non_null(codec);
    codec->width = width;
    codec->height = height;
    codec->time_base =
        spec->times_ms ? (AVRational){1, 1000} : (AVRational){1, spec->fps ? spec->fps : 25};
    codec->max_b_frames = spec->b_frames;
    if (spec->key_every)
        codec->gop_size = spec->key_every;
    codec->sample_aspect_ratio =
        (AVRational){spec->aspect[0], spec->aspect[1] ? spec->aspect[1] : 1};
    codec->flags |= AV_CODEC_FLAG_QSCALE | (global_header ? AV_CODEC_FLAG_GLOBAL_HEADER : 0);
    if (spec->interlaced)
        codec->flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
    codec->global_quality = (spec->quantiser ? spec->quantiser : 2) * FF_QP2LAMBDA;
    codec->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;
    codec->thread_count = 1;
    if (encoder->id == AV_CODEC_ID_PNG || encoder->id == AV_CODEC_ID_PPM ||
        encoder->id == AV_CODEC_ID_APNG)
        codec->pix_fmt = AV_PIX_FMT_RGB24;
    else if (encoder->id == AV_CODEC_ID_GIF)
        codec->pix_fmt = AV_PIX_FMT_GRAY8;
    else if (encoder->id == AV_CODEC_ID_BMP)
        codec->pix_fmt = AV_PIX_FMT_BGR24;
    else
        codec->pix_fmt =
            encoder->id == AV_CODEC_ID_MJPEG ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
    assert_int_equal(avcodec_open2(codec, encoder, NULL), 0);
    return codec;
}

/* The luma or colour value that decodes to a grey level. */
static int code_level(const AVCodecContext *codec, int level)
{
    return codec->pix_fmt == AV_PIX_FMT_YUV420P ? 16 + (level * 219 + 127) / 255 : level;
}

/* A plane of whole numbers alone, the same everywhere: bright stripes; triangle waves down to
   black, where careless rounding shows; noise on one part. */
static void draw_moving(AVFrame *frame, int plane, int width, int height, int n)
{
    uint32_t seed = 77 + (uint32_t)plane;

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const int across = (16 * x + (9 + plane) * n) % 512, down = (20 * y + 7 * n) % 640;
            const int wave =
                (across < 256 ? across : 511 - across) / 2 + (down < 320 ? down : 639 - down) / 4;
            seed = seed * 1664525u + 1013904223u;
            const int noise = 2 * x > width ? (int)(seed >> 28) : 0;
            const int value = 3 * y < height ? 255 - down / 5 : (wave > 60 ? wave - 60 : 0) + noise;
            frame->data[plane][(ptrdiff_t)y * frame->linesize[plane] + x] = (uint8_t)value;
        }
}

static void draw_content(AVFrame *frame, const AVCodecContext *codec, clip_content content,
                         int level)
{
    const int planar = frame->data[1] != NULL;
    const int bytes = planar || codec->pix_fmt == AV_PIX_FMT_GRAY8 ? 1 : 3;
    const size_t left = (size_t)bytes * (size_t)((frame->width + 1) / 2);

    for (int y = 0; y < frame->height; y++) {
        uint8_t *row = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        const int corner = 2 * y < frame->height ? 255 : 0, comb = y % 2 == 0 ? 255 : 0;
        memset(row, code_level(codec, content == CLIP_LEVELS ? level : 0),
               (size_t)bytes * (size_t)frame->width);
        if (content != CLIP_LEVELS)
            memset(row, code_level(codec, content == CLIP_CORNER ? corner : comb), left);
    }
    for (int plane = 1; planar && plane <= 2; plane++)
        memset(frame->data[plane], 128,
               (size_t)frame->linesize[plane] * (size_t)((frame->height + 1) / 2));
}

/* number: the grey level, or that of the moving picture. */
static AVFrame *draw(const AVCodecContext *codec, clip_content content, int number)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = codec->pix_fmt;
    frame->width = codec->width;
    frame->height = codec->height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    if (content != CLIP_MOVING)
        draw_content(frame, codec, content, number);
    for (int plane = 0; content == CLIP_MOVING && plane < 3; plane++)
        draw_moving(frame, plane, plane ? (frame->width + 1) / 2 : frame->width,
                    plane ? (frame->height + 1) / 2 : frame->height, number);
    return frame;
}

static void set_interlaced(AVFrame *frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100) /* FFmpeg 6.1 */
    frame->flags |= AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST;
#else
    frame->interlaced_frame = frame->top_field_first = 1;
#endif
}

static void set_matrix(AVStream *stream, const int32_t *matrix)
{
    const size_t bytes = 9 * sizeof(*matrix);
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    AVCodecParameters *parameters = stream->codecpar;
    AVPacketSideData *side =
        av_packet_side_data_new(&parameters->coded_side_data, &parameters->nb_coded_side_data,
                                AV_PKT_DATA_DISPLAYMATRIX, bytes, 0);
    assert_non_null(side);
    uint8_t *data = side->data;
#else
    uint8_t *data = av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, bytes);
    assert_non_null(data);
#endif
    memcpy(data, matrix, bytes);
}

/* In the encoder's time base: one frame, or up to the next time; 40 ms for the last frame. */
static int64_t packet_duration(const clip *spec, int64_t pts)
{
    for (int n = 0; spec->times_ms && n < spec->frames; n++)
        if (spec->times_ms[n] == pts)
            return n + 1 < spec->frames ? spec->times_ms[n + 1] - pts : 40;
    return 1;
}

typedef struct encoding {
    clip spec; /* what the encoder was given */
    int global_header;
    AVCodecParameters *parameters; /* NULL: there is no encoding here */
    AVRational time_base;
    AVPacket **packets;
    int count;
} encoding;

static void forget(encoding *encoded)
{
    for (int n = 0; n < encoded->count; n++)
        av_packet_free(&encoded->packets[n]);
    free(encoded->packets);
    avcodec_parameters_free(&encoded->parameters);
    *encoded = (encoding){.count = 0};
}

/* Takes the packets that the encoder has ready. */
static void drain(encoding *encoded, AVCodecContext *codec)
{
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    while (avcodec_receive_packet(codec, packet) == 0) {
        if (packet->duration == 0)
            packet->duration = packet_duration(&encoded->spec, packet->pts);
        packet->stream_index = 0;
        encoded->packets =
            realloc(encoded->packets, sizeof(AVPacket *) * (size_t)(encoded->count + 1));
        assert_non_null(encoded->packets);
        encoded->packets[encoded->count] = av_packet_clone(packet);
        assert_non_null(encoded->packets[encoded->count++]);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
}

static void encode(encoding *encoded)
{
    const clip *spec = &encoded->spec;
    AVCodecContext *codec = open_encoder(spec, spec->width, spec->height, encoded->global_header);
    encoded->parameters = avcodec_parameters_alloc();
    assert_non_null(encoded->parameters);
    assert_int_equal(avcodec_parameters_from_context(encoded->parameters, codec) < 0, 0);
    encoded->time_base = codec->time_base;

    for (int n = 0; n < spec->frames; n++) {
        if (spec->resize_at > 0 && n == spec->resize_at) {
            assert_int_equal(avcodec_send_frame(codec, NULL), 0);
            drain(encoded, codec);
            avcodec_free_context(&codec);
            codec = open_encoder(spec, spec->resized_width, spec->resized_height,
                                 encoded->global_header);
        }
        AVFrame *frame =
            draw(codec, spec->content, spec->content == CLIP_MOVING ? n : clip_level(n));
        frame->pts = spec->times_ms ? spec->times_ms[n] : n;
        frame->quality = codec->global_quality;
        if (spec->interlaced)
            set_interlaced(frame);
        assert_int_equal(avcodec_send_frame(codec, frame), 0);
        av_frame_free(&frame);
        drain(encoded, codec);
    }
    assert_int_equal(avcodec_send_frame(codec, NULL), 0);
    drain(encoded, codec);
    avcodec_free_context(&codec);
}

/* Encoding takes longer than all else, so the last few encodings of a program are kept for clips
 * that differ only in what is done to the packets: their container, damage, stamps. */
static const encoding *find_encoding(const clip *wanted, int global_header)
{
    static encoding kept[10];
    static size_t next;
    const size_t places = sizeof(kept) / sizeof(kept[0]);
    clip spec = *wanted;
    spec.format = spec.options = spec.intact = NULL;
    spec.stamps_ms = NULL;
    spec.matrix = NULL;
    spec.declared[0] = spec.declared[1] = 0;
    spec.bad_from = spec.bad_count = spec.spoilt_from = spec.spoilt_count = 0;
    spec.sound_packets = spec.sound_ms = 0;
    for (size_t i = 0; i < places && !spec.times_ms; i++) /* which the test may have changed */
        if (kept[i].parameters && kept[i].global_header == global_header &&
            memcmp(&kept[i].spec, &spec, sizeof(spec)) == 0)
            return &kept[i];
    encoding *encoded = &kept[next++ % places];
    forget(encoded);
    encoded->global_header = global_header;
    memcpy(&encoded->spec, &spec, sizeof(spec));
    encode(encoded);
    return encoded;
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* Noise from the middle on; the headers stay. */
static void spoil(AVPacket *packet)
{
    uint32_t seed = 99;
    for (int i = packet->size * 2 / 5; i < packet->size; i++) {
        seed = seed * 1664525u + 1013904223u;
        packet->data[i] = (uint8_t)(seed >> 24);
    }
}

/* Writes a copy of a packet as it is. */
static void write_copy(AVFormatContext *format, const AVPacket *packet)
{
    AVPacket *copy = av_packet_clone(packet);
    assert_non_null(copy);
    assert_int_equal(av_interleaved_write_frame(format, copy), 0);
    av_packet_free(&copy);
}

/* intact: NULL, or gets the packet without damage. n: its number. */
static void write_packet(const clip *spec, const AVPacket *encoded, AVRational time_base, int n,
                         AVFormatContext *format, AVFormatContext *intact)
{
    AVPacket *packet = av_packet_clone(encoded);
    assert_non_null(packet);
    av_packet_rescale_ts(packet, time_base, format->streams[0]->time_base);
    if (spec->stamps_ms) {
        packet->pts =
            av_rescale_q(spec->stamps_ms[n], (AVRational){1, 1000}, format->streams[0]->time_base);
        packet->dts = n - (1 << 30); /* so that any order is taken */
    }
    if (intact)
        write_copy(intact, packet);
    assert_int_equal(av_packet_make_writable(packet), 0);
    if (n >= spec->bad_from && n < spec->bad_from + spec->bad_count)
        memset(packet->data, 0, (size_t)packet->size);
    if (n >= spec->spoilt_from && n < spec->spoilt_from + spec->spoilt_count)
        spoil(packet);
    assert_int_equal(av_interleaved_write_frame(format, packet), 0);
    av_packet_free(&packet);
}

static AVFormatContext *open_container(const char *path, const char *name)
{
    AVFormatContext *format = NULL;
    if (avformat_alloc_output_context2(&format, NULL, name, path) == AVERROR(EINVAL))
        skip(); /* a small FFmpeg writes no such files */
    assert_non_null(format);
    assert_non_null(avformat_new_stream(format, NULL));
    assert_int_equal(avio_open(&format->pb, path, AVIO_FLAG_WRITE) < 0, 0);
    return format;
}

static void start_container(AVFormatContext *format, const char *options)
{
    AVDictionary *dictionary = NULL;
    assert_int_equal(av_dict_parse_string(&dictionary, options, "=", ":", 0), 0);
    assert_int_equal(avformat_write_header(format, &dictionary) < 0, 0);
    av_dict_free(&dictionary);
}

static void finish_container(AVFormatContext *format)
{
    assert_true(av_write_trailer(format) >= 0);
    assert_int_equal(avio_closep(&format->pb), 0);
    avformat_free_context(format);
}

/* PCM, 8000 samples a second. */
static void describe_sound(AVStream *stream)
{
    AVCodecParameters *parameters = stream->codecpar;
    parameters->codec_type = AVMEDIA_TYPE_AUDIO;
    parameters->codec_id = AV_CODEC_ID_PCM_S16LE;
    parameters->sample_rate = 8000;
    parameters->format = AV_SAMPLE_FMT_S16;
    parameters->bits_per_coded_sample = 16;
    parameters->block_align = 2;
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(59, 24, 100) /* FFmpeg 5.1 */
    av_channel_layout_default(&parameters->ch_layout, 1);
#else
    parameters->channels = 1;
    parameters->channel_layout = 4; /* front centre */
#endif
    stream->time_base = (AVRational){1, 8000};
}

/* A tone that changes with time, so that no two packets are alike. */
static void write_sound(AVFormatContext *format, int stream, int64_t at, int samples)
{
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    assert_int_equal(av_new_packet(packet, 2 * samples), 0);
    for (int i = 0; i < samples; i++) {
        packet->data[2 * i] = (uint8_t)(at / 800);
        packet->data[2 * i + 1] = (uint8_t)(i / 20 % 2 * 16);
    }
    packet->pts = packet->dts = at;
    packet->duration = samples;
    packet->stream_index = stream;
    av_packet_rescale_ts(packet, (AVRational){1, 8000}, format->streams[stream]->time_base);
    assert_int_equal(av_interleaved_write_frame(format, packet), 0);
    av_packet_free(&packet);
}

/* Writes everything but the pictures. */
static AVFormatContext *begin_clip(const char *path, const clip *spec, const encoding *encoded)
{
    AVFormatContext *format = open_container(path, spec->format);
    AVStream *stream = format->streams[0];

    assert_int_equal(avcodec_parameters_copy(stream->codecpar, encoded->parameters) < 0, 0);
    stream->codecpar->codec_tag = 0;
    stream->sample_aspect_ratio = encoded->parameters->sample_aspect_ratio;
    if (spec->declared[0]) {
        stream->codecpar->width = spec->declared[0];
        stream->codecpar->height = spec->declared[1];
    }
    stream->time_base = encoded->time_base;
    if (!spec->times_ms)
        stream->avg_frame_rate = av_inv_q(encoded->time_base);
    if (spec->matrix)
        set_matrix(stream, spec->matrix);
    if (spec->sound_packets) {
        assert_non_null(avformat_new_stream(format, NULL));
        describe_sound(format->streams[1]);
    }
    start_container(format, spec->options);
    for (int i = 0; i < spec->sound_packets; i++)
        write_sound(format, 1, 8 * spec->sound_ms + 800 * i, 800);
    return format;
}

void make_clip(const char *path, const clip *spec)
{
    av_log_set_level(AV_LOG_QUIET);
    const AVOutputFormat *kind = av_guess_format(spec->format, NULL, NULL);
    if (!kind)
        skip(); /* a small FFmpeg */
    const encoding *encoded = find_encoding(spec, (kind->flags & AVFMT_GLOBALHEADER) != 0);
    AVFormatContext *format = begin_clip(path, spec, encoded);
    AVFormatContext *intact = spec->intact ? begin_clip(spec->intact, spec, encoded) : NULL;

    for (int n = 0; n < encoded->count; n++)
        write_packet(spec, encoded->packets[n], encoded->time_base, n, format, intact);
    finish_container(format);
    if (intact)
        finish_container(intact);
}

void join_clips(const char *path, const char *name, const char *const parts[2],
                const int dispositions[2])
{
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext *inputs[2] = {NULL}, *format = open_container(path, name);
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    assert_non_null(avformat_new_stream(format, NULL));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(avformat_open_input(&inputs[i], parts[i], NULL, NULL), 0);
        assert_true(avformat_find_stream_info(inputs[i], NULL) >= 0);
        AVStream *stream = format->streams[i];
        assert_true(avcodec_parameters_copy(stream->codecpar, inputs[i]->streams[0]->codecpar) >=
                    0);
        stream->codecpar->codec_tag = 0;
        stream->disposition = dispositions[i];
        stream->time_base = inputs[i]->streams[0]->time_base;
    }
    start_container(format, NULL);
    for (int i = 0; i < 2; i++) {
        while (av_read_frame(inputs[i], packet) >= 0) {
            packet->stream_index = i;
            av_packet_rescale_ts(packet, inputs[i]->streams[0]->time_base,
                                 format->streams[i]->time_base);
            assert_int_equal(av_interleaved_write_frame(format, packet), 0);
        }
        avformat_close_input(&inputs[i]);
    }
    av_packet_free(&packet);
    finish_container(format);
}

void make_sound(const char *path, const char *name)
{
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext *format = open_container(path, name);
    describe_sound(format->streams[0]);
    start_container(format, NULL);
    write_sound(format, 0, 0, 8000);
    finish_container(format);
}

void make_image(const char *path, const char *encoder, int width, int height, int level)
{
    av_log_set_level(AV_LOG_QUIET);
    const clip spec = {.encoder = encoder};
    AVCodecContext *codec = open_encoder(&spec, width, height, 0);
    AVFrame *frame = draw(codec, CLIP_LEVELS, level);
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);

    frame->pts = 0;
    frame->quality = codec->global_quality;
    assert_int_equal(avcodec_send_frame(codec, frame), 0);
    assert_int_equal(avcodec_send_frame(codec, NULL), 0);
    assert_int_equal(avcodec_receive_packet(codec, packet), 0);
    write_file(path, packet->data, (size_t)packet->size);
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&codec);
}
