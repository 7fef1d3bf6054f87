#include "golden.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>

static AVFrame *decode_png(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    AVPacket *packet = av_packet_alloc();
    assert_int_equal(av_new_packet(packet, 4 << 20), 0);
    packet->size = (int)fread(packet->data, 1, (size_t)packet->size, file);
    fclose(file);
    AVCodecContext *codec = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_PNG));
    assert_int_equal(avcodec_open2(codec, NULL, NULL), 0);
    AVFrame *frame = av_frame_alloc();
    assert_int_equal(avcodec_send_packet(codec, packet), 0);
    assert_int_equal(avcodec_send_packet(codec, NULL), 0);
    assert_int_equal(avcodec_receive_frame(codec, frame), 0);
    avcodec_free_context(&codec);
    av_packet_free(&packet);
    return frame;
}

uint8_t *golden_frame(int number)
{
    char name[64];
    snprintf(name, sizeof(name), "golden/default/frame_%03d.png", number);
    AVFrame *frame = decode_png(shared_path(name));
    assert_int_equal(frame->format, AV_PIX_FMT_RGB24);
    assert_int_equal(frame->width, 640);
    assert_int_equal(frame->height, 480);
    uint8_t *pixels = malloc(640 * 480 * 3);
    assert_non_null(pixels);
    for (int y = 0; y < 480; y++) {
        const uint8_t *from = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        for (int x = 0; x < 640; x++)
            for (int c = 0; c < 3; c++)
                pixels[(y * 640 + x) * 3 + c] = from[x * 3 + 2 - c];
    }
    av_frame_free(&frame);
    return pixels;
}
