/* Threads that decode: how many, and that their number does not matter to anyone: the same frames,
 * marks and warnings, whatever is wrong with the file. */
#include "media/decoder_threads.h"

#include "golden.h"
#include "reading.h"
#include "sanitized.h"

#include <errno.h>

#include <libavcodec/avcodec.h>

static reading one, several;

static const clip kinds[] = {
    {.format = "avi", .encoder = "mpeg4", .key_every = 12},
    {.format = "matroska", .encoder = "mpeg4", .b_frames = 2, .key_every = 12},
    {.format = "matroska", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    {.format = "mpegts", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    {.format = "mp4", .encoder = "libx264", .b_frames = 2, .key_every = 12},
    {.format = "mp4", .encoder = "libx265", .b_frames = 2, .key_every = 12},
    {.format = "matroska", .encoder = "libvpx-vp9", .key_every = 12},
    {.format = "mp4", .encoder = "libsvtav1", .key_every = 12},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

enum { FRAMES = 40 };

/* Returns 0 if this FFmpeg cannot make it. */
static int make(const clip *kind, const char *path)
{
    clip spec = *kind;
    if (!avcodec_find_encoder_by_name(spec.encoder))
        return 0;
    spec.width = 176;
    spec.height = 144;
    spec.frames = spec.frames ? spec.frames : FRAMES;
    spec.quantiser = 4;
    spec.content = CLIP_MOVING;
    make_clip(path, &spec);
    return 1;
}

static void assert_same(const char *what, int threads)
{
    const facs_source_info *a = &one.info, *b = &several.info;
    int same = one.status == several.status && one.frames == several.frames &&
               one.first == several.first && one.kinds == several.kinds &&
               strcmp(one.text, several.text) == 0 &&
               strcmp(one.error.text, several.error.text) == 0;
    same = same && memcmp(one.times, several.times, sizeof(one.times)) == 0;
    same = same && memcmp(one.sums, several.sums, sizeof(one.sums)) == 0;
    same = same && memcmp(one.damaged, several.damaged, sizeof(one.damaged)) == 0;
    same = same && memcmp(one.warned, several.warned, sizeof(one.warned)) == 0;
    same = same && a->width == b->width && a->height == b->height && a->failed == b->failed &&
           a->decoded == b->decoded && a->damaged == b->damaged && a->lost == b->lost &&
           a->is_incomplete == b->is_incomplete && a->frames_expected == b->frames_expected &&
           a->variable_frame_rate == b->variable_frame_rate;
    if (!same)
        fail_msg("%s, %d threads: %d frames, %d kinds of warnings, %s%s; one: %d, %d, %s%s", what,
                 threads, several.frames, several.kinds, several.text, several.error.text,
                 one.frames, one.kinds, one.text, one.error.text);
}

/* Reads a file with one thread and with several, and asserts that nothing tells them apart. Where
 * all is slow, each file is read with another number of threads. */
static void read_both(const char *path, const char *what, double begin)
{
    static const int counts[] = {2, 3, 7};
    static size_t next;
    const size_t all = sizeof(counts) / sizeof(counts[0]);
    read_with(&one, path, (facs_source_options){.begin = begin, .decoder_threads = 1});
    for (size_t i = 0; i < (SLOW ? 1 : all); i++) {
        const int threads = counts[next++ % all];
        read_with(&several, path,
                  (facs_source_options){.begin = begin, .decoder_threads = threads});
        assert_same(what, threads);
    }
}

static void test_sound_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        if (!make(&kinds[i], in_folder("clip")))
            continue;
        read_both(in_folder("clip"), kinds[i].encoder, 0);
        assert_int_equal(one.frames, FRAMES);
        assert_int_equal(one.kinds, 0);
        read_both(in_folder("clip"), "a part", 1);
        assert_in_range(one.frames, 10, FRAMES - 20);
    }
}

/* Noise in a picture at the start, in the middle, and near the end. */
static void test_spoilt_pictures(void **state)
{
    (void)state;
    int marked = 0;
    for (size_t i = 0; i < KINDS; i++)
        for (int from = 1; from < FRAMES; from += 18) {
            clip kind = kinds[i];
            kind.spoilt_from = from;
            kind.spoilt_count = 1;
            if (!make(&kind, in_folder("clip")))
                continue;
            read_both(in_folder("clip"), kind.encoder, 0);
            marked += one.info.damaged + one.info.failed > 0;
            read_both(in_folder("clip"), "a part", 0.8);
        }
    assert_true(marked >= 6); /* of three each, MPEG-4's at least are seen */
}

/* Zeros in place of bytes of the file, where containers and pictures suffer. */
static void test_zeroed_bytes(void **state)
{
    (void)state;
    int warned = 0;
    for (size_t i = 0; i < KINDS; i++) {
        size_t count;
        if (!make(&kinds[i], in_folder("clip")))
            continue;
        unsigned char *bytes = read_whole(in_folder("clip"), &count);
        unsigned char *worse = malloc(count);
        assert_non_null(worse);
        for (int tenth = 2; tenth < 9; tenth += 3)
            for (size_t length = 40; length < count / 6; length *= 12) {
                memcpy(worse, bytes, count);
                memset(worse + count * (size_t)tenth / 10, 0, length);
                write_file(in_folder("worse"), worse, count);
                read_both(in_folder("worse"), kinds[i].encoder, 0);
                warned += one.kinds > 0;
            }
        free(worse);
        free(bytes);
    }
    assert_true(warned > 10);
}

static void test_cut_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS; i++)
        for (int per_mille = 450; per_mille < 1000; per_mille += 270) {
            if (!make(&kinds[i], in_folder("clip")))
                continue;
            cut_file(in_folder("clip"), in_folder("cut"), per_mille);
            read_both(in_folder("cut"), kinds[i].encoder, 0);
        }
}

/* Reported cases. */
static void test_reported(void **state)
{
    (void)state;
    static const char *const names[] = {"corrupt.mp4",     "cut.mkv",         "glitch_back.mkv",
                                        "glitch_fwd.mkv",  "res_change.webm", "noindex_dropped.avi",
                                        "sar43_small.mp4", "g.gif",           "x.avif"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[64];
        snprintf(path, sizeof(path), "cases/%s", names[i]);
        read_both(shared_path(path), names[i], 0);
        assert_true(one.frames > 0);
    }
}

/* Damage near the moment from which on pictures are too large: these are counted once. */
static void test_too_large_later(void **state)
{
    (void)state;
    for (int spoilt = 16; spoilt < 26; spoilt++) {
        clip kind = kinds[3];
        kind.aspect[0] = 2; /* so that only what is shown is too large */
        kind.aspect[1] = 1;
        kind.resize_at = 20;
        kind.resized_width = 240;
        kind.resized_height = 192;
        kind.spoilt_from = spoilt;
        kind.spoilt_count = 1;
        if (!make(&kind, in_folder("clip")))
            skip();
        facs_source_options options = {.max_pixels = 60000, .decoder_threads = 1};
        read_with(&one, in_folder("clip"), options);
        assert_in_range(one.info.failed, 15, 20);
        options.decoder_threads = 2;
        read_with(&several, in_folder("clip"), options);
        assert_same("too large later", 2);
    }
}

/* ---- Stopped ----------------------------------------------------------------------------------
 */

static void note_again(void *opaque, facs_log_level level, const char *text)
{
    (void)level;
    *(int *)opaque |= strstr(text, "one thread decodes it again") != NULL;
}

static int is_noted(void *opaque)
{
    return *(const int *)opaque;
}

/* When a run is stopped while its file is opened for the second time, what is known of the frames
 * that it has stays. */
static void test_stopped_while_opened_again(void **state)
{
    (void)state;
    int again = 0;
    clip kind = kinds[2];
    kind.spoilt_from = 30;
    kind.spoilt_count = 1;
    if (!make(&kind, in_folder("clip")))
        skip();
    read_with(&several, in_folder("clip"),
              (facs_source_options){
                  .decoder_threads = 2,
                  .cancelled = is_noted,
                  .opaque = &again,
                  .log = {.write = note_again, .opaque = &again, .level = FACS_LOG_INFO}});
    assert_int_equal(again, 1);
    assert_int_equal(several.status, -ECANCELED);
    assert_true(several.frames > 0);
    assert_int_equal(several.info.decoded, several.frames);
    assert_non_null(several.info.kind);
    assert_string_equal(several.info.kind, "video");
    assert_int_equal(several.info.width, 176);
    assert_true(several.info.frame_rate > 0);
}

/* ---- How many -------------------------------------------------------------------------------- */

static int count_for(enum AVCodecID codec, int format, int width, int height, int cores)
{
    AVCodecParameters parameters = {
        .codec_id = codec, .format = format, .width = width, .height = height};
    return facs_decoder_threads(&parameters, cores);
}

static void test_number(void **state)
{
    (void)state;
    const enum AVPixelFormat yuv = AV_PIX_FMT_YUV420P;
    /* One thread is faster than the analysis of a frame. */
    assert_int_equal(count_for(AV_CODEC_ID_H264, yuv, 640, 480, 16), 1);
    assert_int_equal(count_for(AV_CODEC_ID_H264, yuv, 1280, 720, 16), 1);
    /* More for larger pictures, but not more than there are cores. */
    assert_int_equal(count_for(AV_CODEC_ID_H264, yuv, 1920, 1080, 2), 2);
    assert_int_equal(count_for(AV_CODEC_ID_HEVC, yuv, 3840, 2160, 4), 4);
    assert_int_equal(count_for(AV_CODEC_ID_HEVC, yuv, 3840, 2160, 1), 1);
    assert_int_equal(count_for(AV_CODEC_ID_VP9, yuv, 3840, 2160, 0), 1);
    assert_true(count_for(AV_CODEC_ID_H264, yuv, 3840, 2160, 64) >
                count_for(AV_CODEC_ID_H264, yuv, 1920, 1080, 64));
    /* Decoders that have no such threads, and a size that nobody knows. */
    assert_int_equal(count_for(AV_CODEC_ID_WMV2, yuv, 1920, 1080, 16), 1);
    assert_int_equal(count_for(AV_CODEC_ID_H264, yuv, 0, 0, 16), 1);
    /* Their pictures stay within the limit: 8K with 10 bits takes 100 MB each. */
    assert_int_equal(count_for(AV_CODEC_ID_HEVC, AV_PIX_FMT_YUV420P10, 7680, 4320, 64),
                     1 + FACS_DECODER_BYTES / (7680 * 4320 * 3));
    assert_true(count_for(AV_CODEC_ID_H264, yuv, 8192, 1024, 1024) <= FACS_DECODER_THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_files),     cmocka_unit_test(test_spoilt_pictures),
        cmocka_unit_test(test_zeroed_bytes),    cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_reported),        cmocka_unit_test(test_number),
        cmocka_unit_test(test_too_large_later), cmocka_unit_test(test_stopped_while_opened_again),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
