#include "media/samples.h"

#define FULL 65535

/* The descriptor of a format whose samples all have 16 bits; NULL for any other. */
static const AVPixFmtDescriptor *wide_format(const AVFrame *frame)
{
    const uint64_t others = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL |
                            AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT;
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    if (!format || format->flags & others ||
        (format->nb_components > 2 && !(format->flags & AV_PIX_FMT_FLAG_RGB)))
        return NULL;
    for (int c = 0; c < format->nb_components; c++)
        if (format->comp[c].depth != 16 || format->comp[c].shift != 0)
            return NULL;
    return format;
}

static int colours(const AVPixFmtDescriptor *format)
{
    return format->nb_components - (format->flags & AV_PIX_FMT_FLAG_ALPHA ? 1 : 0);
}

static unsigned sample_at(const uint8_t *bytes, int big_endian)
{
    return big_endian ? (unsigned)bytes[0] << 8 | bytes[1] : (unsigned)bytes[1] << 8 | bytes[0];
}

typedef struct extent {
    unsigned max;
    int of_8_bits; /* 1: all are multiples of 257 */
} extent;

static extent measure(const AVFrame *frame, const AVPixFmtDescriptor *format)
{
    const int big_endian = (format->flags & AV_PIX_FMT_FLAG_BE) != 0;
    extent found = {.of_8_bits = 1};
    for (int c = 0; c < colours(format); c++)
        for (int y = 0; y < frame->height && found.max < 1 << 14; y++) {
            const uint8_t *bytes = facs_samples_row(frame, &format->comp[c], y);
            for (int x = 0; x < frame->width; x++, bytes += format->comp[c].step) {
                const unsigned sample = sample_at(bytes, big_endian);
                if (sample > found.max)
                    found.max = sample;
                if (bytes[0] != bytes[1])
                    found.of_8_bits = 0;
            }
        }
    return found;
}

int facs_samples_bits(const AVFrame *frame, int declared)
{
    const AVPixFmtDescriptor *format = wide_format(frame);
    if (!format)
        return 0;
    const extent found = measure(frame, format);
    if (found.max == 0)
        return 0;
    if (found.of_8_bits)
        return 16;
    if (declared >= 8 && declared < 16 && found.max < 1U << declared)
        return declared;
    for (int bits = 8; bits <= 12; bits += 2)
        if (found.max < 1U << bits)
            return bits;
    return 16;
}

int facs_samples_widen(AVFrame *frame, int bits)
{
    const AVPixFmtDescriptor *format = wide_format(frame);
    if (!format || bits < 1 || bits >= 16)
        return 0;
    int status = av_frame_make_writable(frame);
    if (status < 0)
        return status;
    const int big_endian = (format->flags & AV_PIX_FMT_FLAG_BE) != 0;
    const unsigned end = 1U << bits;
    for (int c = 0; c < colours(format); c++)
        for (int y = 0; y < frame->height; y++) {
            uint8_t *bytes = facs_samples_row(frame, &format->comp[c], y);
            for (int x = 0; x < frame->width; x++, bytes += format->comp[c].step) {
                const unsigned sample = sample_at(bytes, big_endian);
                const unsigned wide = sample < end ? sample << (16 - bits) : FULL;
                bytes[big_endian ? 0 : 1] = (uint8_t)(wide >> 8);
                bytes[big_endian ? 1 : 0] = (uint8_t)wide;
            }
        }
    return 0;
}
