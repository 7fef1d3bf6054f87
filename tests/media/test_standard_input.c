/* Videos through standard input: from a pipe, which cannot seek, and from a file. */
#include "make_tiff.h"
#include "piping.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "os/clock.h"

static reading all;

static void refuse(int status, const char *word)
{
    assert_refused(&all, "standard input", status, word);
    assert_int_equal(all.frames, 0);
}

/* Every streamable container gives the same frames and times as a file. */
static void test_containers(void **state)
{
    (void)state;
    static const struct {
        const char *format, *encoder, *options;
    } kinds[] = {
        {"matroska", "mpeg4", NULL},
        {"avi", "mjpeg", NULL},
        {"mpegts", "mpeg2video", NULL},
        {"nut", "ffv1", NULL},
        {"mp4", "mpeg4", "movflags=faststart"},
        {"mp4", "mpeg4", "movflags=frag_keyframe+empty_moov"},
    };
    static reading file;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const clip c = {.format = kinds[i].format,
                        .encoder = kinds[i].encoder,
                        .options = kinds[i].options,
                        .width = 64,
                        .height = 48,
                        .frames = 20};
        const char *path = in_folder("clip");
        make_clip(path, &c);
        read_source(&file, path, 0);
        read_piped_file(&all, path);
        if (all.status != 0)
            fail_msg("%s: %s", kinds[i].format, all.error.text);
        assert_int_equal(all.frames, 20);
        assert_string_equal(all.info.kind, "pipe");
        assert_memory_equal(all.times, file.times, sizeof(file.times));
        assert_memory_equal(all.levels, file.levels, sizeof(file.levels));
    }
}

static void make_mp4(const char *path, const char *options)
{
    const clip c = {.format = "mp4",
                    .encoder = "mpeg4",
                    .options = options,
                    .width = 64,
                    .height = 48,
                    .frames = 20};
    make_clip(path, &c);
}

/* An MP4 with its index at the end can be read if standard input is a file and can seek. */
static void test_an_index_at_the_end(void **state)
{
    (void)state;
    const char *path = in_folder("late.mov");
    const clip c = {.format = "mov", .encoder = "mjpeg", .width = 320, .height = 240, .frames = 60};
    make_clip(path, &c); /* larger than FFmpeg's buffer */
    read_piped_file(&all, path);
    refuse(-EINVAL, "index at its end");

    read_redirected(&all, path);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 60);
}

static void test_no_videos(void **state)
{
    (void)state;
    enum { COUNT = 300000 };
    static unsigned char noise[COUNT];
    unsigned random = 7;
    for (int i = 0; i < COUNT; i++) {
        random = random * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        noise[i] = (unsigned char)(random >> 24);
    }
    read_piped(&all, noise, 0);
    refuse(-EINVAL, "no data came");
    read_piped(&all, noise, COUNT);
    refuse(-EINVAL, "not a video or image");
    read_piped(&all, (const unsigned char *)"Dear reader,\n", 13);
    refuse(-EINVAL, "text file");
    make_sound(in_folder("sound.wav"), "wav");
    read_piped_file(&all, in_folder("sound.wav"));
    refuse(-EINVAL, "a sound file without pictures");
}

static void test_an_image(void **state)
{
    (void)state;
    make_image(in_folder("x.png"), "png", 64, 48, 99);
    read_piped_file(&all, in_folder("x.png"));
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_int_equal(all.levels[0], 99);
    assert_string_equal(all.info.kind, "image");
}

static int no_more(void *opaque)
{
    int *questions = opaque;
    return ++*questions > 3;
}

/* A sender that sends nothing, or nothing more, cannot hold up a reader that wants to stop. */
static void test_stop_while_nothing_comes(void **state)
{
    (void)state;
    size_t count;
    make_mp4(in_folder("whole.mp4"), "movflags=faststart");
    unsigned char *bytes = read_whole(in_folder("whole.mp4"), &count);
    for (int part = 0; part < 2; part++) {
        int ends[2], questions = 0;
        facs_error error;
        facs_source *source;
        const facs_source_options options = {.cancelled = no_more, .opaque = &questions};
        assert_int_equal(pipe(ends), 0);
        assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
        close(ends[0]);
        sender s = {.fd = ends[1], .bytes = bytes, .count = part ? 600 : 0, .keeps_open = 1};
        send_bytes(&s);
        double start = facs_clock_ms();
        assert_int_equal(facs_source_open(&source, "-", &options, &error), -ECANCELED);
        assert_true(facs_clock_ms() - start < 2000); /* 4 questions, 50 ms apart; a busy machine */
        assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
        assert_null(source);
        forget_input();
        close(ends[1]);
    }
    free(bytes);
}

/* A request in the middle of a video is not mistaken for its end. */
static void test_stop_in_the_middle(void **state)
{
    (void)state;
    size_t count;
    int ends[2], questions = -1000000;
    facs_error error;
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame = NULL;
    const facs_source_options options = {.cancelled = no_more, .opaque = &questions};
    const clip c = {
        .format = "matroska", .encoder = "mjpeg", .width = 320, .height = 240, .frames = 60};
    make_clip(in_folder("x.mkv"), &c);
    unsigned char *bytes = read_whole(in_folder("x.mkv"), &count);
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    sender s = {.fd = ends[1], .bytes = bytes, .count = count / 2, .keeps_open = 1};
    assert_true(s.count < 60000); /* the capacity of a pipe */
    send_bytes(&s);
    assert_int_equal(facs_frame_pool_open(&pool, 1 << 22, 2, 0), 0);
    assert_int_equal(facs_source_open(&source, "-", &options, &error), 0);
    int status, frames = 0;
    for (;; frames++) {
        questions = frames < 10 ? -1000000 : -10; /* soon */
        status = facs_source_read(source, pool, &frame, &error);
        if (status != 0 || !frame)
            break;
        facs_frame_pool_put(pool, frame);
    }
    assert_int_equal(status, -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(frames >= 10 && frames < 40);
    facs_source_close(&source);
    facs_frame_pool_close(&pool);
    forget_input();
    close(ends[1]);
    free(bytes);
}

/* Pages, animations and other files give the same result as in a file. */
static void test_pictures(void **state)
{
    (void)state;
    static reading file;
    const char *paths[] = {in_folder("pages.tif"), in_folder("big.tif"), in_folder("moving.gif"),
                           in_folder("still.gif"), in_folder("x.heic")};
    clip c = {.format = "gif", .encoder = "gif", .width = 32, .height = 24, .frames = 5, .fps = 10};
    make_tiff(paths[0], &(tiff_spec){.pages = 3, .levels = {50, 90, 130}});
    make_tiff(paths[1], &(tiff_spec){.pages = 3, .big = 1, .levels = {50, 90, 130}});
    make_clip(paths[2], &c);
    c.frames = 1;
    make_clip(paths[3], &c);
    write_file(paths[4],
               "\0\0\0\x18"
               "ftypheic\0\0\0\0mif1heic\0\0\0\x08meta",
               32);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        read_source(&file, paths[i], 0);
        read_piped_file(&all, paths[i]);
        assert_int_equal(all.status, file.status);
        assert_int_equal(all.frames, file.frames);
        assert_memory_equal(all.times, file.times, sizeof(file.times));
        assert_memory_equal(all.levels, file.levels, sizeof(file.levels));
        assert_int_equal(all.kinds, file.kinds);
        if (all.status == 0)
            assert_int_equal(strcmp(all.info.kind, "image") == 0,
                             strcmp(file.info.kind, "image") == 0);
        else
            refuse(-EINVAL, "a HEIC");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),         cmocka_unit_test(test_an_index_at_the_end),
        cmocka_unit_test(test_no_videos),          cmocka_unit_test(test_an_image),
        cmocka_unit_test(test_pictures),           cmocka_unit_test(test_stop_while_nothing_comes),
        cmocka_unit_test(test_stop_in_the_middle),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
