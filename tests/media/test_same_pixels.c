/* A clip's pixels are the same on every processor: FFmpeg with all of this processor's vector code,
 * and with none, which represents any other. */
#include "bits.h"
#include "reading.h"

#include "media/picture.h"

#include <libavcodec/avcodec.h>
#include <libavutil/cpu.h>
#include <libavutil/pixdesc.h>

#define ALL  (-1)
#define NONE 0

/* Digest of all pixels of a clip, decoded for such a processor. */
static uint64_t digest_clip(const char *path, int processor, int *frames)
{
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    facs_error error = {0};
    uint64_t bits = BITS_START;

    av_force_cpu_flags(processor);
    assert_int_equal(facs_source_open(&source, path, NULL, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    *frames = 0;
    while (facs_source_read(source, pool, &frame, &error) == 0 && frame) {
        for (int y = 0; y < frame->height; y++)
            bits = bits_of(frame->pixels + y * frame->stride, 3 * (size_t)frame->width, bits);
        facs_frame_pool_put(pool, frame);
        ++*frames;
    }
    assert_int_equal(error.kind, 0);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
    av_force_cpu_flags(ALL);
    return bits;
}

static void test_decoders(void **state)
{
    (void)state;
    static const struct {
        const char *encoder, *format;
        int b_frames, quantiser;
    } kinds[] = {
        {"mpeg4", "avi", 0, 2},           {"mpeg4", "mp4", 2, 12},      {"libxvid", "avi", 0, 6},
        {"mpeg2video", "matroska", 2, 8}, {"wmv1", "asf", 0, 8},        {"wmv2", "asf", 0, 8},
        {"msmpeg4", "avi", 0, 8},         {"h263p", "matroska", 0, 8},  {"mjpeg", "avi", 0, 2},
        {"mjpeg", "avi", 0, 12},          {"libx264", "mp4", 2, 0},     {"libx265", "mp4", 2, 0},
        {"libvpx", "webm", 0, 0},         {"libvpx-vp9", "webm", 0, 0},
    };
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        const clip spec = {.format = kinds[k].format,
                           .encoder = kinds[k].encoder,
                           .b_frames = kinds[k].b_frames,
                           .quantiser = kinds[k].quantiser,
                           .width = 176,
                           .height = 144,
                           .frames = 24,
                           .content = CLIP_MOVING};
        int frames, plain_frames;
        if (!avcodec_find_encoder_by_name(kinds[k].encoder)) {
            print_message("FFmpeg has no %s here\n", kinds[k].encoder);
            continue;
        }
        make_clip(in_folder("moving"), &spec);
        const uint64_t bits = digest_clip(in_folder("moving"), ALL, &frames);
        const uint64_t plain = digest_clip(in_folder("moving"), NONE, &plain_frames);
        print_message("%s: %d frames, %016llx\n", kinds[k].encoder, frames,
                      (unsigned long long)bits);
        assert_int_equal(frames, 24);
        assert_int_equal(plain_frames, 24);
        if (bits != plain)
            fail_msg("%s differs", kinds[k].encoder);
    }
}

static AVFrame *random_frame(enum AVPixelFormat format, int width, int height)
{
    const AVPixFmtDescriptor *kind = av_pix_fmt_desc_get(format);
    AVFrame *frame = av_frame_alloc();
    uint32_t seed = 3;

    assert_non_null(frame);
    frame->format = format;
    frame->width = width;
    frame->height = height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    for (int plane = 0; plane < 4 && frame->buf[plane]; plane++)
        for (size_t i = 0; i < frame->buf[plane]->size; i++) {
            seed = seed * 1664525u + 1013904223u;
            const int is_upper = i % 2 == (kind->flags & AV_PIX_FMT_FLAG_BE ? 0 : 1);
            const int unused = is_upper && kind->comp[0].depth > 8 && kind->comp[0].shift == 0
                                   ? 16 - kind->comp[0].depth
                                   : 0;
            frame->buf[plane]->data[i] = (uint8_t)(seed >> 24 >> unused);
        }
    return frame;
}

static uint64_t digest_frame(const AVFrame *frame, int processor)
{
    facs_picture picture = {0};
    facs_frame_pool *pool;
    facs_pool_frame *target;
    uint64_t bits = BITS_START;

    av_force_cpu_flags(processor);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    assert_int_equal(facs_frame_pool_get(pool, frame->width, frame->height, &target), 0);
    assert_int_equal(facs_picture_convert(&picture, frame, target), 0);
    for (int y = 0; y < frame->height; y++)
        bits = bits_of(target->pixels + y * target->stride, 3 * (size_t)frame->width, bits);
    facs_picture_release(&picture);
    facs_frame_pool_close(&pool);
    av_force_cpu_flags(ALL);
    return bits;
}

static void test_conversions(void **state)
{
    (void)state;
    static const enum AVPixelFormat formats[] = {
        AV_PIX_FMT_YUV420P,     AV_PIX_FMT_YUVJ420P,    AV_PIX_FMT_YUV422P,
        AV_PIX_FMT_YUVJ422P,    AV_PIX_FMT_YUVA420P,    AV_PIX_FMT_NV12,
        AV_PIX_FMT_NV21,        AV_PIX_FMT_NV16,        AV_PIX_FMT_YUYV422,
        AV_PIX_FMT_UYVY422,     AV_PIX_FMT_YUV444P,     AV_PIX_FMT_YUVJ444P,
        AV_PIX_FMT_YUV411P,     AV_PIX_FMT_YUV410P,     AV_PIX_FMT_YUV440P,
        AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_P010LE,
        AV_PIX_FMT_GRAY8,       AV_PIX_FMT_GRAY10LE,    AV_PIX_FMT_RGB24,
        AV_PIX_FMT_BGR24,       AV_PIX_FMT_RGBA,        AV_PIX_FMT_BGR0,
        AV_PIX_FMT_GBRP,        AV_PIX_FMT_PAL8,        AV_PIX_FMT_RGB565LE,
        AV_PIX_FMT_YUV420P12LE, AV_PIX_FMT_YUV422P12LE, AV_PIX_FMT_YUV422P10BE,
        AV_PIX_FMT_YUV420P10BE, AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_YUV440P10LE,
        AV_PIX_FMT_GBRP10LE,    AV_PIX_FMT_RGB48LE,     AV_PIX_FMT_GRAY16LE};
    for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++)
        for (int odd = 0; odd < 4; odd++) {
            AVFrame *frame = random_frame(formats[k], 174 - odd % 2, 94 - odd / 2);
            if (digest_frame(frame, ALL) != digest_frame(frame, NONE))
                fail_msg("%s of %dx%d differs", av_get_pix_fmt_name(formats[k]), frame->width,
                         frame->height);
            av_frame_free(&frame);
        }
}

/* The samples of a 4:2:0 frame give the same picture in every packing. */
static void test_packings(void **state)
{
    (void)state;
    AVFrame *planes = random_frame(AV_PIX_FMT_YUV420P, 90, 50);
    AVFrame *pairs = random_frame(AV_PIX_FMT_NV12, 90, 50);
    AVFrame *mixed = random_frame(AV_PIX_FMT_YUYV422, 90, 50);

    for (int y = 0; y < 50; y++)
        for (int x = 0; x < 90; x++) {
            const uint8_t luma = planes->data[0][y * planes->linesize[0] + x];
            const int plane = 1 + x % 2;
            const uint8_t chroma = planes->data[plane][y / 2 * planes->linesize[plane] + x / 2];
            pairs->data[0][y * pairs->linesize[0] + x] = luma;
            pairs->data[1][y / 2 * pairs->linesize[1] + x] = chroma;
            mixed->data[0][y * mixed->linesize[0] + 2 * x] = luma;
            mixed->data[0][y * mixed->linesize[0] + 2 * x + 1] = chroma;
        }
    const uint64_t bits = digest_frame(planes, ALL);
    assert_true(digest_frame(pairs, ALL) == bits);
    assert_true(digest_frame(mixed, ALL) == bits);
    av_frame_free(&planes);
    av_frame_free(&pairs);
    av_frame_free(&mixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoders),
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_packings),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
