/* FFmpeg's encoders behind one struct: opening, states, statuses. */
#include "media/encoder.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const facs_encoder_options bmp = {.codec = AV_CODEC_ID_BMP,
                                         .width = 6,
                                         .height = 4,
                                         .from = AV_PIX_FMT_BGR24,
                                         .to = AV_PIX_FMT_BGR24,
                                         .time_base = {1, 25}};

static void test_pictures_in_packets_out(void **state)
{
    (void)state;
    facs_encoder encoder;
    facs_error error;
    uint8_t pixels[4 * 20] = {0};
    const facs_image picture = {.pixels = pixels, .width = 6, .height = 4, .stride = 20};
    assert_int_equal(facs_encoder_open(&encoder, &bmp, &error), 0);
    for (int n = 0; n < 3; n++) { /* the same frame again: the codec may hold the last one */
        memset(pixels, 40 * n, sizeof(pixels));
        assert_int_equal(facs_encoder_send(&encoder, &picture, n), 0);
        assert_int_equal(avcodec_receive_packet(encoder.codec, encoder.packet), 0);
        assert_int_equal(encoder.packet->size, 54 + 4 * 20); /* rows of 18 bytes are padded to 20 */
        assert_int_equal(encoder.packet->data[54], 40 * n);
        assert_int_equal(avcodec_receive_packet(encoder.codec, encoder.packet), AVERROR(EAGAIN));
    }
    assert_int_equal(facs_encoder_send(&encoder, NULL, 0), 0);
    assert_int_equal(avcodec_receive_packet(encoder.codec, encoder.packet), AVERROR_EOF);
    facs_encoder_close(&encoder);
    assert_null(encoder.codec);
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    av_log_set_level(AV_LOG_QUIET);
    facs_encoder encoder;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_encoder_options options = bmp;
    options.codec = AV_CODEC_ID_NONE; /* no encoder */
    assert_int_equal(facs_encoder_open(&encoder, &options, &error), -ENOSYS);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "6x4"));
    assert_null(encoder.codec);
    options = bmp;
    options.codec = AV_CODEC_ID_MPEG4; /* does not accept BGR */
    assert_int_equal(facs_encoder_open(&encoder, &options, &error), -ENOSYS);
    assert_non_null(strstr(error.text, "mpeg4"));
}

static void test_statuses(void **state)
{
    (void)state;
    assert_int_equal(facs_encoder_errno(0), 0);
    assert_int_equal(facs_encoder_errno(AVERROR(ENOSPC)), -ENOSPC);
    assert_int_equal(facs_encoder_errno(AVERROR_EOF), -EIO);
    assert_int_equal(facs_encoder_errno(AVERROR_EXTERNAL), -EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures_in_packets_out),
        cmocka_unit_test(test_what_cannot_be_opened),
        cmocka_unit_test(test_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
