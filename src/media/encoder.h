/* One of FFmpeg's encoders with the conversion before it: what pictures and videos are written by.
 */
#ifndef FACS_MEDIA_ENCODER_H
#define FACS_MEDIA_ENCODER_H

#include "base/image.h"

#include <facs/facs.h>

#include <libavcodec/avcodec.h>

struct SwsContext;

/* All zero to begin with. */
typedef struct facs_encoder {
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet; /* what facs_encoder_receive got */
    struct SwsContext *scaler;
} facs_encoder;

typedef struct facs_encoder_options {
    enum AVCodecID codec;
    int width, height;       /* pixels; what of a picture lies beyond is left out */
    enum AVPixelFormat from; /* of the pictures */
    enum AVPixelFormat to;   /* what the codec takes */
    AVRational time_base;
    AVRational frame_rate; /* nominal, of a video: what H.264's level goes by; 0/0: unknown */
    int flags;             /* AV_CODEC_FLAG_* */
    int threads;           /* 0: one */
} facs_encoder_options;

/* 1: this FFmpeg has the encoder that facs_encoder_open takes for codec. */
int facs_encoder_has(enum AVCodecID codec);

/* OUTPUT errors: -ENOSYS, this FFmpeg has no such encoder or it takes no such pictures; -ENOMEM. */
int facs_encoder_open(facs_encoder *encoder, const facs_encoder_options *options,
                      facs_error *error);
void facs_encoder_close(facs_encoder *encoder);

/* Hand a picture in, or NULL at the end. Returns FFmpeg's status. */
int facs_encoder_send(facs_encoder *encoder, const facs_image *picture, int64_t time);

/* Take the next packet. Returns FFmpeg's status: AVERROR(EAGAIN), AVERROR_EOF are states. */
int facs_encoder_receive(facs_encoder *encoder);

/* FFmpeg's status as a negative errno; -EIO for what has none. */
int facs_encoder_errno(int status);

#endif
