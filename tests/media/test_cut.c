/* Inputs that end too early. What is there is read and what is missing is reported, in the same
 * words for a file, a file as standard input, and a pipe. */
#include "piping.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

static reading all, other;

static const clip clips[] = {
    {.format = "mp4", .encoder = "mpeg4", .options = "movflags=faststart", .b_frames = 2},
    {.format = "mov", .encoder = "mjpeg", .options = "movflags=faststart"},
    {.format = "avi", .encoder = "mpeg4"},
    {.format = "avi", .encoder = "mjpeg"},
    {.format = "matroska", .encoder = "mpeg4", .b_frames = 2},
    {.format = "asf", .encoder = "wmv2"},
    {.format = "flv", .encoder = "flv"},
    {.format = "mp4", .encoder = "mjpeg", .options = "movflags=frag_keyframe+empty_moov"},
};
#define CLIPS (sizeof(clips) / sizeof(clips[0]))

static const char *make_whole(const clip *kind, int width, int frames)
{
    clip spec = *kind;
    spec.width = width;
    spec.height = width * 3 / 4;
    spec.frames = frames;
    make_clip(in_folder("whole"), &spec);
    return in_folder("whole");
}

static void assert_incomplete(facs_warning_kind kind, const char *word)
{
    assert_int_equal(all.status, 0);
    /* the frame at the cut may be there in part, and is then marked */
    const int64_t damaged = all.warned[FACS_WARNING_DAMAGED_FRAMES];
    if (all.kinds != 1 + (damaged > 0) || damaged > 1 || all.warned[kind] != 1)
        fail_msg("%d kinds (%d damaged frames), %s", all.kinds, (int)damaged, all.text);
    assert_int_equal(all.info.is_incomplete, 1);
    if (!strstr(all.text, word))
        fail_msg("\"%s\" does not say \"%s\"", all.text, word);
}

/* Asserts that the frames read are correct and have the right times. */
static void assert_right(int tolerance)
{
    for (int n = 0; n < all.frames; n++) {
        if (all.damaged[n])
            continue;
        const int level = clip_level((int)lround(all.times[n] * 25));
        assert_in_range(all.levels[n], level - tolerance, level + tolerance);
    }
}

static void assert_same_verdict(void)
{
    assert_int_equal(other.status, all.status);
    assert_int_equal(other.frames, all.frames);
    assert_memory_equal(other.times, all.times, sizeof(all.times));
    assert_memory_equal(other.levels, all.levels, sizeof(all.levels));
    assert_memory_equal(other.warned, all.warned, sizeof(all.warned));
    assert_string_equal(other.text, all.text);
    assert_int_equal(other.info.is_incomplete, all.info.is_incomplete);
    assert_int_equal(other.info.frames_expected, all.info.frames_expected);
    assert_int_equal(other.info.failed, all.info.failed);
    assert_int_equal(other.info.lost, all.info.lost);
}

/* Each container truncated at several places; complete ones are never called truncated
 * (test_source_video). */
static void test_containers(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLIPS; i++)
        for (int per_mille = 300; per_mille <= 800; per_mille += 250) {
            const char *path = in_folder("cut");
            cut_file(make_whole(&clips[i], 160, 100), path, per_mille);
            read_source(&all, path, 0);
            print_message("%s at %d: %d frames. %s\n", clips[i].format, per_mille, all.frames,
                          all.text);
            assert_incomplete(FACS_WARNING_CUT_SHORT, "are there");
            assert_in_range(all.frames, 10, 99);
            assert_right(3);
            read_redirected(&other, path);
            assert_same_verdict();
            read_piped_file(&other, path);
            assert_same_verdict();
        }
}

/* If not even one frame is left, that is an error, as for a file that is no video. */
static void test_no_frame_is_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < CLIPS; i++) {
        size_t count;
        const char *path = in_folder("stump");
        clip kind = clips[i];
        kind.content = CLIP_MOVING; /* makes the first frame large */
        unsigned char *bytes = read_whole(make_whole(&kind, 640, 3), &count);
        write_file(path, bytes, 300);
        free(bytes);
        read_source(&all, path, 0);
        assert_refused(&all, path, -EINVAL, "");
        assert_int_equal(all.frames, 0);
    }
}

/* A transport stream has no declared end, but it does not end within a packet. */
static void test_transport(void **state)
{
    (void)state;
    const clip kind = {.format = "mpegts", .encoder = "mpeg2video", .content = CLIP_MOVING};
    size_t count;
    unsigned char *bytes = read_whole(make_whole(&kind, 160, 100), &count);
    write_file(in_folder("cut"), bytes, count / 2 / 188 * 188 + 99);
    free(bytes);
    read_source(&all, in_folder("cut"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.info.is_incomplete, 1);
    assert_int_equal(all.warned[FACS_WARNING_CUT_SHORT], 1);
    assert_in_range(all.frames, 30, 70);
    read_piped_file(&other, in_folder("cut"));
    assert_int_equal(other.frames, all.frames);
    assert_memory_equal(other.warned, all.warned, sizeof(all.warned));
}

/* Reads a clip of 2 MB and changes the file's size after 10 frames. */
static void read_while_it_changes(const clip *kind, int shrinks)
{
    facs_source_options options = {0};
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame = NULL;
    size_t count;
    const char *path = make_whole(kind, 320, 200);
    free(read_whole(path, &count));
    assert_true(count > 600000);

    memset(&all, 0, sizeof(all));
    assert_int_equal(facs_warnings_open(&options.warnings, path, NULL), 0);
    assert_int_equal(facs_source_open(&source, path, &options, &all.error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 22, 2, 0), 0);
    while ((all.status = facs_source_read(source, pool, &frame, &all.error)) == 0 && frame) {
        note_frame(&all, frame);
        facs_frame_pool_put(pool, frame);
        if (all.frames == 10)
            assert_int_equal(truncate(path, (off_t)(shrinks ? count / 2 : count + 5000)), 0);
    }
    all.info = *facs_source_get_info(source);
    take_warnings(&all, options.warnings);
    facs_warnings_close(&options.warnings);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
}

static void test_a_file_that_shrinks(void **state)
{
    (void)state;
    static const char *const formats[] = {"avi", "matroska", "nut", "mov"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        const clip kind = {.format = formats[i], .encoder = "mjpeg", .content = CLIP_MOVING};
        read_while_it_changes(&kind, 1);
        assert_incomplete(FACS_WARNING_CUT_SHORT, "the file shrank");
        assert_in_range(all.frames, 50, 150);
    }
}

/* As if it were still being recorded. */
static void test_a_file_that_grows(void **state)
{
    (void)state;
    const clip kind = {.format = "matroska", .encoder = "mjpeg", .content = CLIP_MOVING};
    read_while_it_changes(&kind, 0);
    assert_incomplete(FACS_WARNING_CUT_SHORT, "grew");
    assert_int_equal(all.frames, 200);
}

/* If a sender breaks off, reading fails after everything that came has been read. */
static void test_reading_fails(void **state)
{
    if (ON_WINDOWS)
        skip(); /* under Wine, what breaks off ends as if it had been closed */
    (void)state;
    int ends[2];
    size_t count;
    const clip kind = {.format = "matroska", .encoder = "mjpeg"};
    unsigned char *bytes = read_whole(make_whole(&kind, 320, 60), &count);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(write(ends[0], "x", 1), 1); /* unread bytes reset the sender's connection */
    assert_true(count / 2 < 100000);             /* the capacity of a socket */
    assert_int_equal(write(ends[1], bytes, count / 2), count / 2);
    close(ends[1]);
    assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    read_source(&all, "-", 0);
    forget_input();
    free(bytes);
    assert_incomplete(FACS_WARNING_READ_FAILED, "reading failed");
    assert_in_range(all.frames, 10, 50);
    assert_right(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),        cmocka_unit_test(test_no_frame_is_left),
        cmocka_unit_test(test_transport),         cmocka_unit_test(test_a_file_that_shrinks),
        cmocka_unit_test(test_a_file_that_grows), cmocka_unit_test(test_reading_fails),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
