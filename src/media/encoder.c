#include "media/encoder.h"

#include "base/error.h"
#include "media/ffmpeg.h"

#include <errno.h>
#include <limits.h>

/* Of JPEG and MPEG-4, 1 (best) to 31: no visible artefacts around the drawn points. */
#define QUALITY 3

/* Of H.264: thin lines and small letters stay sharp. The next slower preset, superfast, makes such
 * files 30 % smaller but takes 2.7 ms instead of 1.7 per picture of 940x480. */
#define X264_PRESET "ultrafast"
#define X264_CRF    "21"

int facs_encoder_errno(int status)
{
    /* FFmpeg's own statuses are far below any negative errno. */
    return status > -4096 ? status : -EIO;
}

int facs_encoder_check_write(const char *path, int status, facs_error *error)
{
    if (status >= 0)
        return 0;
    status = facs_encoder_errno(status);
    return facs_fail(error, FACS_ERROR_OUTPUT, status,
                     "%s cannot be written (%s): make sure that its folder is writable and that "
                     "the disk has room",
                     path, facs_strerror(status));
}

static int fail_open(const AVCodec *codec, const facs_encoder_options *options, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, -ENOSYS,
                     "FFmpeg's encoder %s cannot be used for pictures of %dx%d pixels: install an "
                     "FFmpeg that has it",
                     codec ? codec->name : avcodec_get_name(options->codec), options->width,
                     options->height);
}

/* For H.264, libx264: it is the same on every machine and needs no device. */
static const AVCodec *find(enum AVCodecID codec)
{
    return codec == AV_CODEC_ID_H264 ? avcodec_find_encoder_by_name("libx264")
                                     : avcodec_find_encoder(codec);
}

int facs_encoder_has(enum AVCodecID codec)
{
    return find(codec) != NULL;
}

/* Returns FFmpeg's status. */
static int set_quality(AVCodecContext *context)
{
    if (context->codec_id != AV_CODEC_ID_H264) {
        context->flags |= AV_CODEC_FLAG_QSCALE;
        context->global_quality = QUALITY * FF_QP2LAMBDA;
        return 0;
    }
    context->max_b_frames = 0; /* packets come in the order of their times */
    int status = av_opt_set(context->priv_data, "preset", X264_PRESET, 0);
    return status < 0 ? status : av_opt_set(context->priv_data, "crf", X264_CRF, 0);
}

static int open_codec(facs_encoder *encoder, const facs_encoder_options *options, facs_error *error)
{
    const AVCodec *codec = find(options->codec);
    if (!codec)
        return fail_open(NULL, options, error);
    AVCodecContext *context = avcodec_alloc_context3(codec);
    if (!context)
        return facs_fail_memory(error, "an encoder");
    encoder->codec = context;
    context->width = options->width;
    context->height = options->height;
    context->pix_fmt = options->to;
    context->time_base = options->time_base;
    context->framerate = options->frame_rate;
    context->flags |= options->flags;
    context->thread_count = options->threads ? options->threads : 1;
    if (options->to == AV_PIX_FMT_YUV420P) { /* what swscale produces at any size */
        context->colorspace = AVCOL_SPC_SMPTE170M;
        context->color_range = AVCOL_RANGE_MPEG;
    }
    if (set_quality(context) < 0 || avcodec_open2(context, codec, NULL) < 0)
        return fail_open(codec, options, error);
    return 0;
}

int facs_encoder_open(facs_encoder *encoder, const facs_encoder_options *options, facs_error *error)
{
    *encoder = (facs_encoder){.codec = NULL};
    int status = facs_ffmpeg_open(error);
    if (status == 0)
        status = open_codec(encoder, options, error);
    if (status < 0)
        goto fail;
    encoder->frame = av_frame_alloc();
    encoder->packet = av_packet_alloc();
    encoder->scaler = sws_getContext(options->width, options->height, options->from, options->width,
                                     options->height, options->to, SWS_BICUBIC, NULL, NULL, NULL);
    if (!encoder->frame || !encoder->packet || !encoder->scaler) {
        status = facs_fail_memory(error, "an encoder");
        goto fail;
    }
    encoder->frame->format = options->to;
    encoder->frame->width = options->width;
    encoder->frame->height = options->height;
    if (av_frame_get_buffer(encoder->frame, 0) < 0) {
        status = facs_fail_memory(error, "an encoder's picture");
        goto fail;
    }
    return 0;

fail:
    facs_encoder_close(encoder);
    return status;
}

void facs_encoder_close(facs_encoder *encoder)
{
    sws_freeContext(encoder->scaler);
    av_packet_free(&encoder->packet);
    av_frame_free(&encoder->frame);
    avcodec_free_context(&encoder->codec);
    encoder->scaler = NULL;
}

int facs_encoder_send(facs_encoder *encoder, const facs_image *picture, int64_t time)
{
    if (!picture)
        return avcodec_send_frame(encoder->codec, NULL);
    if (picture->stride > INT_MAX)
        return AVERROR(EINVAL);
    int status = av_frame_make_writable(encoder->frame); /* the codec may still use the last one */
    if (status < 0)
        return status;
    const uint8_t *planes[4] = {picture->pixels};
    const int strides[4] = {(int)picture->stride};
    status = sws_scale(encoder->scaler, planes, strides, 0, encoder->frame->height,
                       encoder->frame->data, encoder->frame->linesize);
    if (status != encoder->frame->height)
        return status < 0 ? status : AVERROR(EINVAL);
    encoder->frame->pts = time;
    return avcodec_send_frame(encoder->codec, encoder->frame);
}
