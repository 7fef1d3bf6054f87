/* Videos in memory and from callbacks: frames, warnings and ends as for the same bytes in a file or
 * pipe, and the callbacks' failures. */
#include "piping.h"

#include "media/input_bytes.h"

#include <errno.h>

typedef struct giver {
    const uint8_t *bytes;
    int64_t length, at;
    int fails_at; /* offset from which reading fails; 0: never */
    int failure;
    int piece; /* maximum bytes per call */
} giver;

static int give(void *opaque, void *bytes, int size)
{
    giver *g = opaque;
    int64_t count = g->length - g->at;
    if (g->fails_at && g->at >= g->fails_at)
        return g->failure;
    count = count < size ? count : size;
    count = count < g->piece ? count : g->piece;
    memcpy(bytes, g->bytes + g->at, (size_t)count);
    g->at += count;
    return (int)count;
}

static int move_to(void *opaque, int64_t offset)
{
    giver *g = opaque;
    if (offset < 0 || offset > g->length)
        return -EINVAL;
    g->at = offset;
    return 0;
}

static reading file, all;

static void read_from(const facs_input *input)
{
    facs_error error;
    facs_input_bytes *from;
    assert_int_equal(facs_input_bytes_open(&from, input, &error), 0);
    read_with(&all, "made up", (facs_source_options){.from = from});
    facs_input_bytes_close(&from);
}

static void assert_same(const char *kind, const char *what)
{
    if (all.status != file.status)
        fail_msg("%s: %s; %s", what, file.error.text, all.error.text);
    if (file.status) { /* the same message with another name */
        assert_string_equal(strchr(all.error.text, ':'), strchr(file.error.text, ':'));
        return;
    }
    assert_int_equal(all.frames, file.frames);
    assert_string_equal(all.info.kind, kind);
    assert_memory_equal(all.times, file.times, sizeof(file.times));
    assert_memory_equal(all.sums, file.sums, sizeof(file.sums));
    assert_memory_equal(all.damaged, file.damaged, sizeof(file.damaged));
    assert_memory_equal(all.warned, file.warned, sizeof(file.warned));
    assert_string_equal(all.text, file.text);
}

/* Compares the bytes of path as a file, in memory, from seeking callbacks, and from a callback that
 * cannot seek, which is like a pipe. */
static void compare_ways(const char *path)
{
    size_t count;
    uint8_t *bytes = read_whole(path, &count);
    giver g = {.bytes = bytes, .length = (int64_t)count, .piece = 1000};
    facs_input input = {.size = sizeof(input), .bytes = bytes, .length = (int64_t)count};
    read_source(&file, path, 0);
    const char *kind = file.info.kind;
    read_from(&input);
    assert_same(kind, "memory");
    input = (facs_input){
        .size = sizeof(input), .length = g.length, .read = give, .seek = move_to, .opaque = &g};
    read_from(&input);
    assert_same(kind, "callbacks");
    read_piped_file(&file, path);
    g.at = 0;
    input.seek = NULL;
    input.length = 0;
    read_from(&input);
    assert_same(file.info.kind, "a pipe's");
    free(bytes);
}

static const clip kinds[] = {
    {.format = "matroska", .encoder = "mpeg4"},
    {.format = "avi", .encoder = "mjpeg"},
    {.format = "mpegts", .encoder = "mpeg2video"},
    {.format = "mp4", .encoder = "mpeg4", .options = "movflags=faststart"},
};

static void test_same_as_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        for (int per_mille = 1000; per_mille > 0; per_mille -= 400) { /* complete, then truncated */
            clip c = kinds[i];
            c.width = 64;
            c.height = 48;
            c.frames = 20;
            make_clip(in_folder("whole"), &c);
            cut_file(in_folder("whole"), in_folder("clip"), per_mille);
            compare_ways(in_folder("clip"));
        }
    make_image(in_folder("a.png"), "png", 40, 30, 99);
    compare_ways(in_folder("a.png"));
}

/* An index at the end is found if the input can seek. */
static void test_late_index(void **state)
{
    (void)state;
    size_t count;
    const clip c = {.format = "mp4", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 20};
    make_clip(in_folder("clip"), &c);
    uint8_t *bytes = read_whole(in_folder("clip"), &count);
    giver g = {.bytes = bytes, .length = (int64_t)count, .piece = 1 << 20};
    facs_input input = {
        .size = sizeof(input), .length = g.length, .read = give, .seek = move_to, .opaque = &g};
    read_source(&file, in_folder("clip"), 0);
    read_from(&input);
    assert_same("video", "callbacks");
    free(bytes);
}

/* First come the frames before the failure, then the callback's own status. */
static void test_failures(void **state)
{
    (void)state;
    static const int failures[] = {-EIO, -EACCES, -ECANCELED, -EAGAIN, -12345};
    size_t count;
    const clip c = {
        .format = "matroska", .encoder = "mjpeg", .width = 64, .height = 48, .frames = 20};
    make_clip(in_folder("clip"), &c);
    uint8_t *bytes = read_whole(in_folder("clip"), &count);
    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        for (int seeks = 0; seeks < 2; seeks++) {
            giver g = {.bytes = bytes,
                       .length = (int64_t)count,
                       .piece = 512,
                       .fails_at = (int)count / 2,
                       .failure = failures[i]};
            facs_input input = {
                .size = sizeof(input), .length = g.length, .read = give, .opaque = &g};
            input.seek = seeks ? move_to : NULL;
            read_from(&input);
            assert_int_equal(all.status, failures[i]);
            assert_true(seeks || (all.frames > 5 && all.frames < 15));
            assert_int_equal(all.error.kind,
                             failures[i] == -ECANCELED ? FACS_ERROR_CANCELLED : FACS_ERROR_INPUT);
            assert_memory_equal(all.error.text, "made up: ", 9);
            g = (giver){.bytes = bytes, .fails_at = -1, .failure = failures[i]};
            read_from(&input);
            assert_int_equal(all.status, failures[i]);
            assert_int_equal(all.frames, 0);
        }
    free(bytes);
}

/* Claims more bytes than were asked for. */
static int boast(void *opaque, void *bytes, int size)
{
    (void)opaque;
    memset(bytes, 0, (size_t)size);
    return size + 1;
}

static void test_hostile(void **state)
{
    (void)state;
    facs_error error;
    facs_input_bytes *from;
    const facs_input liar = {.size = sizeof(liar), .read = boast},
                     none = {.size = sizeof(none), .length = 5},
                     negative = {.size = sizeof(negative), .bytes = "abc", .length = -1},
                     empty = {.size = sizeof(empty), .bytes = "", .length = 0};
    read_from(&liar);
    assert_int_equal(all.status, -EIO);
    assert_int_equal(facs_input_bytes_open(&from, &none, &error), -EINVAL);
    assert_int_equal(facs_input_bytes_open(&from, &(facs_input){.read = boast}, &error), -EINVAL);
    assert_int_equal(facs_input_bytes_open(&from, &negative, &error), -EINVAL);
    read_from(&empty);
    assert_refused(&all, "made up", -EINVAL, "the file is empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_file),
        cmocka_unit_test(test_late_index),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
