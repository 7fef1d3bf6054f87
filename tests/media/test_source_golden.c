/* Real clips: the pixels that OpenFace saw, and all frames of every clip. */
#include "golden.h"
#include "reading.h"

#include <stdio.h>

/* Mean absolute and largest difference between a frame and the golden one of its number. */
static double compare(const facs_pool_frame *frame, const uint8_t *golden, int *largest)
{
    double total = 0;
    for (int y = 0; y < 480; y++)
        for (int i = 0; i < 640 * 3; i++) {
            int off = abs(frame->pixels[y * frame->stride + i] - golden[y * 640 * 3 + i]);
            total += off;
            *largest = off > *largest ? off : *largest;
        }
    return total / (640 * 480 * 3);
}

/* The limit is one grey level, but 0.1 is required here: decoder and converter are the same code as
 * OpenCV's reader, and a wrong range or matrix would be off by several levels. */
static void test_pixels_are_those_of_openface(void **state)
{
    (void)state;
    const char *path = shared_path("videos/default.wmv");
    shared_path("golden/default/frame_000.png");
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    facs_error error = {0};
    int compared = 0;

    assert_int_equal(facs_source_open(&source, path, NULL, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 20, 2, 0), 0);
    while (facs_source_read(source, pool, &frame, &error) == 0 && frame) {
        if (frame->index % 25 == 0 && frame->index <= 175) {
            uint8_t *golden = golden_frame((int)frame->index);
            int largest = 0;
            double mean = compare(frame, golden, &largest);
            print_message("frame %d: mean absolute difference %.5f grey levels, largest %d\n",
                          (int)frame->index, mean, largest);
            assert_true(mean <= 0.1);
            free(golden);
            compared++;
        }
        facs_frame_pool_put(pool, frame);
    }
    assert_int_equal(compared, 8);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
}

/* As many frames as ffprobe -count_frames finds; none of these intact files may be called
 * truncated. */
static void test_every_clip_is_read_whole(void **state)
{
    (void)state;
    static const struct {
        const char *name, *kind, *codec;
        int frames, width, height;
        double last; /* seconds from ffprobe's first frame to its last */
        int variable;
    } clips[] = {
        {"default.wmv", "video", "wmv2", 288, 640, 480, 19.120, 1},
        {"changeLighting.wmv", "video", "wmv2", 88, 640, 480, 5.792, 1},
        {"single_face.mp4", "video", "h264", 72, 640, 360, 71 / 30.0, 0},
        {"multi_face.avi", "video", "mpeg4", 702, 640, 480, 701 / 30.0, 0},
        {"face_noface.mov", "video", "hevc", 169, 960, 540, 6.360417, 1},
        {"noface_face.mov", "video", "hevc", 169, 960, 540, 6.345296, 1},
        {"no_face.mp4", "video", "h264", 95, 960, 540, 94 / 24.0,
         0}, /* 98, 3 of them cut by its edit list */
        {"single_face.jpg", "image", "mjpeg", 1, 572, 562, 0, 0},
        {"multi_face.jpg", "image", "mjpeg", 1, 1000, 667, 0, 0},
    };
    shared_path("videos");
    static reading all;

    for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++) {
        char name[64];
        snprintf(name, sizeof(name), "videos/%s", clips[i].name);
        read_source(&all, shared_path(name), 0);
        print_message("%s: %d frames, last at %.4f s, rotation %d, %s\n", clips[i].name, all.frames,
                      all.times[all.frames - 1], all.info.rotation, all.error.text);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, clips[i].frames);
        assert_int_equal(all.info.failed, 0);
        assert_int_equal(all.info.width, clips[i].width);
        assert_int_equal(all.info.height, clips[i].height);
        assert_string_equal(all.info.kind, clips[i].kind);
        assert_string_equal(all.info.codec, clips[i].codec);
        assert_int_equal(all.info.variable_frame_rate, clips[i].variable);
        assert_near(all.times[all.frames - 1], clips[i].last, 0.001);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pixels_are_those_of_openface),
        cmocka_unit_test(test_every_clip_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
