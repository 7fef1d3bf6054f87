/* Streams with errors in their data: every frame has its row, and exactly those that differ from
 * what was recorded are marked. */
#include "reading.h"

#include <libavcodec/avcodec.h>

static reading all, sound;

static const clip clips[] = {
    {.format = "avi", .encoder = "mpeg4", .key_every = 12},
    {.format = "matroska", .encoder = "mpeg4", .b_frames = 2, .key_every = 12},
    {.format = "avi", .encoder = "mjpeg"},
    {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2, .key_every = 12},
    {.format = "flv", .encoder = "flv", .key_every = 12},
    {.format = "matroska", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    {.format = "mpegts", .encoder = "libx264", .b_frames = 2, .key_every = 12},
};
#define CLIPS (sizeof(clips) / sizeof(clips[0]))

enum { FRAMES = 40, SPOILT = 15 };

/* Reads a clip as recorded, into sound, and then with errors, into all: encoded once, because what
 * an encoder gives may depend on what is in memory. Returns 0 if it cannot be made. */
static int read_clip(const clip *kind, int spoilt_from, int spoilt_count)
{
    clip spec = *kind;
    if (!avcodec_find_encoder_by_name(spec.encoder))
        return 0; /* FFmpeg may lack it */
    spec.width = 352;
    spec.height = 288;
    spec.frames = FRAMES;
    spec.quantiser = 4;
    spec.content = CLIP_MOVING;
    spec.spoilt_from = spoilt_from;
    spec.spoilt_count = spoilt_count;
    spec.intact = in_folder("clip");
    make_clip(in_folder("spoilt"), &spec);
    read_source(&sound, in_folder("clip"), 0);
    read_source(&all, in_folder("spoilt"), 0);
    return 1;
}

/* Checksum of the intact clip's frame at that time. */
static uint32_t sound_sum(double time)
{
    for (int n = 0; n < sound.frames; n++)
        if (fabs(sound.times[n] - time) < 0.01)
            return sound.sums[n];
    fail_msg("there is no frame at %.3f s", time);
    return 0;
}

static void test_spoilt_data(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLIPS; i++) {
        if (!read_clip(&clips[i], SPOILT, 1))
            continue;
        assert_int_equal(sound.kinds, 0);
        assert_int_equal(sound.frames, FRAMES);
        int marked = 0;
        for (int n = 0; n < all.frames; n++) {
            if (!all.damaged[n] && all.sums[n] != sound_sum(all.times[n]))
                fail_msg("%s in %s: frame %d is damaged and not marked", clips[i].encoder,
                         clips[i].format, n);
            marked += all.damaged[n];
        }
        print_message("%s in %s: %d frames, %d marked. %s\n", clips[i].encoder, clips[i].format,
                      all.frames, marked, all.text);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.info.damaged, marked);
        assert_int_equal(all.warned[FACS_WARNING_DAMAGED_FRAMES], marked);
        assert_int_equal(all.frames + all.info.failed, FRAMES);
        assert_int_equal(all.warned[FACS_WARNING_UNDECODED_FRAMES], all.info.failed);
        assert_true(marked + all.info.failed >= 1);
        /* up to the next key frame and no further; two may be shown out of order */
        for (int n = 0; n < all.frames; n++)
            if (all.damaged[n])
                assert_in_range((int)lround(all.times[n] * 25), SPOILT - 3,
                                clips[i].key_every ? 25 : SPOILT);
    }
}

/* In intra-only codecs, damage stays where it is. */
static void test_several(void **state)
{
    (void)state;
    const clip kind = {.format = "avi", .encoder = "mjpeg"};
    read_clip(&kind, 10, 5);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.info.damaged + all.info.failed, 5);
    for (int n = 0; n < all.frames; n++)
        if (all.damaged[n])
            assert_in_range((int)lround(all.times[n] * 25), 10, 14);
}

/* A transport stream that begins and ends anywhere, like a recorded broadcast. Frames before the
 * first key frame cannot be shown, but that is no damage. */
static void test_a_stream_from_the_middle(void **state)
{
    (void)state;
    static const clip kinds[] = {
        {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2, .key_every = 12},
        {.format = "mpegts", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    };
    for (int i = 0; i < 2; i++) {
        size_t count;
        if (!read_clip(&kinds[i], 0, 0))
            continue;
        unsigned char *bytes = read_whole(in_folder("clip"), &count);
        for (size_t skip = 20; skip <= 60; skip += 10) {
            const size_t from = count * skip / 100 / 188 * 188;
            write_file(in_folder("later"), bytes + from, count - from);
            read_source(&all, in_folder("later"), 0);
            assert_int_equal(all.status, 0);
            assert_true(all.frames > 0);
            const double shift = sound.times[sound.frames - 1] - all.times[all.frames - 1];
            for (int n = 0; n < all.frames; n++)
                assert_true(all.damaged[n] || all.sums[n] == sound_sum(all.times[n] + shift));
            assert_int_equal(all.info.failed, 0);
        }
        free(bytes);
    }
}

/* Packets lost on the way. */
static void test_lost_packets(void **state)
{
    (void)state;
    static const clip kinds[] = {
        {.format = "mpegts", .encoder = "mpeg2video", .b_frames = 2, .key_every = 12},
        {.format = "mpegts", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    };
    for (int i = 0; i < 2; i++) {
        size_t count, kept = 0;
        if (!read_clip(&kinds[i], 0, 0))
            continue;
        unsigned char *bytes = read_whole(in_folder("clip"), &count);
        for (size_t at = 0; at + 188 <= count; at += 188)
            if (at / 188 % 97 != 96 || at < count / 3 || at > count * 2 / 3) {
                memmove(bytes + kept, bytes + at, 188);
                kept += 188;
            }
        write_file(in_folder("lossy"), bytes, kept);
        free(bytes);
        read_source(&all, in_folder("lossy"), 0);
        print_message("%d frames. %s\n", all.frames, all.text);
        assert_int_equal(all.status, 0);
        assert_true(all.info.damaged > 0);
        assert_true(all.warned[FACS_WARNING_DAMAGED_DATA] > 0);
        for (int n = 0; n < all.frames; n++)
            if (!all.damaged[n] && all.sums[n] != sound_sum(all.times[n]))
                fail_msg("%s: frame %d is damaged and not marked", kinds[i].encoder, n);
    }
}

/* A still image without its end. */
static void test_cut_images(void **state)
{
    (void)state;
    static const char *const encoders[] = {"mjpeg", "png"};
    for (int i = 0; i < 2; i++) {
        make_image(in_folder("whole"), encoders[i], 640, 480, 90);
        read_source(&all, in_folder("whole"), 0);
        assert_int_equal(all.kinds, 0);
        cut_file(in_folder("whole"), in_folder("cut"), 700);
        read_source(&all, in_folder("cut"), 0);
        print_message("%s: %d frames, %s%s\n", encoders[i], all.frames, all.text, all.error.text);
        if (all.status) { /* a decoder may reject a PNG */
            assert_int_equal(all.error.kind, FACS_ERROR_INPUT);
            continue;
        }
        assert_int_equal(all.frames, 1);
        assert_int_equal(all.damaged[0], 1);
        assert_int_equal(all.warned[FACS_WARNING_DAMAGED_FRAMES], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spoilt_data),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_a_stream_from_the_middle),
        cmocka_unit_test(test_lost_packets),
        cmocka_unit_test(test_cut_images),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
