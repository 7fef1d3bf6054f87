/* Sizes declared by headers, in files written byte by byte. */
#include "media/container.h"

#include "media/descriptor_io.h"

#include "make_clip.h"

#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Passes the same bytes through a pipe, a few at a time. */
static void assert_same_piped(const facs_container *file, const uint8_t *bytes, size_t count,
                              size_t piece)
{
    facs_container pipe = {0};
    for (size_t at = 0; at < count; at += piece)
        facs_container_pass(&pipe, bytes + at, count - at < piece ? count - at : piece);
    facs_container_end(&pipe);
    assert_int_equal(pipe.bytes, file->bytes);
    assert_int_equal(pipe.declared, file->declared);
    assert_int_equal(pipe.text, file->text);
    assert_int_equal(pipe.fragmented, file->fragmented);
    assert_int_equal(pipe.no_index, file->no_index);
    assert_int_equal(pipe.late_index, file->late_index);
}

static const AVIOInterruptCB no_interrupt;

static facs_container inspect(const void *bytes, size_t count)
{
    facs_container container;
    const facs_input input = {.size = sizeof(input), .bytes = bytes, .length = (int64_t)count};
    facs_input_bytes *from;
    assert_int_equal(facs_input_bytes_open(&from, &input, NULL), 0);
    facs_descriptor whole;
    assert_int_equal(facs_descriptor_begin(&whole, -1, from, no_interrupt, &container), 0);
    facs_input_bytes_close(&from);
    assert_int_equal(container.bytes, count);
    static const size_t pieces[] = {1, 7, 32, 33, 1 << 20};
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
        assert_same_piped(&container, bytes, count, pieces[i]);
    return container;
}

#define INSPECT(literal) inspect(literal, sizeof(literal) - 1)

static void test_boxes(void **state)
{
    (void)state;
    facs_container c = INSPECT("\0\0\0\x0c"
                               "ftypisom"
                               "\0\0\0\x09"
                               "moovx"
                               "\0\0\0\x0a"
                               "mdatxy");
    assert_int_equal(c.declared, 31);
    assert_false(facs_container_is_cut(&c));
    assert_false(c.no_index);

    /* one byte short of mdat's 10 */
    c = INSPECT("\0\0\0\x0c"
                "ftypisom"
                "\0\0\0\x09"
                "moovx"
                "\0\0\0\x0a"
                "mdatx");
    assert_int_equal(c.declared, 31);
    assert_true(facs_container_is_cut(&c));

    /* 64-bit size; no index */
    c = INSPECT("\0\0\0\x0c"
                "ftypisom"
                "\0\0\0\1mdat"
                "\0\0\0\0\0\0\1\0"
                "xy");
    assert_int_equal(c.declared, 12 + 256);
    assert_true(facs_container_is_cut(&c));
    assert_true(c.no_index);

    /* a size beyond every integer, a size of 0 (to the end), and junk after the last box */
    c = INSPECT("\0\0\0\1mdat"
                "\xff\xff\xff\xff\xff\xff\xff\xff"
                "xy");
    assert_int_equal(c.declared, INT64_MAX);
    c = INSPECT("\0\0\0\x09"
                "moovx"
                "\0\0\0\0mdat"
                "xy");
    assert_false(facs_container_is_cut(&c));
    c = INSPECT("\0\0\0\x09"
                "moovx"
                "\x7f\0\0\0junk");
    assert_false(facs_container_is_cut(&c));
}

static void test_riff(void **state)
{
    (void)state;
    facs_container c = INSPECT("RIFF\x0c\0\0\0AVI LISTxxxx");
    assert_false(facs_container_is_cut(&c));
    c = INSPECT("RIFF\x40\0\0\0AVI LISTxxxx");
    assert_true(facs_container_is_cut(&c));
    c = INSPECT("RIFF\0\0\0\0AVI LISTxxxx"); /* never filled in */
    assert_int_equal(c.declared, 0);
    c = INSPECT("RIFF\xff\xff\xff\xff"
                "AVI LISTxxxx");
    assert_int_equal(c.declared, 0);
    c = INSPECT("RIFF\x04\0\0\0AVI RIFF\x80\0\0\0AVIXxx"); /* OpenDML, the second part is cut */
    assert_int_equal(c.declared, 12 + 8 + 128 - 8);
    assert_true(facs_container_is_cut(&c));
    /* the list of frames ends before the index, and only the index is truncated */
    c = INSPECT("RIFF\x40\0\0\0AVI LIST\x04\0\0\0hdrlLIST\x08\0\0\0moviabcdidx1");
    assert_int_equal(c.declared, 12 + 12 + 16 - 8);
    assert_false(facs_container_is_cut(&c));
    c = INSPECT("RIFF\x40\0\0\0AVI LIST\x04\0\0\0hdrlLIST\x18\0\0\0movi");
    assert_true(facs_container_is_cut(&c));
    c = INSPECT("RIFF\x40\0\0\0WEBPVP8 xxxx");
    assert_true(facs_container_is_cut(&c));
    c = INSPECT("RIFF\x40\0\0\0WAVEfmt "); /* no video */
    assert_int_equal(c.declared, 0);
}

static void test_matroska(void **state)
{
    (void)state;
    facs_container c = INSPECT("\x1a\x45\xdf\xa3\x82zz\x18\x53\x80\x67\x84"
                               "abcd");
    assert_int_equal(c.declared, 16);
    assert_false(facs_container_is_cut(&c));
    c = INSPECT("\x1a\x45\xdf\xa3\x82zz\x18\x53\x80\x67\x41\x00"
                "abcd");
    assert_int_equal(c.declared, 13 + 256);
    assert_true(facs_container_is_cut(&c));
    c = INSPECT("\x1a\x45\xdf\xa3\x82zz\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
                "abcd");
    assert_int_equal(c.declared, 0); /* unknown: a live recording */
    c = INSPECT("\x1a\x45\xdf\xa3\x00");
    assert_int_equal(c.declared, 0);
    c = INSPECT("\x1a\x45\xdf\xa3\x01\xff\xff");
    assert_int_equal(c.declared, 0);
}

static void test_asf(void **state)
{
    (void)state;
    static const uint8_t data[16] = {0x36, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                     0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    uint8_t file[200] = {0x30, 0x26, 0xB2, 0x75};
    file[16] = 30; /* the header's size */
    memcpy(file + 30, data, 16);
    file[30 + 16] = 160;                   /* the data's size */
    facs_container c = inspect(file, 200); /* an index follows */
    assert_int_equal(c.declared, 190);
    assert_false(facs_container_is_cut(&c));
    c = inspect(file, 189);
    assert_true(facs_container_is_cut(&c));
    file[30 + 16] = 0; /* a live recording */
    c = inspect(file, 200);
    assert_false(facs_container_is_cut(&c));
    memset(file + 16, 0xff, 8); /* a header larger than any file */
    assert_int_equal(inspect(file, 200).declared, 0);
}

static void test_text(void **state)
{
    (void)state;
    assert_true(INSPECT("plain\ttext\r\n").text);
    assert_true(INSPECT("\xc3\xa9").text);
    assert_false(INSPECT("text\0").text);
    assert_false(INSPECT("\x1b[0m").text);
    assert_false(INSPECT("").text);

    /* UTF-16 with its byte order mark */
    assert_true(INSPECT("\xff\xfe"
                        "a\0,\0b\0\n\0")
                    .text);
    assert_true(INSPECT("\xfe\xff\0a\0,\0b\0\n").text);
    assert_false(INSPECT("\xff\xfe"
                         "a\0\1\0b\0\n\0")
                     .text);
    assert_false(INSPECT("\xff\xfe"
                         "abcdefgh")
                     .text); /* an MP2 begins like this, too */

    /* raw bytes that happen not to be control characters: not UTF-8, or without blanks */
    assert_false(INSPECT("\xe9t\xe9 ").text);
    assert_false(INSPECT("\xc0\x80").text);
    uint8_t grey[5000];
    memset(grey, 100, sizeof(grey));
    assert_false(inspect(grey, sizeof(grey)).text);
    memset(grey, 200, sizeof(grey));
    assert_false(inspect(grey, sizeof(grey)).text);
    for (size_t i = 0; i < sizeof(grey); i++) /* a character crosses the end of what is read */
        grey[i] = (uint8_t) "\xc3\xa9 "[i % 3];
    assert_true(inspect(grey, sizeof(grey)).text);
}

/* The container need not begin at the start of the file, for example on standard input. */
static void test_start(void **state)
{
    (void)state;
    facs_container c;
    const char *path = in_folder("later");
    write_file(path, "junkRIFF\x40\0\0\0AVI LISTxxxx", 24);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    facs_descriptor d;
    assert_int_equal(lseek(fd, 4, SEEK_SET), 4);
    assert_int_equal(facs_descriptor_begin(&d, fd, NULL, no_interrupt, &c), 0);
    assert_int_equal(c.bytes, 20);
    assert_int_equal(c.declared, 64);
    close(fd);
    assert_int_equal(facs_descriptor_begin(&d, -1, NULL, no_interrupt, &c), -EBADF);
}

static void test_transport(void **state)
{
    (void)state;
    enum { PACKETS = 30 };
    static const size_t units[] = {188, 192, 204};
    static uint8_t file[PACKETS * 204];
    for (size_t i = 0; i < 3; i++)
        for (size_t skip = 0; skip < 100; skip += 33) { /* it begins within a packet */
            const size_t size = PACKETS * units[i];
            memset(file, 0xff, sizeof(file));
            for (size_t n = 0; n < PACKETS; n++)
                file[n * units[i] + (units[i] == 192 ? 4 : 0)] = 0x47;
            facs_container c = inspect(file + skip, size - skip);
            assert_false(facs_container_is_cut(&c));
            c = inspect(file + skip, size - skip - 60);
            assert_true(facs_container_is_cut(&c));
            assert_int_equal(c.declared, size - skip);
        }
}

static int setup(void **state)
{
    (void)state;
    return make_folder() ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes),     cmocka_unit_test(test_riff),
        cmocka_unit_test(test_matroska),  cmocka_unit_test(test_asf),
        cmocka_unit_test(test_text),      cmocka_unit_test(test_start),
        cmocka_unit_test(test_transport),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
