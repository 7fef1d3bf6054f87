/* One of FFmpeg's encoders and the conversion before it, for writing pictures and videos. */
#ifndef FACS_MEDIA_ENCODER_H
#define FACS_MEDIA_ENCODER_H

#include "base/image.h"
#include "media/ffmpeg.h"

#include <facs/facs.h>

struct SwsContext;

/* All zero to begin with. */
typedef struct facs_encoder {
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet; /* for avcodec_receive_packet */
    struct SwsContext *scaler;
} facs_encoder;

typedef struct facs_encoder_options {
    enum AVCodecID codec;
    int width, height;       /* pixels; anything beyond is cropped */
    enum AVPixelFormat from; /* of the given pictures */
    enum AVPixelFormat to;   /* what the codec takes */
    AVRational time_base;
    AVRational frame_rate; /* nominal, of a video: decides H.264's level; 0/0: unknown */
    int flags;             /* AV_CODEC_FLAG_* */
    int threads;           /* 0: one */
} facs_encoder_options;

/* Returns 1 if this FFmpeg has the encoder that facs_encoder_open would use for codec. */
int facs_encoder_has(enum AVCodecID codec);

/* OUTPUT errors: -ENOSYS, this FFmpeg lacks the encoder or it rejects such pictures; -ENOMEM. */
int facs_encoder_open(facs_encoder *encoder, const facs_encoder_options *options,
                      facs_error *error);
void facs_encoder_close(facs_encoder *encoder);

/* Sends a picture, with FACS_IMAGE_SPARE readable bytes after its last row, or NULL at the end.
 * Returns FFmpeg's status. */
int facs_encoder_send(facs_encoder *encoder, const facs_image *picture, int64_t time);

/* Fails if FFmpeg's status of writing path is negative. OUTPUT. */
int facs_encoder_check_write(const char *path, int status, facs_error *error);

/* Converts FFmpeg's status to a negative errno; -EIO if there is none. */
int facs_encoder_errno(int status);

#endif
