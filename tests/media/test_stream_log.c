/* Which input FFmpeg's messages concern, and what they mean. */
#include "media/stream_log.h"

#include "cmocka_all.h"

#include <pthread.h>
#include <string.h>

#include <libavcodec/avcodec.h>

static int told; /* calls of the program's own callback */

static void program(void *context, int level, const char *format, va_list arguments)
{
    (void)context;
    (void)level;
    (void)format;
    (void)arguments;
    told++;
}

typedef struct input {
    facs_stream_log log;
    AVFormatContext *format;
    AVCodecContext *codec;
} input;

static void open_input(input *in)
{
    memset(in, 0, sizeof(*in));
    in->format = avformat_alloc_context();
    in->codec = avcodec_alloc_context3(NULL);
    assert_non_null(in->format);
    assert_non_null(in->codec);
    facs_stream_log_open(&in->log, in->format);
    facs_stream_log_start(&in->log, in->codec, 0, 256);
}

static void close_input(input *in)
{
    facs_stream_log_close(&in->log);
    avcodec_free_context(&in->codec);
    avformat_free_context(in->format);
}

static void test_whose_it_is(void **state)
{
    (void)state;
    input a, b;
    open_input(&a);
    open_input(&b);
    av_log(a.codec, AV_LOG_ERROR, "error while decoding MB %d %d\n", 3, 4);
    av_log(b.codec, AV_LOG_DEBUG, "nothing of importance\n");
    av_log(NULL, AV_LOG_ERROR, "of no one\n");
    facs_stream_log said = facs_stream_log_take(&a.log);
    assert_int_equal(said.decoder, 1);
    assert_string_equal(said.text, "error while decoding MB 3 4");
    assert_int_equal(facs_stream_log_take(&a.log).decoder, 0);
    assert_int_equal(facs_stream_log_take(&b.log).decoder, 0);

    close_input(&a);
    av_log(b.codec, AV_LOG_ERROR, "concealing\n"); /* the other one goes on listening */
    assert_int_equal(facs_stream_log_take(&b.log).decoder, 1);
    close_input(&b);
}

/* The program's own callback hears everything, before, during and afterwards. */
static void test_the_program(void **state)
{
    (void)state;
    input in;
    told = 0;
    facs_stream_log_set_program(program);
    av_log(NULL, AV_LOG_INFO, "before\n");
    assert_int_equal(told, 1);
    open_input(&in);
    av_log(in.codec, AV_LOG_ERROR, "of ours\n");
    av_log(NULL, AV_LOG_INFO, "of others\n");
    assert_int_equal(told, 3);
    close_input(&in);
    av_log(NULL, AV_LOG_INFO, "after\n");
    assert_int_equal(told, 4);
    facs_stream_log_set_program(NULL);
    av_log(NULL, AV_LOG_DEBUG, "to the default\n");
    assert_int_equal(told, 4);
}

static void test_the_decoder(void **state)
{
    (void)state;
    input in;
    open_input(&in);
    av_log(in.codec, AV_LOG_ERROR, "SEI type %d size %d truncated\n", 1, 2);
    av_log(in.codec, AV_LOG_ERROR, "unable to decode APP fields: %s\n", "x");
    av_log(in.codec, AV_LOG_WARNING, "deprecated pixel format used\n");
    av_log(in.codec, AV_LOG_INFO, "nal_unit_type: %d\n", 1);
    assert_int_equal(facs_stream_log_take(&in.log).decoder, 0);
    av_log(in.codec, AV_LOG_INFO, "concealing %d DC errors\n", 3);
    av_log(in.codec, AV_LOG_WARNING, "overread %d\n", 3);
    av_log(in.codec, AV_LOG_WARNING, "EOI missing, emulating\n");
    facs_stream_log said = facs_stream_log_take(&in.log);
    assert_int_equal(said.decoder, 2);
    assert_int_equal(said.no_end, 1);
    close_input(&in);
}

static void test_the_demuxer(void **state)
{
    (void)state;
    static const char corrupt[] = "Packet corrupt (stream = %d, dts = %s)";
    static const char gap[] = "Continuity check failed for pid %d expected %d got %d\n";
    input in;
    open_input(&in);
    av_log(in.format, AV_LOG_WARNING, gap, 257, 1, 2); /* concerns the sound */
    av_log(in.format, AV_LOG_ERROR, "Invalid DTS: %d\n", 4);
    assert_int_equal(facs_stream_log_pass(&in.log, 100), 0);
    av_log(in.format, AV_LOG_WARNING, gap, 256, 1, 2);
    av_log(in.format, AV_LOG_WARNING, gap, 256, 4, 7); /* at the same place */
    assert_int_equal(facs_stream_log_pass(&in.log, 100), 1);
    assert_int_equal(facs_stream_log_pass(&in.log, 100), 0);

    av_log(in.format, AV_LOG_WARNING, corrupt, 0, "5000");
    av_log(in.format, AV_LOG_WARNING, corrupt, 0, "NOPTS");
    assert_int_equal(facs_stream_log_take(&in.log).corrupt, 2);
    assert_int_equal(facs_stream_log_is_corrupt(&in.log, 4000), 0);
    assert_int_equal(facs_stream_log_is_corrupt(&in.log, 5000), 1);
    assert_int_equal(facs_stream_log_is_corrupt(&in.log, 5000), 0);

    assert_int_equal(in.log.cut, 0);
    av_log(in.format, AV_LOG_ERROR, "File ended prematurely\n");
    assert_int_equal(in.log.cut, 1);
    close_input(&in);
}

/* Before the pictures are read, a demuxer makes guesses. */
static void test_while_opening(void **state)
{
    (void)state;
    facs_stream_log log = {0};
    AVFormatContext *format = avformat_alloc_context();
    facs_stream_log_open(&log, format);
    av_log(format, AV_LOG_ERROR, "error reading header\n");
    assert_int_equal(log.place_count, 0);
    facs_stream_log_start(&log, NULL, 0, 0);
    av_log(format, AV_LOG_ERROR, "error reading data\n");
    assert_int_equal(log.place_count, 1);
    facs_stream_log_close(&log);
    facs_stream_log_close(&log); /* one that is not open */
    avformat_free_context(format);
}

static void *open_and_close(void *opaque)
{
    (void)opaque;
    for (int i = 0; i < 200; i++) {
        input in;
        open_input(&in);
        av_log(in.codec, AV_LOG_ERROR, "error\n");
        assert_int_equal(facs_stream_log_take(&in.log).decoder, 1);
        close_input(&in);
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_and_close, NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whose_it_is),   cmocka_unit_test(test_the_program),
        cmocka_unit_test(test_the_decoder),   cmocka_unit_test(test_the_demuxer),
        cmocka_unit_test(test_while_opening), cmocka_unit_test(test_threads),
    };
    av_log_set_level(AV_LOG_QUIET);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
