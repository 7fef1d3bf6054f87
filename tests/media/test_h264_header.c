/* What H.264's header says, which saves decoding a picture for it. */
#include "media/h264_header.h"

#include "cmocka_all.h"
#include "golden.h"

#include <string.h>

#include <libavformat/avformat.h>

/* x264's avcC for a video of 640x480 at 15 frames/s. */
static const uint8_t made[] = {0x01, 0x64, 0x00, 0x16, 0xff, 0xe1, 0x00, 0x18, 0x67, 0x64, 0x00,
                               0x16, 0xac, 0xd9, 0x40, 0xa0, 0x3d, 0xa1, 0x00, 0x00, 0x03, 0x00,
                               0x01, 0x00, 0x00, 0x03, 0x00, 0x1e, 0x0f, 0x16, 0x2d, 0x96, 0x01,
                               0x00, 0x05, 0x68, 0xef, 0x82, 0x3c, 0xb0, 0xfd, 0xf8, 0xf8, 0x00};

/* Applies count bytes to a stream of this size; returns what applying does. */
static int apply(AVCodecParameters *parameters, uint8_t *bytes, int count, int width, int height)
{
    *parameters = (AVCodecParameters){.codec_type = AVMEDIA_TYPE_VIDEO,
                                      .codec_id = AV_CODEC_ID_H264,
                                      .extradata = bytes,
                                      .extradata_size = count,
                                      .format = -1,
                                      .width = width,
                                      .height = height};
    return facs_h264_header_apply(parameters);
}

static void the_usual_is_filled_in(void **state)
{
    (void)state;
    uint8_t bytes[sizeof(made)];
    AVCodecParameters p;
    memcpy(bytes, made, sizeof(made));
    assert_int_equal(apply(&p, bytes, sizeof(bytes), 640, 480), 1);
    assert_int_equal(p.format, AV_PIX_FMT_YUV420P);
    assert_int_equal(p.video_delay, 2);
    assert_int_equal(p.sample_aspect_ratio.num, 0); /* it says none */

    assert_int_equal(apply(&p, bytes, sizeof(bytes), 640, 488), 0);
    assert_int_equal(p.format, -1);
    assert_int_equal(apply(&p, bytes, sizeof(bytes), 320, 480), 0);
    assert_int_equal(apply(&p, NULL, 0, 640, 480), 0);
    p.codec_id = AV_CODEC_ID_HEVC;
    p.extradata = bytes;
    p.extradata_size = sizeof(bytes);
    assert_int_equal(facs_h264_header_apply(&p), 0);
}

/* Cut anywhere, and with any bit wrong, it is read within its bytes, and nothing odd comes out. */
static void damage_does_no_harm(void **state)
{
    (void)state;
    AVCodecParameters p;
    for (int count = 1; count <= (int)sizeof(made); count++) {
        uint8_t *bytes = test_malloc((size_t)count); /* cmocka watches its end */
        memcpy(bytes, made, (size_t)count);
        assert_int_equal(apply(&p, bytes, count, 640, 480), count >= 8 + 0x18);
        for (int bit = 0; bit < 8 * count; bit++) {
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (apply(&p, bytes, count, 640, 480)) {
                assert_int_equal(p.format, AV_PIX_FMT_YUV420P);
                assert_in_range(p.video_delay, 1, 16);
            }
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        test_free(bytes);
    }
}

/* Real streams: the same as FFmpeg finds by decoding. */
static void it_agrees_with_decoding(void **state)
{
    (void)state;
    static const char *const names[] = {"videos/single_face.mp4", "videos/no_face.mp4"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        AVFormatContext *format = NULL;
        AVCodecParameters *applied = avcodec_parameters_alloc();
        assert_non_null(applied);
        assert_int_equal(avformat_open_input(&format, shared_path(names[i]), NULL, NULL), 0);
        const AVStream *stream = format->streams[0];
        assert_int_equal(stream->codecpar->format, -1);
        assert_true(avcodec_parameters_copy(applied, stream->codecpar) >= 0);
        assert_int_equal(facs_h264_header_apply(applied), 1);
        assert_true(avformat_find_stream_info(format, NULL) >= 0);
        const AVCodecParameters *decoded = stream->codecpar;
        assert_int_equal(applied->format, decoded->format);
        assert_int_equal(applied->video_delay, decoded->video_delay);
        assert_int_equal(applied->width, decoded->width);
        assert_int_equal(applied->height, decoded->height);
        assert_int_equal(av_cmp_q(applied->sample_aspect_ratio, decoded->sample_aspect_ratio), 0);
        avcodec_parameters_free(&applied);
        avformat_close_input(&format);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_is_filled_in),
        cmocka_unit_test(damage_does_no_harm),
        cmocka_unit_test(it_agrees_with_decoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
