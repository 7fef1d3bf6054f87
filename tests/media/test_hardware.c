/* Decoding by a device: its pictures become those of software, and whatever it does, no frame is
 * lost, comes twice or differs. No device is needed: a driver of the test decodes in software and
 * gives its pictures as devices do. */
#include "reading.h"

#include "media/hardware.h"

#include <errno.h>

#include <libavcodec/bsf.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>

enum { FRAMES = 40 };

static reading software, device;

/* ---- A device of the test -------------------------------------------------------------------- */

static int opened, downloaded, fails_at; /* fails_at: this download and the later ones fail */

static int open_one(AVBufferRef **buffer, enum AVHWDeviceType type)
{
    (void)type;
    opened++;
    *buffer = av_buffer_allocz(1024);
    return *buffer ? 0 : AVERROR(ENOMEM);
}

static int open_none(AVBufferRef **buffer, enum AVHWDeviceType type)
{
    (void)buffer;
    (void)type;
    opened++;
    return AVERROR(ENODEV);
}

static enum AVPixelFormat has_format(const AVCodec *decoder, enum AVHWDeviceType type)
{
    (void)decoder;
    (void)type;
    return AV_PIX_FMT_YUV420P;
}

static enum AVPixelFormat has_no_format(const AVCodec *decoder, enum AVHWDeviceType type)
{
    (void)decoder;
    (void)type;
    return AV_PIX_FMT_NONE;
}

/* Interleaves chroma: NV12, as most devices have it. */
static int download(AVFrame *to, const AVFrame *from)
{
    if (fails_at && downloaded + 1 >= fails_at)
        return AVERROR(EIO);
    downloaded++;
    to->format = AV_PIX_FMT_NV12;
    to->width = from->width;
    to->height = from->height;
    const int status = av_frame_get_buffer(to, 0);
    for (int y = 0; status == 0 && y < from->height; y++)
        memcpy(to->data[0] + y * to->linesize[0], from->data[0] + y * from->linesize[0],
               (size_t)from->width);
    for (int y = 0; status == 0 && y < (from->height + 1) / 2; y++)
        for (int x = 0; x < (from->width + 1) / 2; x++)
            for (int c = 0; c < 2; c++)
                to->data[1][y * to->linesize[1] + 2 * x + c] =
                    from->data[c + 1][y * from->linesize[c + 1] + x];
    return status;
}

static const facs_hardware_driver working = {open_one, has_format, download};
static const facs_hardware_driver broken = {open_none, has_format, download};
static const facs_hardware_driver foreign = {open_one, has_no_format, download};

/* ---- Whole files ----------------------------------------------------------------------------- */

/* Returns 0 if this FFmpeg cannot make it, or knows no devices. */
static int make(const char *encoder, int spoilt)
{
    clip spec = {.format = "matroska",
                 .encoder = encoder,
                 .b_frames = 2,
                 .key_every = 12,
                 .width = 178, /* cropped from 192 */
                 .height = 144,
                 .frames = FRAMES,
                 .quantiser = 4,
                 .content = CLIP_MOVING,
                 .spoilt_from = spoilt,
                 .spoilt_count = spoilt > 0};
    if (!avcodec_find_encoder_by_name(encoder) || !facs_hardware_name(0))
        return 0;
    make_clip(in_folder("clip"), &spec);
    return 1;
}

static void read_device(const facs_hardware_driver *driver, const char *name, int failing_from)
{
    opened = downloaded = 0;
    fails_at = failing_from;
    read_source(&software, in_folder("clip"), 0);
    read_with(&device, in_folder("clip"),
              (facs_source_options){.hwaccel = name, .hardware = driver});
}

static void assert_same(void)
{
    assert_int_equal(device.status, 0);
    assert_int_equal(device.frames, software.frames);
    assert_memory_equal(device.sums, software.sums, sizeof(device.sums));
    assert_memory_equal(device.times, software.times, sizeof(device.times));
    assert_memory_equal(device.damaged, software.damaged, sizeof(device.damaged));
    assert_memory_equal(device.warned, software.warned, sizeof(device.warned));
    assert_string_equal(device.text, software.text);
}

static void test_whole_file(void **state)
{
    (void)state;
    const char *first = facs_hardware_name(0);
    if (!make("libx264", 0))
        skip();
    read_device(&working, first, 0);
    assert_same();
    assert_int_equal(downloaded, FRAMES);
    assert_string_equal(device.info.hwaccel, first);
    assert_string_equal(device.info.no_hwaccel, "");
    read_device(&working, "auto", 0);
    assert_same();
    assert_string_equal(device.info.hwaccel, first);
    read_device(&working, "none", 0);
    assert_same();
    assert_int_equal(opened, 0);
    assert_string_equal(device.info.hwaccel, "");
    assert_string_equal(device.info.no_hwaccel, "");
}

/* Writes the packets of "clip", of which the decoder is to cut off borders, as "cropped". */
static void crop(AVBSFContext *filter)
{
    AVFormatContext *input = NULL, *output = NULL;
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    assert_int_equal(avformat_open_input(&input, in_folder("clip"), NULL, NULL), 0);
    assert_true(avformat_find_stream_info(input, NULL) >= 0);
    assert_true(avcodec_parameters_copy(filter->par_in, input->streams[0]->codecpar) >= 0);
    filter->time_base_in = input->streams[0]->time_base;
    assert_int_equal(av_opt_set_int(filter->priv_data, "crop_left", 64, 0), 0);
    assert_int_equal(av_opt_set_int(filter->priv_data, "crop_top", 16, 0), 0);
    assert_int_equal(av_bsf_init(filter), 0);
    assert_true(avformat_alloc_output_context2(&output, NULL, "matroska", NULL) >= 0);
    AVStream *stream = avformat_new_stream(output, NULL);
    assert_non_null(stream);
    assert_true(avcodec_parameters_copy(stream->codecpar, filter->par_out) >= 0);
    stream->time_base = filter->time_base_out;
    assert_true(avio_open(&output->pb, in_folder("cropped"), AVIO_FLAG_WRITE) >= 0);
    assert_true(avformat_write_header(output, NULL) >= 0);
    while (av_read_frame(input, packet) >= 0) {
        assert_int_equal(av_bsf_send_packet(filter, packet), 0);
        assert_int_equal(av_bsf_receive_packet(filter, packet), 0);
        av_packet_rescale_ts(packet, filter->time_base_out, stream->time_base);
        assert_int_equal(av_interleaved_write_frame(output, packet), 0);
    }
    assert_int_equal(av_write_trailer(output), 0);
    avio_closep(&output->pb);
    avformat_free_context(output);
    avformat_close_input(&input);
    av_packet_free(&packet);
}

/* Pictures of which borders are cut off, on the left and at the top, too. */
static void test_cropped(void **state)
{
    (void)state;
    const AVBitStreamFilter *kind = av_bsf_get_by_name("h264_metadata");
    AVBSFContext *filter;
    if (!kind || !make("libx264", 0))
        skip();
    assert_int_equal(av_bsf_alloc(kind, &filter), 0);
    crop(filter);
    av_bsf_free(&filter);
    assert_int_equal(rename(in_folder("cropped"), in_folder("clip")), 0);
    read_device(&working, "auto", 0);
    assert_same();
    assert_int_equal(downloaded, FRAMES);
    assert_int_equal(device.info.width, 178 - 64);
    assert_int_equal(device.info.height, 144 - 16);
}

/* At the first picture, at later ones, at the last one. */
static void test_failing_device(void **state)
{
    (void)state;
    if (!make("libx264", 0))
        skip();
    for (int at = 1; at <= FRAMES; at += 13) {
        read_device(&working, "auto", at);
        assert_same();
        assert_int_equal(downloaded, at - 1);
        assert_string_equal(device.info.hwaccel, "");
        assert_non_null(strstr(device.info.no_hwaccel, "failed"));
    }
}

static void test_damaged_file(void **state)
{
    (void)state;
    if (!make("libx264", 15))
        skip();
    read_device(&working, "auto", 0);
    assert_true(software.info.damaged > 0);
    assert_same();
    assert_string_equal(device.info.hwaccel, "");
}

static void test_no_device(void **state)
{
    (void)state;
    if (!make("libx264", 0))
        skip();
    read_device(&broken, "auto", 0);
    assert_true(opened > 0);
    assert_same();
    assert_non_null(strstr(device.info.no_hwaccel, "no device works; "));
    read_device(&foreign, facs_hardware_name(0), 0);
    assert_int_equal(opened, 0);
    assert_same();
    assert_non_null(strstr(device.info.no_hwaccel, "does not decode h264"));
    /* one that was named is not replaced in silence */
    read_device(&broken, facs_hardware_name(0), 0);
    assert_int_equal(device.status, -ENODEV);
    assert_int_equal(device.error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(device.error.text, "does not work here"));
}

/* Codecs whose decoders may differ by one are not for devices. */
static void test_inexact_codec(void **state)
{
    (void)state;
    if (!make("mpeg4", 0))
        skip();
    read_device(&working, "auto", 0);
    assert_int_equal(opened, 0);
    assert_same();
    assert_non_null(strstr(device.info.no_hwaccel, "of mpeg4"));
}

/* ---- Pictures -------------------------------------------------------------------------------- */

static AVFrame *make_frame(enum AVPixelFormat format, int width, int height)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = format;
    frame->width = width;
    frame->height = height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    return frame;
}

static unsigned sample_at(const AVFrame *frame, int component, int x, int y)
{
    const AVComponentDescriptor *c =
        &av_pix_fmt_desc_get((enum AVPixelFormat)frame->format)->comp[component];
    const uint8_t *at =
        frame->data[c->plane] + y * frame->linesize[c->plane] + x * c->step + c->offset;
    uint16_t wide;
    if (c->depth <= 8)
        return *at;
    memcpy(&wide, at, sizeof(wide));
    return (unsigned)wide >> c->shift;
}

static AVFrame *on_device; /* what the device gives */

static int give(AVFrame *to, const AVFrame *from)
{
    (void)from;
    return av_frame_ref(to, on_device);
}

/* What the decoder cuts off is cut off in memory: FFmpeg cannot do so on a device. */
static void test_borders(void **state)
{
    (void)state;
    static const facs_hardware_driver driver = {.download = give};
    facs_hardware hardware = {
        .driver = &driver, .device = av_buffer_allocz(1), .format = AV_PIX_FMT_VAAPI};
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    on_device = make_frame(AV_PIX_FMT_NV12, 176, 32);
    for (int y = 0; y < 32; y++)
        for (int x = 0; x < 176; x++)
            on_device->data[0][y * on_device->linesize[0] + x] = (uint8_t)(7 * y + x);
    memset(on_device->data[1], 128, (size_t)on_device->linesize[1] * 16);
    frame->format = AV_PIX_FMT_VAAPI;
    frame->width = 176;
    frame->height = 32;
    frame->crop_left = 64;
    frame->crop_top = 2;
    frame->crop_right = 6;
    frame->crop_bottom = 4;
    assert_int_equal(facs_hardware_download(&hardware, frame, AV_PIX_FMT_YUV420P), 1);
    assert_int_equal(frame->width, 176 - 64 - 6);
    assert_int_equal(frame->height, 32 - 2 - 4);
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++)
            assert_int_equal(sample_at(frame, 0, x, y), sample_at(on_device, 0, x + 64, y + 2));
    av_frame_free(&frame);
    av_frame_free(&on_device);
    facs_hardware_close(&hardware);
}

static void test_layouts(void **state)
{
    (void)state;
    static const struct {
        enum AVPixelFormat given, wanted;
        int status;
    } pairs[] = {{AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P, 1},
                 {AV_PIX_FMT_NV12, AV_PIX_FMT_YUVJ420P, 1},
                 {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P, 1},
                 {AV_PIX_FMT_P010, AV_PIX_FMT_YUV420P10, 1},
                 {AV_PIX_FMT_NV16, AV_PIX_FMT_YUV422P, 1},
                 /* not without a loss: software must decode it */
                 {AV_PIX_FMT_NV12, AV_PIX_FMT_YUV422P, AVERROR(ENOSYS)},
                 {AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P10, AVERROR(ENOSYS)},
                 {AV_PIX_FMT_BGRA, AV_PIX_FMT_YUV420P, AVERROR(ENOSYS)}};
    static const facs_hardware_driver driver = {.download = give};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        for (int width = 30; width <= 33; width++) {
            facs_hardware hardware = {
                .driver = &driver, .device = av_buffer_allocz(1), .format = AV_PIX_FMT_VAAPI};
            AVFrame *frame = av_frame_alloc();
            assert_non_null(frame);
            on_device = make_frame(pairs[i].given, width, 19);
            for (int plane = 0; plane < 4 && on_device->buf[plane]; plane++)
                for (size_t k = 0; k < on_device->buf[plane]->size; k++)
                    on_device->buf[plane]->data[k] = (uint8_t)(k * 2654435761u >> 13);
            frame->format = AV_PIX_FMT_VAAPI;
            frame->width = width;
            frame->height = 19;
            frame->pts = 77;
            assert_int_equal(facs_hardware_download(&hardware, frame, pairs[i].wanted),
                             pairs[i].status);
            for (int c = 0; pairs[i].status == 1 && c < 3; c++) {
                const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(pairs[i].wanted);
                assert_int_equal(frame->format, pairs[i].wanted);
                assert_int_equal(frame->pts, 77);
                for (int y = 0; y < AV_CEIL_RSHIFT(19, c ? format->log2_chroma_h : 0); y++)
                    for (int x = 0; x < AV_CEIL_RSHIFT(width, c ? format->log2_chroma_w : 0); x++)
                        assert_int_equal(sample_at(frame, c, x, y), sample_at(on_device, c, x, y));
            }
            av_frame_free(&frame);
            av_frame_free(&on_device);
            facs_hardware_close(&hardware);
        }
}

/* ---- Names ----------------------------------------------------------------------------------- */

static int is_built(const char *name)
{
    for (int i = 0; facs_hardware_name(i); i++)
        if (strcmp(facs_hardware_name(i), name) == 0)
            return 1;
    return 0;
}

/* Opens FFmpeg's device for H.264. */
static int open_and_close(const char *name, facs_error *error)
{
    char why[FACS_HARDWARE_WHY];
    facs_hardware hardware = {0};
    const int status = facs_hardware_open(&hardware, name, NULL,
                                          avcodec_find_decoder(AV_CODEC_ID_H264), why, error);
    facs_hardware_close(&hardware);
    return status;
}

static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"vdpau",   "cuda", "vaapi",  "dxva2", "videotoolbox",
                                        "d3d11va", "drm",  "opencl", "qsv",   "vulkan"};
    facs_error error;
    assert_int_equal(facs_hardware_check(NULL, &error), 0);
    assert_int_equal(facs_hardware_check("none", &error), 0);
    assert_int_equal(facs_hardware_check("auto", &error), 0);
    assert_int_equal(facs_hardware_check("abacus", &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error.text, "not \"abacus\""));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const int built = is_built(names[i]);
        assert_int_equal(facs_hardware_check(names[i], &error), built ? 0 : -ENODEV);
        if (!built)
            assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        if (!built)
            assert_non_null(strstr(error.text, "built without"));
        /* one that is there may work or not, but says why not */
        if (!built || open_and_close(names[i], &error) != 0)
            assert_non_null(strstr(error.text, names[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_file),    cmocka_unit_test(test_failing_device),
        cmocka_unit_test(test_damaged_file),  cmocka_unit_test(test_no_device),
        cmocka_unit_test(test_inexact_codec), cmocka_unit_test(test_cropped),
        cmocka_unit_test(test_borders),       cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
