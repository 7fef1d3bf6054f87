/* The pages of TIFFs: plain, BigTIFF, ImageJ's; truncated, damaged and hostile ones. */
#include "make_tiff.h"
#include "reading.h"
#include "sanitized.h"

#include <errno.h>

static reading all;

/* In both byte orders, with 32-bit and 64-bit offsets, 8 and 16 bits: each page is a frame. */
static void test_pages(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        const int wide = i & 4 ? 257 : 1;
        const tiff_spec spec = {.pages = 4,
                                .big = i & 1,
                                .big_endian = (i & 2) / 2,
                                .bits = i & 4 ? 16 : 8,
                                .levels = {50 * wide, 90 * wide, 130 * wide, 170 * wide}};
        const char *path = in_folder("pages.tif");
        make_tiff(path, &spec);
        read_source(&all, path, 0);
        assert_int_equal(all.status, 0);
        assert_int_equal(all.frames, 4);
        for (int n = 0; n < 4; n++) {
            /* swscale may round 16 bits up */
            assert_near(all.levels[n], 50 + 40 * n, spec.bits == 16);
            assert_near(all.times[n], n / 30.0, 1e-9);
        }
        assert_string_equal(all.info.kind, "images");
        assert_int_equal(all.info.frames_expected, 4);
        assert_int_equal(all.kinds, 0);

        read_source(&all, path, 10);
        assert_near(all.times[3], 0.3, 1e-9);
    }
}

/* A preview and a mask are no pages, nor is a preview before the picture. */
static void test_previews_are_no_pages(void **state)
{
    (void)state;
    const char *path = in_folder("previews.tif");
    make_tiff(path, &(tiff_spec){.pages = 4, .levels = {10, 60, 20, 30}, .kinds = {1, 0, 4, 1}});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_int_equal(all.levels[0], 60);
    assert_string_equal(all.info.kind, "image");
    assert_int_equal(all.kinds, 0);
}

/* One directory stands for all pictures; the description says how many, and their rate. */
static void test_imagej_stack(void **state)
{
    (void)state;
    const char *path = in_folder("imagej.tif");
    tiff_spec spec = {.pages = 1,
                      .more_planes = 2,
                      .levels = {50, 90, 130},
                      .description = "ImageJ=1.53t\nimages=3\nslices=3\nfinterval=0.1\n"};
    make_tiff(path, &spec);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    for (int n = 0; n < 3; n++)
        assert_int_equal(all.levels[n], 50 + 40 * n);
    assert_near(all.times[2], 0.2, 1e-9);
    assert_int_equal(all.kinds, 0);

    /* it announces more pictures than there are (the last "third" is the directory) */
    spec.description = "ImageJ=1.53t\nimages=300\n";
    make_tiff(path, &spec);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    assert_int_equal(all.warned[FACS_WARNING_CUT_SHORT], 1);
    assert_int_equal(all.info.is_incomplete, 1);
}

static void test_circle(void **state)
{
    (void)state;
    const char *path = in_folder("circle.tif");
    make_tiff(path, &(tiff_spec){.pages = 5, .levels = {50, 60, 70, 80, 90}, .circle = 1});
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_int_equal(all.warned[FACS_WARNING_FIRST_PICTURE_ONLY], 1);
}

/* Truncated anywhere: what is there is read and what is missing is reported. */
static void test_cut_tiff(void **state)
{
    (void)state;
    size_t count;
    const tiff_spec spec = {.pages = 3, .levels = {50, 90, 130}};
    uint8_t *bytes = make_tiff_bytes(&spec, &count);
    const char *path = in_folder("cut.tif");
    for (size_t left = 0; left < count; left += left < 1000 ? 13 : EMULATED ? 5 : 1) {
        write_file(path, bytes, left);
        read_source(&all, path, 0);
        if (all.status == 0)
            assert_int_equal(all.kinds > 0, 1);
        else
            assert_refused(&all, path, -EINVAL, path);
    }
    free(bytes);
}

/* Every byte of the headers and directories changed to the most harmful values. */
static void test_hostile_tiff(void **state)
{
    (void)state;
    static const uint8_t values[] = {0, 1, 0x7F, 0x80, 0xFF};
    for (int big = 0; big < 2; big++) {
        size_t count;
        const tiff_spec spec = {
            .pages = 2, .big = big, .levels = {50, 90}, .description = "ImageJ=1\nimages=2\n"};
        uint8_t *bytes = make_tiff_bytes(&spec, &count);
        const char *path = in_folder("hostile.tif");
        for (size_t at = 0; at < count; at += EMULATED ? 5 : 1) {
            const uint8_t was = bytes[at];
            if (was == 50 || was == 90)
                continue;
            for (size_t i = 0; i < sizeof(values); i++) {
                bytes[at] = values[i];
                write_file(path, bytes, count);
                read_source(&all, path, 0);
            }
            bytes[at] = was;
        }
        free(bytes);
    }
}

static void test_raw_camera(void **state)
{
    (void)state;
    const char *path = in_folder("raw.tif");
    make_tiff(path, &(tiff_spec){.pages = 1, .levels = {50}, .photometric = 32803});
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "raw picture");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),        cmocka_unit_test(test_previews_are_no_pages),
        cmocka_unit_test(test_imagej_stack), cmocka_unit_test(test_circle),
        cmocka_unit_test(test_cut_tiff),     cmocka_unit_test(test_hostile_tiff),
        cmocka_unit_test(test_raw_camera),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
