/* Picture files, read back by this library's own source and, for BMP, byte by byte. */
#include "media/image_writer.h"

#include "reading.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint32_t little(const uint8_t *at, int bytes)
{
    uint32_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | at[bytes];
    return value;
}

/* Rows from the bottom up, padded to four bytes; 54 bytes of header, a palette for grey. */
static void test_a_bmp(void **state)
{
    (void)state;
    static const uint8_t pixels[2][9] = {{1, 2, 3, 4, 5, 6, 7, 8, 9},
                                         {11, 12, 13, 14, 15, 16, 17, 18, 19}};
    for (int grey = 0; grey < 2; grey++) {
        const int channels = grey ? 1 : 3, header = grey ? 54 + 1024 : 54;
        const int row = grey ? 4 : 12;
        const facs_image picture = {.pixels = pixels[0], .width = 3, .height = 2, .stride = 9};
        facs_image_writer *writer;
        facs_error error;
        size_t size;
        assert_int_equal(facs_image_writer_open(&writer, "x.BMP", 3, 2, grey, &error), 0);
        assert_int_equal(facs_image_writer_write(writer, &picture, in_folder("a.bmp"), &error), 0);
        assert_int_equal(facs_image_writer_write(writer, &picture, in_folder("b.bmp"), &error), 0);
        facs_image_writer_close(&writer);
        assert_null(writer);
        uint8_t *file = read_whole(in_folder("b.bmp"), &size);
        assert_int_equal(size, header + 2 * row);
        assert_memory_equal(file, "BM", 2);
        assert_int_equal(little(file + 2, 4), size);
        assert_int_equal(little(file + 10, 4), header);
        assert_int_equal(little(file + 18, 4), 3);
        assert_int_equal(little(file + 22, 4), 2);
        assert_int_equal(little(file + 28, 2), 8 * channels);
        assert_memory_equal(file + header, pixels[1], 3 * (size_t)channels);
        assert_memory_equal(file + header + row, pixels[0], 3 * (size_t)channels);
        for (int i = 0; grey && i < 256; i++) /* level i of the palette is grey i */
            assert_int_equal(little(file + 54 + 4 * i, 3), 0x010101u * (unsigned)i);
        free(file);
        assert_int_equal(unlink(in_folder("a.bmp")), 0);
        assert_int_equal(unlink(in_folder("b.bmp")), 0);
    }
}

static void test_formats_by_ending(void **state)
{
    (void)state;
    static const char *const names[] = {"p.jpg", "p.jpeg", "p.png", "p.bmp"};
    static uint8_t pixels[40 * 60 * 3];
    static reading all;
    const facs_image picture = {.pixels = pixels, .width = 60, .height = 40, .stride = 180};
    memset(pixels, 77, sizeof(pixels));
    for (int i = 0; i < 4; i++) {
        facs_image_writer *writer;
        facs_error error;
        const char *path = in_folder(names[i]);
        assert_true(facs_image_writer_knows(names[i]));
        assert_int_equal(facs_image_writer_open(&writer, names[i], 60, 40, 0, &error), 0);
        assert_int_equal(facs_image_writer_write(writer, &picture, path, &error), 0);
        const uint8_t *bytes; /* the same picture again, in memory */
        size_t count, size;
        assert_int_equal(facs_image_writer_encode(writer, &picture, &bytes, &count, &error), 0);
        uint8_t *file = read_whole(path, &size);
        assert_int_equal(count, size);
        assert_memory_equal(bytes, file, size);
        free(file);
        facs_image_writer_close(&writer);
        read_source(&all, path, 0);
        assert_int_equal(all.frames, 1);
        assert_string_equal(all.info.kind, "image");
        assert_int_equal(all.info.width, 60);
        assert_in_range(all.levels[0], 76, 78);
        assert_in_range(all.corners[0][3], 76, 78);
    }
}

/* There is no grey JPEG here: it is a picture without colour. */
static void test_a_grey_jpeg(void **state)
{
    (void)state;
    static uint8_t pixels[40 * 60];
    static reading all;
    const facs_image picture = {.pixels = pixels, .width = 60, .height = 40, .stride = 60};
    static const int levels[] = {0, 77, 255};
    for (int i = 0; i < 3; i++) {
        facs_image_writer *writer;
        facs_error error;
        char name[16];
        snprintf(name, sizeof(name), "grey%d.jpg", i);
        memset(pixels, levels[i], sizeof(pixels));
        assert_int_equal(facs_image_writer_open(&writer, name, 60, 40, 1, &error), 0);
        assert_int_equal(facs_image_writer_write(writer, &picture, in_folder(name), &error), 0);
        facs_image_writer_close(&writer);
        read_source(&all, in_folder(name), 0);
        assert_true(all.levels[0] >= levels[i] - 1 && all.levels[0] <= levels[i] + 1);
    }
}

static void test_what_cannot_be_written(void **state)
{
    (void)state;
    static const uint8_t pixels[3];
    const facs_image picture = {.pixels = pixels, .width = 1, .height = 1, .stride = 3};
    facs_image_writer *writer;
    facs_error error;
    assert_false(facs_image_writer_knows("x.avi"));
    assert_false(facs_image_writer_knows("bmp"));
    assert_int_equal(facs_image_writer_open(&writer, "x.gif", 1, 1, 0, &error), -EINVAL);
    assert_null(writer);
    assert_non_null(strstr(error.text, "x.gif: expected a name that ends in .bmp, .jpg or .png"));
    assert_int_equal(facs_image_writer_open(&writer, "x.bmp", 1, 1, 0, &error), 0);
    assert_int_equal(facs_image_writer_write(writer, &picture, in_folder("absent/x.bmp"), &error),
                     -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "absent/x.bmp cannot be written"));
    /* An existing file or link of that name is left alone. */
    const char *path = in_folder("link.bmp");
    make_link("elsewhere", path);
    assert_int_equal(facs_image_writer_write(writer, &picture, path, &error), -EEXIST);
    assert_int_not_equal(access(in_folder("elsewhere"), F_OK), 0);
    facs_image_writer_close(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bmp),
        cmocka_unit_test(test_formats_by_ending),
        cmocka_unit_test(test_a_grey_jpeg),
        cmocka_unit_test(test_what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
