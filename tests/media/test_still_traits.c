/* Which way up the files of pictures are. */
#include "make_tiff.h"
#include "reading.h"

#include "media/still_traits.h"

static reading all;

/* Where the quarters 4/4, 3/4, 2/4, 1/4 of the stored picture are seen: top left, top right, bottom
 * left, bottom right (EXIF 2.3, 4.6.4). */
static const uint8_t seen[9][4] = {{0},          {4, 3, 2, 1}, {3, 4, 1, 2},
                                   {1, 2, 3, 4}, {2, 1, 4, 3}, {4, 2, 3, 1},
                                   {2, 4, 1, 3}, {1, 3, 2, 4}, {3, 1, 4, 2}};

static void assert_seen(int orientation, int level, int width, int height)
{
    const int sideways = orientation >= 5;
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_string_equal(all.info.kind, "image");
    assert_int_equal(all.info.width, sideways ? height : width);
    assert_int_equal(all.info.height, sideways ? width : height);
    for (int i = 0; i < 4; i++)
        assert_near(all.corners[0][i], level * seen[orientation][i] / 4.0, 1);
}

static void test_tiff_orientation(void **state)
{
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        const char *path = in_folder("turned.tif");
        make_tiff(path, &(tiff_spec){.pages = 1,
                                     .levels = {200},
                                     .orientation = {orientation},
                                     .big_endian = orientation % 2});
        read_source(&all, path, 0);
        assert_seen(orientation, 200, TIFF_WIDTH, TIFF_HEIGHT);
    }
}

/* Each page of a TIFF has its own orientation. */
static void test_pages_orientation(void **state)
{
    (void)state;
    static const tiff_spec specs[] = {
        {.pages = 4, .levels = {200, 200, 200, 200}, .orientation = {3, 1, 4, 2}},
        {.pages = 4, .levels = {200, 200, 200, 200}, .orientation = {6, 5, 8, 7}}};
    for (int s = 0; s < 2; s++) {
        const char *path = in_folder("turned.tif");
        make_tiff(path, &specs[s]);
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 4);
        for (int n = 0; n < 4; n++)
            for (int i = 0; i < 4; i++)
                assert_near(all.corners[n][i], 200 * seen[specs[s].orientation[n]][i] / 4.0, 1);
    }
}

/* An EXIF directory with only the orientation. */
static size_t put_exif(uint8_t *to, int orientation)
{
    const uint8_t exif[] = {'M', 'M',  0, 42, 0, 0, 0, 8, 0, 1,
                            1,   0x12, 0, 3,  0, 0, 0, 1, 0, (uint8_t)orientation,
                            0,   0,    0, 0,  0, 0};
    memcpy(to, exif, sizeof(exif));
    return sizeof(exif);
}

/* 16 x 8 pixels of 200, 150, 100 and 50 in the quarters, lossless. */
static const uint8_t quarters_webp[] = {0x56, 0x50, 0x38, 0x4C, 0x1E, 0x00, 0x00, 0x00, 0x2F, 0x0F,
                                        0xC0, 0x01, 0x00, 0x1F, 0x50, 0x99, 0xCA, 0x54, 0x66, 0xFE,
                                        0x23, 0x40, 0x98, 0x6D, 0x34, 0xC9, 0x49, 0x4E, 0xF2, 0x7E,
                                        0xC7, 0x10, 0xD1, 0xFF, 0xD8, 0xEA, 0x2B, 0x7C};

static void test_webp_orientation(void **state)
{
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        uint8_t bytes[200] = "RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\x0F\0\0\x07\0";
        size_t count = 30;
        memcpy(bytes + count, quarters_webp, sizeof(quarters_webp));
        count += sizeof(quarters_webp);
        /* with and without the prefix that EXIF has in a JPEG */
        const size_t mark = orientation % 2 ? 6 : 0;
        memcpy(bytes + count, "EXIF\x1A\0\0\0Exif\0\0", 14);
        bytes[count + 4] = (uint8_t)(26 + mark);
        count += 8 + mark;
        count += put_exif(bytes + count, orientation);
        bytes[4] = (uint8_t)(count - 8);
        const char *path = in_folder("turned.webp");
        write_file(path, bytes, count);
        read_source(&all, path, 0);
        assert_seen(orientation, 200, 16, 8);
    }
}

/* The chunk follows the header of a PNG; FFmpeg ignores its checksum. */
static void test_png_orientation(void **state)
{
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        uint8_t chunk[40] = {0, 0, 0, 26, 'e', 'X', 'I', 'f'};
        const char *path = in_folder("turned.png");
        size_t count;
        put_exif(chunk + 8, orientation);
        make_image(path, "png", 40, 20, 100);
        uint8_t *bytes = read_whole(path, &count), *turned = malloc(count + 38);
        assert_non_null(turned);
        memcpy(turned, bytes, 33);
        memcpy(turned + 33, chunk, 38);
        memcpy(turned + 33 + 38, bytes + 33, count - 33);
        write_file(path, turned, count + 38);
        free(bytes);
        free(turned);
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 1);
        assert_int_equal(all.info.width, orientation >= 5 ? 20 : 40);
        assert_int_equal(all.info.rotation, orientation == 3 || orientation == 2   ? 180
                                            : orientation == 5 || orientation == 6 ? 90
                                            : orientation >= 7                     ? 270
                                                                                   : 0);
    }
}

/* The boxes of an AVIF: properties 1 and 2 (turn, mirror) in the given order for item 7. */
static void test_heif_orientation(void **state)
{
    (void)state;
    static const struct {
        int order[2], turn, mirror, orientation;
    } cases[] = {
        {{0, 0}, 1, 0, 1}, {{1, 0}, 1, 0, 8}, {{1, 0}, 2, 0, 3}, {{1, 0}, 3, 0, 6},
        {{2, 0}, 0, 0, 4}, {{2, 0}, 0, 1, 2}, {{1, 2}, 1, 0, 5}, {{1, 2}, 1, 1, 7},
        {{2, 1}, 1, 0, 7}, {{2, 1}, 1, 1, 5},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t bytes[] = "\0\0\0\x10"
                          "ftypavif\0\0\0\0"
                          "\0\0\0\x55"
                          "meta\0\0\0\0"
                          "\0\0\0\x0E"
                          "pitm\0\0\0\0\0\x07"
                          "\0\0\0\x3B"
                          "iprp"
                          "\0\0\0\x1A"
                          "ipco\0\0\0\x09"
                          "irotT\0\0\0\x09"
                          "imirM"
                          "\0\0\0\x19"
                          "ipma\0\0\0\0\0\0\0\x02\0\x05\1\1\0\x07\2AB";
        uint8_t *end = bytes + sizeof(bytes) - 1;
        bytes[16 + 12 + 14 + 8 + 8 + 8] = (uint8_t)cases[i].turn;
        bytes[16 + 12 + 14 + 8 + 8 + 8 + 9] = (uint8_t)cases[i].mirror;
        end[-2] = (uint8_t)cases[i].order[0] | 0x80;
        end[-1] = (uint8_t)cases[i].order[1];
        assert_int_equal(facs_still_heif_orientation(bytes, sizeof(bytes) - 1),
                         cases[i].orientation);
        for (size_t count = 0; count < sizeof(bytes) - 1; count++) {
            uint8_t *cut = malloc(count + 1);
            assert_non_null(cut);
            memcpy(cut, bytes, count);
            (void)facs_still_heif_orientation(cut, count);
            free(cut);
        }
    }
    assert_int_equal(facs_still_heif_orientation((const uint8_t *)"", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiff_orientation), cmocka_unit_test(test_pages_orientation),
        cmocka_unit_test(test_webp_orientation), cmocka_unit_test(test_png_orientation),
        cmocka_unit_test(test_heif_orientation),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
