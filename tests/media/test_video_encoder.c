/* Videos written and read back: every frame, its time, its level. */
#include "media/video_encoder.h"

#include "reading.h"

#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FRAMES 12

static reading all;

static int level(int n)
{
    return 20 + 15 * n;
}

static void write_video(const char *path, const char *name, int width, int height, double rate,
                        const double *times)
{
    static uint8_t pixels[120 * 90 * 3];
    const facs_image picture = {
        .pixels = pixels, .width = width, .height = height, .stride = 3 * width};
    const facs_video_encoder_options options = {
        .name = name, .width = width, .height = height, .frame_rate = rate};
    facs_video_encoder *encoder;
    facs_error error = {.kind = FACS_ERROR_NONE};
    int handle = open_new(path);
    int status = facs_video_encoder_open(&encoder, path, handle, &options, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    for (int n = 0; n < FRAMES; n++) {
        memset(pixels, level(n), sizeof(pixels));
        assert_int_equal(facs_video_encoder_write(encoder, &picture, times[n], &error), 0);
    }
    assert_int_equal(facs_video_encoder_finish(encoder, 0, &error), 0);
    facs_video_encoder_close(&encoder);
    assert_null(encoder);
    assert_int_equal(close(handle), 0); /* it stays the caller's */
}

/* off: difference in grey levels that the codec may cause. */
static void assert_frames(const char *path, const double *times, double tolerance, int off)
{
    read_source(&all, path, 0);
    assert_string_equal(all.error.text, "");
    assert_int_equal(all.frames, FRAMES);
    for (int n = 0; n < FRAMES; n++) {
        assert_near(all.times[n], times[n], tolerance);
        assert_in_range(all.levels[n], level(n) - off, level(n) + off);
    }
}

/* Motion JPEG, whatever the file's temporary name is; an odd size, an NTSC rate. */
static void test_an_avi(void **state)
{
    (void)state;
    double times[FRAMES];
    for (int n = 0; n < FRAMES; n++)
        times[n] = n * 1001 / 30000.0;
    write_video(in_folder("a.avi.part"), "a.avi", 101, 77, 30000 / 1001.0, times);
    assert_int_equal(rename(in_folder("a.avi.part"), in_folder("a.avi")), 0);
    assert_frames(in_folder("a.avi"), times, 1e-6, 2);
    assert_string_equal(all.info.codec, "mjpeg");
    assert_int_equal(all.info.width, 101);
    assert_int_equal(all.info.height, 77);
    assert_near(all.info.frame_rate, 29.97, 0.001);
}

/* An AVI's times are multiples of a frame: a pause stays, to half a frame; no frame is lost. */
static void test_an_avi_of_uneven_times(void **state)
{
    (void)state;
    static const double given[FRAMES] = {0,   0.04, 0.05, 0.06, 0.2, 0.2,
                                         0.8, 0.84, 0.88, 0.93, 1,   1.5};
    static const double written[FRAMES] = {0,   0.04, 0.08, 0.12, 0.2, 0.24,
                                           0.8, 0.84, 0.88, 0.92, 1,   1.52};
    write_video(in_folder("u.avi"), "u.avi", 64, 48, 25, given);
    assert_frames(in_folder("u.avi"), written, 1e-6, 2);
}

/* Other containers keep times as they are, except for duplicates. */
static void test_other_containers(void **state)
{
    (void)state;
    static const double times[FRAMES] = {0,    0.04, 0.05, 0.06, 0.2, 0.21,
                                         0.80, 0.84, 0.88, 0.93, 1,   1.5};
    static const char *const names[] = {"v.mp4", "v.mkv", "v.mov"};
    for (int i = 0; i < 3; i++) {
        write_video(in_folder(names[i]), names[i], 101, 77, 25, times);
        assert_frames(in_folder(names[i]), times, 0.001, 6); /* Matroska counts milliseconds */
        assert_int_equal(all.info.width, 100);               /* no odd sizes there */
        assert_int_equal(all.info.height, 76);
    }
}

static long find_box(const unsigned char *bytes, size_t count, const char *type)
{
    for (size_t i = 0; i + 4 <= count; i++)
        if (memcmp(bytes + i, type, 4) == 0)
            return (long)i;
    return -1;
}

/* An MP4 begins with its index, whatever its temporary name is; H.264 if there is x264, with a
 * level for its rate and not for its time base. */
static void test_an_mp4(void **state)
{
    (void)state;
    double times[FRAMES];
    size_t count;
    for (int n = 0; n < FRAMES; n++)
        times[n] = n / 25.0;
    write_video(in_folder("m.mp4.part"), "m.mp4", 64, 48, 25, times);
    assert_frames(in_folder("m.mp4.part"), times, 1e-6, 6);
    unsigned char *bytes = read_whole(in_folder("m.mp4.part"), &count);
    const long index = find_box(bytes, count, "moov"), data = find_box(bytes, count, "mdat");
    assert_true(index > 0 && index < data);
    const long configuration = find_box(bytes, count, "avcC");
    if (avcodec_find_encoder_by_name("libx264")) {
        assert_string_equal(all.info.codec, "h264");
        assert_in_range(bytes[configuration + 7], 10, 30); /* levels 1 to 3 */
    } else {
        assert_string_equal(all.info.codec, "mpeg4");
    }
    free(bytes);
}

/* Without a known rate: 30. */
static void test_an_unknown_rate(void **state)
{
    (void)state;
    double times[FRAMES];
    for (int n = 0; n < FRAMES; n++)
        times[n] = n / 30.0;
    write_video(in_folder("r.avi"), "r.avi", 64, 48, 0, times);
    assert_frames(in_folder("r.avi"), times, 1e-6, 2);
}

static void test_what_cannot_be_written(void **state)
{
    (void)state;
    facs_video_encoder_options options = {
        .name = "x.txt", .width = 64, .height = 48, .frame_rate = 25};
    facs_video_encoder *encoder;
    facs_error error;
    assert_int_equal(facs_video_encoder_open(&encoder, "x", -1, &options, &error), -EINVAL);
    assert_null(encoder);
    assert_non_null(strstr(error.text, "x.txt: expected a video's name"));
    options.name = "x.avi";
    int handle = open_new(in_folder("y.avi"));
    assert_int_equal(close(handle), 0);
    int status = facs_video_encoder_open(&encoder, "y.avi", handle, &options, &error);
    if (status == 0)
        status = facs_video_encoder_finish(encoder, 0, &error);
    facs_video_encoder_close(&encoder);
    assert_int_equal(status, -EBADF);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "y.avi cannot be written"));
}

static void test_a_full_disk(void **state)
{
    (void)state;
    static uint8_t pixels[640 * 480 * 3];
    const facs_video_encoder_options options = {
        .name = "x.avi", .width = 640, .height = 480, .frame_rate = 25};
    const facs_image picture = {.pixels = pixels, .width = 640, .height = 480, .stride = 1920};
    facs_video_encoder *encoder;
    facs_error error;
    int status = 0;
    if (access("/dev/full", F_OK) != 0) /* only on Linux */
        skip();
    for (size_t i = 0; i < sizeof(pixels); i++)
        pixels[i] = (uint8_t)(i * 2654435761u >> 7);
    int handle = open("/dev/full", O_RDWR | O_CLOEXEC);
    assert_int_equal(facs_video_encoder_open(&encoder, "x.avi", handle, &options, &error), 0);
    for (int n = 0; n < 10 && status == 0; n++)
        status = facs_video_encoder_write(encoder, &picture, n / 25.0, &error);
    assert_int_equal(status, -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    facs_video_encoder_close(&encoder);
    close(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_avi),           cmocka_unit_test(test_an_avi_of_uneven_times),
        cmocka_unit_test(test_other_containers), cmocka_unit_test(test_an_mp4),
        cmocka_unit_test(test_an_unknown_rate),  cmocka_unit_test(test_what_cannot_be_written),
        cmocka_unit_test(test_a_full_disk),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
