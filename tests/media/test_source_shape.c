/* Pictures that are not square, or of different sizes: the returned frames are square and of one
 * size. */
#include "reading.h"

#include "golden.h"

#include <errno.h>
#include <stdio.h>

static reading all;

static void assert_size(int width, int height)
{
    assert_int_equal(all.info.width, width);
    assert_int_equal(all.info.height, height);
}

static void assert_text(const char *words)
{
    if (!strstr(all.text, words))
        fail_msg("\"%s\" does not say \"%s\"", all.text, words);
}

/* The shorter side is stretched; nearly square or absurd ratios change nothing. */
static void test_pixels_become_square(void **state)
{
    (void)state;
    static const struct {
        int aspect[2], width, height; /* of the pixels; of 72x48 made square */
    } shapes[] = {{{0, 0}, 72, 48},   {{1, 1}, 72, 48},       {{4, 3}, 96, 48},
                  {{16, 15}, 77, 48}, {{64, 45}, 102, 48},    {{8, 9}, 72, 54},
                  {{1, 2}, 72, 96},   {{4096, 4095}, 72, 48}, {{1280, 1281}, 72, 48},
                  {{9, 2}, 72, 48},   {{1, 5}, 72, 48},       {{10, 11}, 72, 53}};
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        clip spec = {.format = "matroska", .encoder = "mpeg4", .width = 72, .height = 48};
        spec.frames = 3;
        spec.content = CLIP_CORNER;
        memcpy(spec.aspect, shapes[i].aspect, sizeof(spec.aspect));
        const char *path = in_folder("aspect.mkv");
        make_clip(path, &spec);
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 3);
        assert_int_equal(all.kinds, 0);
        assert_size(shapes[i].width, shapes[i].height);
        assert_int_equal(all.info.stored_width, 72);
        assert_int_equal(all.info.stored_height, 48);
        const int square = shapes[i].width == 72 && shapes[i].height == 48;
        assert_int_equal(all.info.aspect[0], square ? 1 : shapes[i].aspect[0]);
        assert_int_equal(all.info.aspect[1], square ? 1 : shapes[i].aspect[1]);
        assert_true(all.corners[1][0] > 240); /* the white quarter is still there */
        for (int k = 1; k < 4; k++)
            assert_true(all.corners[1][k] < 16);
    }
}

/* With a turn, too: the aspect ratio is that of the stored picture. */
static void test_turned(void **state)
{
    (void)state;
    static const int32_t quarter[9] = {0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30};
    const char *path = in_folder("turned.mov");
    make_clip(path, &(clip){.format = "mov",
                            .encoder = "mpeg4",
                            .width = 64,
                            .height = 48,
                            .frames = 3,
                            .aspect = {4, 3},
                            .content = CLIP_CORNER,
                            .matrix = quarter});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_size(48, 85);
    assert_int_equal(all.info.rotation, 90);
    assert_true(all.corners[1][1] > 240 && all.corners[1][0] < 16 && all.corners[1][3] < 16);
}

/* By hand, after the turn that the file asks for. */
static void test_turned_by_hand(void **state)
{
    (void)state;
    /* a clockwise quarter: x' = -y, y' = x */
    static const int32_t quarter[9] = {0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30};
    static const int places[4] = {0, 1, 3, 2}; /* of the white corner after each quarter */
    for (int i = 0; i < 8; i++) {
        const int turns = i % 4 + i / 4;
        const char *path = in_folder("by_hand.mov");
        make_clip(path, &(clip){.format = "mov",
                                .encoder = "mpeg4",
                                .width = 72,
                                .height = 48,
                                .frames = 3,
                                .content = CLIP_CORNER,
                                .matrix = i < 4 ? NULL : quarter});
        read_with(&all, path, (facs_source_options){.rotate = i % 4 * 90});
        assert_int_equal(all.status, 0);
        assert_int_equal(all.kinds, 0);
        assert_int_equal(all.info.rotation, turns % 4 * 90);
        assert_size(turns % 2 ? 48 : 72, turns % 2 ? 72 : 48);
        for (int k = 0; k < 4; k++)
            assert_int_equal(all.corners[1][k] > 128, k == places[turns % 4]);
    }
}

/* Smaller and larger ones: all frames, at the first one's size. */
static void test_size_changes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{32, 24}, {128, 96}};
    for (int i = 0; i < 2; i++) {
        const char *path = in_folder("resized.mkv");
        make_clip(path, &(clip){.format = "matroska",
                                .encoder = "mjpeg",
                                .width = 64,
                                .height = 48,
                                .frames = 9,
                                .resize_at = 6,
                                .resized_width = sizes[i][0],
                                .resized_height = sizes[i][1]});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 9);
        for (int n = 0; n < 9; n++) {
            assert_in_range(all.levels[n], clip_level(n) - 3, clip_level(n) + 3);
            assert_in_range(all.corners[n][3], clip_level(n) - 3, clip_level(n) + 3);
        }
        assert_size(64, 48);
        assert_int_equal(all.warned[FACS_WARNING_SIZE_CHANGE], 3);
        assert_int_equal(all.kinds, 1);
        assert_text("frame 7, ");
        assert_text(i ? "128x96 instead of 64x48" : "32x24 instead of 64x48");
    }
}

/* When a phone is turned, the picture keeps its shape, between black bars. */
static void test_shape_changes(void **state)
{
    (void)state;
    const char *path = in_folder("bars.mkv");
    make_clip(path, &(clip){.format = "matroska",
                            .encoder = "mjpeg",
                            .width = 64,
                            .height = 48,
                            .frames = 9,
                            .resize_at = 6,
                            .resized_width = 48,
                            .resized_height = 64});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 9);
    assert_int_equal(all.warned[FACS_WARNING_SIZE_CHANGE], 3);
    for (int n = 6; n < 9; n++) {
        assert_in_range(all.levels[n], clip_level(n) - 3, clip_level(n) + 3);
        for (int i = 0; i < 4; i++)
            assert_int_equal(all.corners[n][i], 0);
    }
    for (int i = 0; i < 4; i++)
        assert_in_range(all.corners[5][i], clip_level(5) - 3, clip_level(5) + 3);
}

/* Two recordings of different size in one transport stream, as in broadcasts. */
static void test_a_joined_stream(void **state)
{
    (void)state;
    size_t first_bytes, second_bytes;
    const char *path = in_folder("joined.ts");
    clip spec = {.format = "mpegts", .encoder = "mpeg4", .width = 64, .height = 48, .frames = 30};
    make_clip(in_folder("first.ts"), &spec);
    spec.width = 128;
    spec.height = 96;
    make_clip(in_folder("second.ts"), &spec);
    unsigned char *first = read_whole(in_folder("first.ts"), &first_bytes);
    unsigned char *second = read_whole(in_folder("second.ts"), &second_bytes);
    unsigned char *both = malloc(first_bytes + second_bytes);
    assert_non_null(both);
    memcpy(both, first, first_bytes);
    memcpy(both + first_bytes, second, second_bytes);
    write_file(path, both, first_bytes + second_bytes);
    free(first);
    free(second);
    free(both);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_in_range(all.frames, 59, 60);
    assert_in_range(all.warned[FACS_WARNING_SIZE_CHANGE], 29, 30);
    assert_int_equal(all.warned[FACS_WARNING_CLOCK_RESTART], 1);
    assert_size(64, 48);
    assert_in_range(all.info.damaged, 0, 2); /* the first one's end may be missing, nothing more */
    assert_in_range(all.levels[50], clip_level(20) - 3, clip_level(20) + 3);
}

/* A video call begins small: the size that the container declares applies to all. */
static void test_declared_size(void **state)
{
    (void)state;
    static const struct {
        int declared[2], size[2]; /* of 64x48, then 128x96 */
    } clips[] = {{{128, 96}, {128, 96}},
                 {{64, 48}, {64, 48}},
                 {{128, 64}, {64, 48}},
                 {{66, 50}, {64, 48}},
                 {{32, 24}, {64, 48}}};
    for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++) {
        const char *path = in_folder("declared.mkv");
        make_clip(path, &(clip){.format = "matroska",
                                .encoder = "png",
                                .width = 64,
                                .height = 48,
                                .frames = 9,
                                .declared = {clips[i].declared[0], clips[i].declared[1]},
                                .resize_at = 6,
                                .resized_width = 128,
                                .resized_height = 96});
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 9);
        assert_size(clips[i].size[0], clips[i].size[1]);
        assert_int_equal(all.warned[FACS_WARNING_SIZE_CHANGE], clips[i].size[0] == 128 ? 6 : 3);
        assert_in_range(all.levels[2], clip_level(2) - 3, clip_level(2) + 3);
        assert_in_range(all.levels[8], clip_level(8) - 3, clip_level(8) + 3);
    }
}

/* Flagged and combed: a warning, or mended. Flagged only: many recorders do that. Combed only:
 * mended on request. */
static void test_interlaced(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        const int said = i & 1, comb = i & 2, deinterlace = i & 4 ? 1 : 0;
        const char *path = in_folder("fields.mkv");
        make_clip(path, &(clip){.format = "matroska",
                                .encoder = "mpeg2video",
                                .width = 64,
                                .height = 48,
                                .frames = 4,
                                .interlaced = said,
                                .content = comb ? CLIP_COMB : CLIP_CORNER});
        read_with(&all, path, (facs_source_options){.deinterlace = deinterlace});
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 4);
        assert_int_equal(all.warned[FACS_WARNING_INTERLACED], said && comb && !deinterlace ? 4 : 0);
        assert_int_equal(all.kinds, said && comb && !deinterlace);
        const int made = comb && deinterlace; /* the bottom left is in an odd row */
        assert_true(made ? all.corners[2][2] > 240 : all.corners[2][2] < 16);
        assert_true(all.corners[2][0] > 240 && all.corners[2][1] < 16 && all.corners[2][3] < 16);
    }
}

/* Reported cases. */
static void test_cases(void **state)
{
    (void)state;
    read_source(&all, shared_path("cases/res_change.webm"), 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 60);
    assert_size(640, 360);
    assert_int_equal(all.warned[FACS_WARNING_SIZE_CHANGE], 30);
    assert_int_equal(all.kinds, 1);
    assert_text("frame 31, ");
    read_source(&all, shared_path("cases/sar43_small.mp4"), 0);
    assert_int_equal(all.frames, 72);
    assert_size(427, 240);
    assert_int_equal(all.kinds, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pixels_become_square),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_turned_by_hand),
        cmocka_unit_test(test_size_changes),
        cmocka_unit_test(test_shape_changes),
        cmocka_unit_test(test_a_joined_stream),
        cmocka_unit_test(test_declared_size),
        cmocka_unit_test(test_interlaced),
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
