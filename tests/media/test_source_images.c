/* Folders of images. */
#include "reading.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static reading all;

/* Static storage, one string: in_folder()'s eight are soon used up. */
static const char *inside(const char *folder, const char *name)
{
    static char both[128];
    snprintf(both, sizeof(both), "%s/%s", folder, name);
    return in_folder(both);
}

static const char *new_folder(const char *name)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s", in_folder(name));
    assert_int_equal(mkdir(path, 0700), 0);
    return path;
}

/* Digits sort as numbers, however many; hidden and other files are skipped. */
static void test_natural_order(void **state)
{
    (void)state;
    static const char *const names[] = {"a1.png",   "a2.png",   "a02.png",
                                        "a10.JPG",  "a10b.png", "a99999999999999999999.png",
                                        "b1_2.ppm", "b1_11.bmp"};
    /* strcmp orders a02 and a2 */
    static const int order[] = {0, 2, 1, 3, 4, 5, 6, 7};
    const char *folder = new_folder("natural");
    for (int i = 7; i >= 0; i--) {
        const char *name = names[i], *ending = strrchr(name, '.');
        make_image(inside("natural", name),
                   strcmp(ending, ".JPG") == 0   ? "mjpeg"
                   : strcmp(ending, ".ppm") == 0 ? "ppm"
                   : strcmp(ending, ".bmp") == 0 ? "bmp"
                                                 : "png",
                   32, 24, 20 + 20 * i);
    }
    write_file(inside("natural", "._a1.png"), "junk", 4);
    write_file(inside("natural", "notes.txt"), "junk", 4);

    read_source(&all, folder, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 8);
    for (int i = 0; i < 8; i++) {
        assert_in_range(all.levels[i], 20 + 20 * order[i] - 1, 20 + 20 * order[i] + 1);
        assert_near(all.times[i], i / 30.0, 1e-12);
    }
    assert_string_equal(all.info.kind, "images");
    assert_int_equal(all.info.frames_expected, 8);
    assert_int_equal(all.info.picture_count, 8);
    assert_int_equal(all.info.width, 32);
    assert_int_equal(all.info.height, 24);
    assert_int_equal(all.info.failed, 0);
}

/* A damaged image is skipped, counted, and leaves a gap in the times. */
static void test_damaged_image(void **state)
{
    (void)state;
    const char *folder = new_folder("damaged");
    make_image(inside("damaged", "1.png"), "png", 32, 24, 50);
    write_file(inside("damaged", "2.png"), "\x89PNG\r\n\x1a\n no more of it", 22);
    write_file(inside("damaged", "3.png"), "", 0);
    make_image(inside("damaged", "4.png"), "png", 32, 24, 200);
    read_source(&all, folder, 10);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 2);
    assert_int_equal(all.info.failed, 2);
    assert_int_equal(all.warned[FACS_WARNING_UNREADABLE_IMAGES], 2);
    assert_int_equal(all.levels[0], 50);
    assert_int_equal(all.levels[1], 200);
    assert_near(all.times[1], 0.3, 1e-12);
}

static void test_size_changes(void **state)
{
    (void)state;
    const char *folder = new_folder("sizes");
    make_image(inside("sizes", "1.png"), "png", 32, 24, 50);
    make_image(inside("sizes", "2.png"), "png", 32, 24, 60);
    make_image(inside("sizes", "3.png"), "png", 24, 32, 70);
    make_image(inside("sizes", "4.png"), "png", 64, 48, 80);
    read_source(&all, folder, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 4);
    assert_int_equal(all.info.width, 32);
    assert_int_equal(all.info.height, 24);
    for (int n = 0; n < 4; n++)
        assert_int_equal(all.levels[n], 50 + 10 * n);
    assert_int_equal(all.corners[2][0], 0); /* another shape: between black bars */
    assert_int_equal(all.corners[3][0], 80);
    assert_int_equal(all.warned[FACS_WARNING_SIZE_CHANGE], 2);
    assert_non_null(strstr(all.text, "3.png: 24x32 instead of 32x24 (1.png)"));
}

static void test_folders_without_images(void **state)
{
    (void)state;
    const char *folder = new_folder("empty");
    read_source(&all, folder, 0);
    assert_refused(&all, folder, -EINVAL, "no images in this folder");

    folder = new_folder("hopeless");
    write_file(inside("hopeless", "1.png"), "text", 4);
    write_file(inside("hopeless", "2.jpg"), "text", 4);
    read_source(&all, folder, 0);
    assert_refused(&all, folder, -EINVAL, "none of the 2 images");

    /* folders and videos named like images are none */
    folder = new_folder("strange");
    assert_int_equal(mkdir(inside("strange", "1.png"), 0700), 0);
    make_clip(inside("strange", "2.png"),
              &(clip){.format = "avi", .encoder = "mpeg4", .width = 32, .height = 24, .frames = 2});
    read_source(&all, folder, 0);
    assert_refused(&all, folder, -EINVAL, "none of the 2 images");
}

/* Only the picture of that name is read: '%03d' is no pattern for others. */
static void test_single_image(void **state)
{
    (void)state;
    new_folder("single");
    make_image(inside("single", "p001.png"), "png", 32, 24, 50);
    make_image(inside("single", "p002.png"), "png", 32, 24, 60);
    const char *name = inside("single", "p%03d.png");
    read_source(&all, name, 0);
    assert_refused(&all, name, -ENOENT, "no such file");

    make_image(name, "png", 32, 24, 90);
    read_source(&all, name, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_int_equal(all.levels[0], 90);
    assert_near(all.times[0], 0, 0);
    assert_string_equal(all.info.kind, "image");
    assert_int_equal(all.info.frames_expected, 1);
}

/* EXIF 2.3: orientation 6, "0th row right, 0th column top", means turn clockwise to view. The block
 * follows the JPEG's first two bytes. */
static void test_exif_orientation(void **state)
{
    (void)state;
    static const unsigned char exif[] = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,    'M', 'M',
                                         0,    42,   0, 0,  0,   8,   0,   1,   1, 0x12, 0,   3,
                                         0,    0,    0, 1,  0,   6,   0,   0,   0, 0,    0,   0};
    const char *path = in_folder("photo.jpg");
    size_t count;
    make_image(path, "mjpeg", 40, 20, 100);
    unsigned char *bytes = read_whole(path, &count);
    unsigned char *photo = malloc(count + sizeof(exif));
    assert_non_null(photo);
    memcpy(photo, bytes, 2);
    memcpy(photo + 2, exif, sizeof(exif));
    memcpy(photo + 2 + sizeof(exif), bytes + 2, count - 2);
    write_file(path, photo, count + sizeof(exif));
    free(photo);
    free(bytes);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 1);
    assert_int_equal(all.info.rotation, 90);
    assert_int_equal(all.info.width, 20);
    assert_int_equal(all.info.height, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_natural_order), cmocka_unit_test(test_damaged_image),
        cmocka_unit_test(test_size_changes),  cmocka_unit_test(test_folders_without_images),
        cmocka_unit_test(test_single_image),  cmocka_unit_test(test_exif_orientation),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
