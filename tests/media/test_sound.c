/* Sound copied from one video to another: every byte, the times, and what is impossible. */
#include "media/video_encoder.h"

#include "reading.h"

#include "cmocka_all.h"

#include <errno.h>
#include <unistd.h>

#include <libavformat/avformat.h>
#include <stdio.h>

#define FRAMES 20 /* 0.8 s */

typedef struct packets {
    int count;
    double times[64];
    int at[64]; /* where each packet begins in data */
    uint8_t data[40000];
    int bytes;
    double pictures; /* time of the first picture */
} packets;

static packets found;
static reading all_of;
static char note[1024];

static void keep_note(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    assert_int_equal(level, FACS_LOG_WARNING);
    snprintf(note, sizeof(note), "%s", text);
}

static void read_packets(const char *path)
{
    AVFormatContext *format = NULL;
    AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(format, NULL) >= 0);
    found = (packets){.pictures = -1};
    while (av_read_frame(format, packet) == 0) {
        const AVStream *stream = format->streams[packet->stream_index];
        const double time = (double)packet->pts * av_q2d(stream->time_base);
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && found.pictures < 0)
            found.pictures = time;
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            assert_true(found.count < 64 && found.bytes + packet->size <= 40000);
            found.times[found.count] = time;
            found.at[found.count++] = found.bytes;
            memcpy(found.data + found.bytes, packet->data, (size_t)packet->size);
            found.bytes += packet->size;
        }
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    avformat_close_input(&format);
}

/* Writes FRAMES pictures with the sound of input. */
static void write_sound_from(const char *path, const char *input, double start, int cut, int all)
{
    static uint8_t pixels[64 * 48 * 3];
    const facs_image picture = {.pixels = pixels, .width = 64, .height = 48, .stride = 3 * 64};
    const facs_log log = {keep_note, NULL, FACS_LOG_INFO};
    const facs_video_encoder_options options = {.name = path,
                                                .width = 64,
                                                .height = 48,
                                                .frame_rate = 25,
                                                .sound = input,
                                                .start = start,
                                                .cut = cut,
                                                .log = &log};
    facs_video_encoder *encoder;
    facs_error error = {.kind = FACS_ERROR_NONE};
    note[0] = 0;
    int handle = open_new(path);
    int status = facs_video_encoder_open(&encoder, path, handle, &options, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    for (int n = 0; n < FRAMES; n++)
        assert_int_equal(facs_video_encoder_write(encoder, &picture, n / 25.0, &error), 0);
    assert_int_equal(facs_video_encoder_finish(encoder, all, &error), 0);
    facs_video_encoder_close(&encoder);
    close(handle);
}

static void write_with_sound(const char *path, const char *input, double start, int all)
{
    write_sound_from(path, input, start, 0, all);
}

static const clip with_sound = {.format = "mov",
                                .encoder = "mpeg4",
                                .width = 64,
                                .height = 48,
                                .frames = FRAMES,
                                .sound_packets = 12};

/* Checks a tone of so many tenths of a second, with every byte at its time. Demuxers split PCM into
 * arbitrary packets, so bytes are checked singly: each says in which tenth of a second it was. */
static void assert_tone(int tenths)
{
    assert_int_equal(found.bytes, tenths * 1600);
    for (int i = 0; i < found.bytes / 2; i++) {
        assert_int_equal(found.data[2 * i], i / 800);
        assert_int_equal(found.data[2 * i + 1], i % 800 / 20 % 2 * 16);
    }
    for (int i = 0; i < found.count; i++)
        assert_near(found.times[i], found.at[i] / 16000.0, 0.0011); /* Matroska: 1 ms */
}

/* Pictures from the middle of a video have the sound from there on. */
static void test_a_part(void **state)
{
    (void)state;
    make_clip(in_folder("in.mov"), &with_sound);
    write_sound_from(in_folder("out.mkv"), in_folder("in.mov"), 0.3, 1, 1);
    read_packets(in_folder("out.mkv"));
    assert_near(found.pictures, 0, 0.0011);
    assert_true(found.count > 0);
    assert_in_range(found.data[0], 3, 4); /* the tenth of a second; packets stay whole */
    for (int i = 0; i < found.count; i++) {
        assert_true(found.times[i] >= 0);
        assert_int_equal(found.data[found.at[i]], (int)((found.times[i] + 0.3 + 0.0011) * 10));
    }
    assert_int_equal(found.data[found.bytes - 2], 11);
}

static void test_every_byte_and_its_time(void **state)
{
    (void)state;
    static const char *const names[] = {"a.mkv", "a.mov", "a.avi"};
    make_clip(in_folder("in.mov"), &with_sound);
    for (int i = 0; i < 3; i++) {
        write_with_sound(in_folder(names[i]), in_folder("in.mov"), 0, 1);
        read_packets(in_folder(names[i]));
        assert_tone(12);
        assert_near(found.pictures, 0, 1e-6);
        assert_string_equal(note, "");
    }
}

/* If pictures end early, the sound ends with the last one, at 0.8 s. */
static void test_sound_to_the_last_picture(void **state)
{
    (void)state;
    make_clip(in_folder("in.mkv"), &(clip){.format = "matroska",
                                           .encoder = "mpeg4",
                                           .width = 64,
                                           .height = 48,
                                           .frames = 50,
                                           .sound_packets = 20});
    write_with_sound(in_folder("b.mkv"), in_folder("in.mkv"), 0, 0);
    read_packets(in_folder("b.mkv"));
    assert_tone(9); /* packets that begin before then */
}

/* Pictures that begin 0.3 s after the sound do the same in the new file. */
static void test_pictures_that_begin_later(void **state)
{
    (void)state;
    static const int times[FRAMES] = {300, 340, 380, 420, 460, 500, 540, 580, 620,  660,
                                      700, 740, 780, 820, 860, 900, 940, 980, 1020, 1060};
    clip later = with_sound;
    later.format = "matroska";
    later.times_ms = times;
    make_clip(in_folder("later.mkv"), &later);
    read_source(&all_of, in_folder("later.mkv"), 0);
    assert_near(all_of.info.start, 0.3, 1e-6);
    write_with_sound(in_folder("c.mkv"), in_folder("later.mkv"), all_of.info.start, 1);
    read_packets(in_folder("c.mkv"));
    assert_tone(12);
    assert_near(found.pictures, 0.3, 0.001);
}

/* Sound that begins later than the pictures. */
static void test_sound_that_begins_later(void **state)
{
    (void)state;
    clip later = with_sound;
    later.format = "matroska";
    later.sound_ms = 200;
    later.sound_packets = 5;
    make_clip(in_folder("later_sound.mkv"), &later);
    write_with_sound(in_folder("d.mkv"), in_folder("later_sound.mkv"), 0, 1);
    read_packets(in_folder("d.mkv"));
    assert_int_equal(found.count, 5);
    assert_near(found.times[0], 0.2, 0.001);
    assert_near(found.pictures, 0, 1e-6);
}

/* If the container cannot hold the sound, the file has none, the log says why, and the pictures are
 * complete. */
static void test_a_container_that_cannot_hold_it(void **state)
{
    (void)state;
    make_clip(in_folder("in.mov"), &with_sound);
    write_with_sound(in_folder("e.avi"), in_folder("in.mov"), 0, 1); /* AVI can */
    assert_string_equal(note, "");
    write_with_sound(in_folder("e.m4v"), in_folder("in.mov"), 0, 1);
    assert_non_null(strstr(note, "in.mov: its sound (pcm_s16le) is left out"));
    assert_non_null(strstr(note, ".mkv"));
    read_packets(in_folder("e.m4v"));
    assert_int_equal(found.count, 0);
    read_source(&all_of, in_folder("e.m4v"), 0);
    assert_int_equal(all_of.frames, FRAMES);
}

/* Without sound there is nothing to log. */
static void test_a_silent_clip(void **state)
{
    (void)state;
    clip silent = with_sound;
    silent.sound_packets = 0;
    make_clip(in_folder("silent.mov"), &silent);
    write_with_sound(in_folder("f.mp4"), in_folder("silent.mov"), 0, 1);
    assert_string_equal(note, "");
    read_packets(in_folder("f.mp4"));
    assert_int_equal(found.count, 0);
}

/* The file with the sound is gone. */
static void test_no_such_file(void **state)
{
    (void)state;
    const facs_video_encoder_options options = {
        .name = "x.mkv", .width = 64, .height = 48, .sound = in_folder("absent.mov")};
    facs_video_encoder *encoder;
    facs_error error;
    assert_int_equal(facs_video_encoder_open(&encoder, "x.mkv", -1, &options, &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_null(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_part),
        cmocka_unit_test(test_every_byte_and_its_time),
        cmocka_unit_test(test_sound_to_the_last_picture),
        cmocka_unit_test(test_pictures_that_begin_later),
        cmocka_unit_test(test_sound_that_begins_later),
        cmocka_unit_test(test_a_container_that_cannot_hold_it),
        cmocka_unit_test(test_a_silent_clip),
        cmocka_unit_test(test_no_such_file),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
