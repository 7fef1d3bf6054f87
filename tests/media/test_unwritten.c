/* Pictures that a decoder did not write completely are found, and sound ones are let go. */
#include "media/unwritten.h"

#include "cmocka_all.h"

#include <string.h>

enum { WIDTH = 72, HEIGHT = 40, STRIDE = 160, SPARE = 64 };

/* A picture that can be seen at its end, whatever the decoder does. */
static AVFrame *make_picture(enum AVPixelFormat format)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = format;
    frame->width = WIDTH;
    frame->height = HEIGHT;
    frame->linesize[0] = STRIDE;
    frame->buf[0] = av_buffer_allocz(STRIDE * HEIGHT + SPARE);
    assert_non_null(frame->buf[0]);
    frame->data[0] = frame->buf[0]->data;
    return frame;
}

/* Writes the blocks of 16x16 of a picture, all but one. */
static void decode(const AVFrame *frame, int bytes, int left_x, int left_y)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (x / 16 != left_x || y / 16 != left_y)
                memset(frame->data[0] + y * STRIDE + x * bytes, 128, (size_t)bytes);
}

static void test_each_block(void **state)
{
    (void)state;
    static const enum AVPixelFormat formats[] = {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10};
    for (int f = 0; f < 2; f++)
        /* a narrower block has no place for the mark, but never is the only one that is left out */
        for (int block = 0; block <= 3 * 4; block++) {
            facs_unwritten *unwritten = facs_unwritten_open();
            AVFrame *frame = make_picture(formats[f]);
            assert_non_null(unwritten);
            facs_unwritten_watch(unwritten, frame, 7);
            decode(frame, f + 1, block < 12 ? block % 4 : -1, block / 4);
            assert_int_equal(facs_unwritten_find(unwritten, 6), 0);
            assert_int_equal(facs_unwritten_find(unwritten, 7), block < 12);
            assert_int_equal(facs_unwritten_find(unwritten, 8), 0); /* it is gone */
            for (int i = 0; i < SPARE; i++)
                assert_int_equal(frame->buf[0]->data[STRIDE * HEIGHT + i], 0);
            for (int y = 0; y < HEIGHT; y++)
                for (int x = WIDTH * (f + 1); x < STRIDE; x++)
                    assert_int_equal(frame->buf[0]->data[y * STRIDE + x], 0);
            av_frame_free(&frame);
            facs_unwritten_close(&unwritten);
            assert_null(unwritten);
        }
}

/* References end with find, forget and close. */
static void test_references(void **state)
{
    (void)state;
    facs_unwritten *unwritten = facs_unwritten_open();
    AVFrame *frame = make_picture(AV_PIX_FMT_YUV420P);
    assert_non_null(unwritten);
    for (int way = 0; way < 3; way++) {
        facs_unwritten_watch(unwritten, frame, 1);
        assert_int_equal(av_buffer_get_ref_count(frame->buf[0]), 2);
        if (way == 0)
            facs_unwritten_find(unwritten, 1);
        else if (way == 1)
            facs_unwritten_forget(unwritten);
        else
            facs_unwritten_close(&unwritten);
        assert_int_equal(av_buffer_get_ref_count(frame->buf[0]), 1);
    }
    av_frame_free(&frame);
}

/* More than it can watch counts as damage, until all are forgotten. */
static void test_too_many(void **state)
{
    (void)state;
    facs_unwritten *unwritten = facs_unwritten_open();
    AVFrame *frame = make_picture(AV_PIX_FMT_YUV420P);
    assert_non_null(unwritten);
    for (int i = 0; i < 1000; i++)
        facs_unwritten_watch(unwritten, frame, 9);
    assert_true(av_buffer_get_ref_count(frame->buf[0]) < 100);
    assert_int_equal(facs_unwritten_find(unwritten, 0), 1);
    facs_unwritten_forget(unwritten);
    assert_int_equal(facs_unwritten_find(unwritten, 9), 0);
    facs_unwritten_close(&unwritten);
    av_frame_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_block),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
