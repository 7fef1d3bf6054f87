/* Other kinds of files are named correctly by their content, whatever they are called. */
#include "reading.h"

#include "media/foreign.h"

#include <errno.h>
#include <stdio.h>

static reading all;

#define NAMED(text) text, sizeof(text) - 1

static const struct {
    const char *bytes;
    size_t count;
    const char *word;
} files[] = {
    {NAMED("\0\0\0\x18"
           "ftypheic\0\0\0\0mif1heic\0\0\0\x08meta"),
     "a HEIC"},
    {NAMED("\0\0\0\x18"
           "ftypmif1\0\0\0\0mif1heix\0\0\0\x08meta"),
     "a HEIC"},
    {NAMED("\0\0\0\x18"
           "ftypcrx \0\0\0\1crx isom\0\0\0\x08meta"),
     "raw picture"},
    {NAMED("8BPS\0\1\0\0\0\0\0\0\0\3\0\0\0\1\0\0\0\1\0\x08\0\3"), "Photoshop"},
    {NAMED("%PDF-1.7\n1 0 obj\n"), "a PDF"},
    {NAMED("%!PS-Adobe-3.0 EPSF-3.0\n"), "a PostScript"},
    {NAMED("<?xml version=\"1.0\"?>\n<!-- x -->\n<svg width=\"1\" height=\"1\"></svg>"), "an SVG"},
    {NAMED("<?xml version=\"1.0\"?><playlist/>"), "an XML"},
    {NAMED("\xEF\xBB\xBF\n <!DOCTYPE HTML><html><body>404 Not Found</body></html>"), "a web page"},
    {NAMED("{\"error\": \"not found\"}"), "a JSON"},
    {NAMED("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"), "Git LFS"},
    {NAMED("bplist00\xD1\1\2_\x10\x0FNSURLNameKey"), "iCloud"},
    {NAMED("\0\x05\x16\x07\0\2\0\0Mac OS X        \0\2\0\0\0\x09\0\0\0"), "macOS"},
    {NAMED("L\0\0\0\1\x14\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"), "a Windows shortcut"},
    {NAMED("[InternetShortcut]\r\nURL=http://example.org/\r\n"), "a link"},
    {NAMED("#EXTM3U\n#EXTINF:10,\na.ts\n"), "a playlist"},
    {NAMED("[playlist]\nFile1=a.mp4\n"), "a playlist"},
    {NAMED("PK\3\4\x14\0\0\0\x08\0"), "a ZIP"},
    {NAMED("7z\xBC\xAF\x27\x1C\0\4"), "a 7-Zip"},
    {NAMED("\x1F\x8B\x08\0\0\0\0\0"), "gzip"},
    {NAMED("\x93NUMPY\1\0"), "NumPy"},
    {NAMED("FUJIFILMCCD-RAW 0201"), "raw picture"},
    {NAMED("RIFF\x24\1\0\0WAVEfmt \x10\0\0\0\1\0\1\0"), "a sound file without pictures"},
    {NAMED("FORM\0\0\1\x24"
           "AIFFCOMM\0\0\0\x12"),
     "a sound file"},
    {NAMED("fLaC\0\0\0\x22\x10\0\x10\0"), "a sound file"},
    {NAMED("\0\0\1\x44RED2\0\0\0\0"), "a RED camera"},
};

static void test_words(void **state)
{
    (void)state;
    static const char *const names[] = {"x.mp4", "x.jpg", "x"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const char *path = in_folder(names[i % 3]);
        uint8_t bytes[2000] = {0};
        memcpy(bytes, files[i].bytes, files[i].count);
        /* markup and text as they are; the others padded to some length */
        const int text = bytes[0] >= ' ' && bytes[0] < 127 && files[i].bytes[4] >= ' ' &&
                         bytes[5] >= ' ' && bytes[5] < 127;
        write_file(path, bytes, text ? files[i].count : sizeof(bytes));
        read_source(&all, path, 0);
        assert_refused(&all, path, -EINVAL, files[i].word);
    }
}

static void test_zeros(void **state)
{
    (void)state;
    static const uint8_t zeros[5000];
    const char *path = in_folder("zeros.mp4");
    write_file(path, zeros, sizeof(zeros));
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "nothing but zeros");
}

static void test_tar_and_dicom(void **state)
{
    (void)state;
    uint8_t bytes[1024] = {0};
    const char *path = in_folder("x.avi");
    memcpy(bytes, "folder/a.mp4", 12);
    memcpy(bytes + 257, "ustar", 5);
    write_file(path, bytes, sizeof(bytes));
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "a tar archive");

    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes + 128, "DICM", 4);
    bytes[200] = 1;
    write_file(path, bytes, sizeof(bytes));
    read_source(&all, path, 0);
    assert_refused(&all, path, -EINVAL, "a DICOM");
}

/* Readable files are never refused: AVIF, videos, and common pictures. */
static void test_what_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
    } known[] = {
        {NAMED("\0\0\0\x1C"
               "ftypavif\0\0\0\0mif1avif\0\0\0\x08")},
        {NAMED("\0\0\0\x20"
               "ftypisom\0\0\2\0isomiso2avc1mp41")},
        {NAMED("\x89PNG\r\n\x1A\n\0\0\0\rIHDR")},
        {NAMED("\xFF\xD8\xFF\xE0\0\x10JFIF")},
        {NAMED("RIFF\0\0\0\0AVI LIST")},
        {NAMED("\x1A\x45\xDF\xA3\x9F\x42\x86\x81")},
        {NAMED("")},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        for (size_t count = 0; count <= known[i].count; count++)
            assert_null(facs_foreign_find((const uint8_t *)known[i].bytes, count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_tar_and_dicom),
        cmocka_unit_test(test_what_is_read),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
