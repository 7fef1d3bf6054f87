/* What facs itself reads of pictures and containers, without FFmpeg: TIFF directories and pages,
 * animated WebP, orientation and sample bits, first bytes, boxes and chunks. */
#include "fuzz.h"

#include "media/container.h"
#include "media/foreign.h"
#include "media/still_traits.h"
#include "media/tiff.h"
#include "media/webp_animation.h"

#include <stdio.h>
#include <string.h>

#include <libavcodec/packet.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>

#define PAGES  4
#define BUFFER 512

typedef struct bytes {
    fuzz_part input;
    size_t at;
} bytes;

static int64_t read_at(void *opaque, int64_t offset, void *to, size_t count)
{
    const bytes *b = opaque;
    if (offset < 0 || (uint64_t)offset >= b->input.size)
        return 0;
    const size_t left = b->input.size - (size_t)offset;
    memcpy(to, b->input.bytes + offset, left < count ? left : count);
    return (int64_t)(left < count ? left : count);
}

static int read_some(void *opaque, uint8_t *to, int count)
{
    bytes *b = opaque;
    const int64_t got = read_at(opaque, (int64_t)b->at, to, (size_t)count);
    b->at += (size_t)got;
    return got > 0 ? (int)got : AVERROR_EOF;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    bytes *b = opaque;
    if (whence == AVSEEK_SIZE)
        return (int64_t)b->input.size;
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? (int64_t)b->at
                                              : (int64_t)b->input.size;
    if (offset < -from || offset > INT64_MAX - from)
        return AVERROR(EINVAL);
    b->at = (size_t)(from + offset);
    return from + offset;
}

static void read_tiff(bytes *b, AVPacket *packet)
{
    facs_tiff *tiff;
    AVIOContext *io = avio_alloc_context(av_malloc(BUFFER), BUFFER, 0, b, read_some, NULL, seek);
    FUZZ_EXPECT(io != NULL);
    if (facs_tiff_open(&tiff, io) == 0) {
        const facs_tiff_info *info = facs_tiff_get_info(tiff);
        for (int64_t page = 0; page < info->pages && page < PAGES; page++) {
            facs_tiff_read(tiff, page, packet);
            av_packet_unref(packet);
        }
        facs_tiff_close(&tiff);
    }
    av_freep(&io->buffer);
    avio_context_free(&io);
}

static void read_webp(fuzz_part input, AVPacket *packet)
{
    facs_webp_animation *animation;
    if (facs_webp_animation_open(&animation, input.bytes, input.size) < 0)
        return;
    const int64_t frames = facs_webp_animation_info(animation)->frames;
    for (int64_t n = 0; n < frames && n < PAGES; n++) {
        facs_webp_animation_read(animation, n, packet);
        av_packet_unref(packet);
    }
    facs_webp_animation_close(&animation);
}

static void look(fuzz_part input)
{
    static const enum AVCodecID codecs[] = {AV_CODEC_ID_PNG, AV_CODEC_ID_TIFF, AV_CODEC_ID_WEBP,
                                            AV_CODEC_ID_MJPEG, AV_CODEC_ID_JPEGXL};
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
        const facs_still_traits traits = facs_still_look(codecs[i], input.bytes, input.size);
        FUZZ_EXPECT(traits.orientation >= 0 && traits.orientation <= 8);
    }
    const int turned = facs_still_heif_orientation(input.bytes, input.size);
    FUZZ_EXPECT(turned >= 0 && turned <= 8);
    facs_tiff_look(input.bytes, input.size);
    facs_foreign_find(input.bytes, input.size);
    facs_foreign_has_brand(input.bytes, input.size, "avif");
}

/* As a file, and as a pipe in two pieces. */
static void inspect(bytes *b)
{
    facs_container file = {0}, pipe = {0};
    const size_t half = b->input.size / 2;
    facs_container_inspect(&file, (int64_t)b->input.size, read_at, b);
    facs_container_pass(&pipe, b->input.bytes, half);
    facs_container_pass(&pipe, b->input.bytes + half, b->input.size - half);
    facs_container_end(&pipe);
    FUZZ_EXPECT(facs_container_is_cut(&file) == facs_container_is_cut(&pipe));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static AVPacket *packet;
    bytes b = {.input = {data, size}};
    if (!packet)
        packet = av_packet_alloc();
    look(b.input);
    inspect(&b);
    read_webp(b.input, packet);
    read_tiff(&b, packet);
    return 0;
}
