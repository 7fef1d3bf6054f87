#include "media/decoder_threads.h"

#include "media/ffmpeg.h"

#include <stddef.h>

/* A thread decodes as many pixels as this while one frame is analyzed and converted. One thread
 * decodes a frame of 1280x720 faster than that, one of 1920x1080 more slowly (docs/performance.md).
 */
#define PIXELS_A_THREAD 1200000

/* Codecs of which FFmpeg decodes several pictures at a time and finds the same damage every time.
 * (In MPEG-4 it is luck: whether a slice ends too early depends on a score that its threads
 * share.) */
static const enum AVCodecID codecs[] = {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP9,
                                        AV_CODEC_ID_AV1};

int facs_decoder_is_threaded(enum AVCodecID codec)
{
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
        if (codec == codecs[i])
            return 1;
    return 0;
}

/* Bytes of a picture; of a format that is not known yet, as many as most have. */
static int64_t bytes_of(const AVCodecParameters *parameters)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(parameters->format);
    const int64_t pixels = (int64_t)parameters->width * parameters->height;
    const int bits = format ? av_get_padded_bits_per_pixel(format) : 12;
    return FFMAX(pixels * bits / 8, 1);
}

int facs_decoder_threads(const AVCodecParameters *parameters, int cores)
{
    const int64_t pixels = (int64_t)parameters->width * parameters->height;
    const int64_t needed = (pixels + PIXELS_A_THREAD - 1) / PIXELS_A_THREAD;
    const int64_t room = 1 + FACS_DECODER_BYTES / bytes_of(parameters);

    if (!facs_decoder_is_threaded(parameters->codec_id) || pixels <= 0)
        return 1;
    const int64_t threads = FFMIN(FFMIN(needed, cores), FFMIN(room, FACS_DECODER_THREADS));
    return threads < 1 ? 1 : (int)threads;
}
