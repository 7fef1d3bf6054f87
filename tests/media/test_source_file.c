/* Files that are no videos, or damaged. */
#include "reading.h"

#include "media/source_video.h"

#include <errno.h>
#include <stdio.h>

static reading all;

static void refuse(const char *path, const char *word)
{
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, word);
    assert_int_equal(all.frames, 0);
}

static void test_no_videos(void **state)
{
    (void)state;
    const char *path = in_folder("x.mp4");
    write_file(path, "", 0);
    refuse(path, "empty");

    const char text[] = "Dear reader,\nthis is not a video, and it says so in UTF-8: \xc3\xa9.\n";
    write_file(path, text, sizeof(text) - 1);
    refuse(path, "text file");

    write_file(path, "\0\1\2", 3);
    refuse(path, "not a video or image");
}

static void test_random_bytes(void **state)
{
    (void)state;
    enum { COUNT = 40000 };
    static unsigned char bytes[COUNT];
    const char *path = in_folder("random.mp4");
    unsigned random = 1;

    for (int round = 0; round < 30; round++) {
        for (int i = 0; i < COUNT; i++) {
            random = random * 1664525u + 1013904223u; /* Numerical Recipes' generator */
            bytes[i] = (unsigned char)(random >> 24);
        }
        write_file(path, bytes, COUNT);
        read_source(&all, path, 0);
        assert_refused(&all, path, -EINVAL, "");
        assert_int_equal(all.frames, 0);
    }
}

static void test_sound_only(void **state)
{
    (void)state;
    make_sound(in_folder("sound.mp4"), "mov");
    refuse(in_folder("sound.mp4"), "only sound");
    make_sound(in_folder("wav.mp4"), "wav");
    refuse(in_folder("wav.mp4"), "a sound file without pictures");
}

/* Inputs that would make FFmpeg open other files. */
static void test_files_that_name_others(void **state)
{
    (void)state;
    const char *path = in_folder("list.mp4");
    make_clip(in_folder("real.mp4"),
              &(clip){.format = "mp4", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 3});
    static const struct {
        const char *text, *word;
    } files[] = {
        {"ffconcat version 1.0\nfile real.mp4\n", "text file"},
        {"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.mp4\n#EXT-X-ENDLIST\n", "playlist"},
        {"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5 RTP/AVP 96\n",
         "text file"},
        {"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period/></MPD>",
         "XML file"},
        {"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>", "SVG drawing"},
        {"1\n00:00:00,000 --> 00:00:01,000\nA subtitle\n", "text file"},
        {";FFMETADATA1\ntitle=x\n", "text file"},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        write_file(path, files[i].text, strlen(files[i].text));
        refuse(path, files[i].word);
    }
}

/* If a demuxer wanted to open another file all the same, as for a MOV's external tracks. */
static void test_a_demuxer_cannot_open_others(void **state)
{
    (void)state;
    facs_source *source;
    facs_error error;
    AVIOContext *other = NULL;
    make_clip(in_folder("one.mov"),
              &(clip){.format = "mov", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 3});
    assert_int_equal(facs_source_open(&source, in_folder("one.mov"), NULL, &error), 0);
    AVFormatContext *format = ((facs_video *)source)->format;
    for (int i = 0; i < 2; i++) {
        const char *name = i ? in_folder("one.mov") : "http://127.0.0.1:9/";
        assert_true(format->io_open(format, &other, name, AVIO_FLAG_READ, NULL) < 0);
        assert_null(other);
    }
    facs_source_close(&source);
}

/* 40000 pixels wide: too large to be analyzed, although FFmpeg would decode it. */
static void test_too_large(void **state)
{
    (void)state;
    const char *path = in_folder("wide.png");
    make_image(path, "png", 40000, 2, 100);
    refuse(path, "40000x2");
}

static void test_index_is_missing(void **state)
{
    (void)state;
    make_clip(
        in_folder("whole.mp4"),
        &(clip){.format = "mp4", .encoder = "mpeg4", .width = 160, .height = 120, .frames = 50});
    cut_file(in_folder("whole.mp4"), in_folder("cut.mp4"), 600);
    refuse(in_folder("cut.mp4"), "moov");
}

static void test_zero_frames(void **state)
{
    (void)state;
    const char *path = in_folder("none.avi");
    make_clip(path, &(clip){.format = "avi", .encoder = "mpeg4", .width = 64, .height = 48});
    refuse(path, "none of its frames");
}

/* Any byte may have any value: no crash, no hang, and any failure has a message. */
static void test_damaged_bytes(void **state)
{
    (void)state;
    static const char *const formats[][2] = {
        {"mp4", "mpeg4"}, {"avi", "mjpeg"}, {"matroska", "ffv1"}, {"asf", "wmv2"}};
    const char *path = in_folder("flipped");
    unsigned random = 7;

    for (int i = 0; i < 4; i++) {
        size_t count;
        make_clip(in_folder("good"), &(clip){.format = formats[i][0],
                                             .encoder = formats[i][1],
                                             .width = 64,
                                             .height = 48,
                                             .frames = 10});
        unsigned char *bytes = read_whole(in_folder("good"), &count);
        for (int round = 0; round < 25; round++) {
            unsigned char saved[8];
            size_t at[8];
            for (int k = 0; k < 8; k++) {
                random = random * 1664525u + 1013904223u;
                at[k] =
                    (random >> 8) % (k < 4 && count > 1000 ? 1000 : count); /* half in headers */
                saved[k] = bytes[at[k]];
                bytes[at[k]] = (unsigned char)(random >> 24);
            }
            write_file(path, bytes, count);
            read_source(&all, path, 0);
            if (all.status) {
                assert_int_equal(all.error.kind, FACS_ERROR_INPUT);
                assert_memory_equal(all.error.text, path, strlen(path));
            }
            for (int k = 7; k >= 0; k--)
                bytes[at[k]] = saved[k];
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_videos),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_sound_only),
        cmocka_unit_test(test_files_that_name_others),
        cmocka_unit_test(test_a_demuxer_cannot_open_others),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_index_is_missing),
        cmocka_unit_test(test_zero_frames),
        cmocka_unit_test(test_damaged_bytes),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
