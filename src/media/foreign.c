#include "media/foreign.h"

#include <string.h>

#define CONVERT_PICTURE "convert it to JPEG, PNG or TIFF"
#define UNPACK          "unpack it and give its contents"
#define FETCH_AGAIN     "download the file again"
#define EXPECTED        "a video or image was expected"
#define SOUND           "a sound file without pictures"

/* Bytes at a fixed position that identify a kind of file. */
typedef struct mark {
    size_t at, count;
    const char *bytes;
    facs_foreign kind;
} mark;

#define MARK(place, text, what, advice)                                                            \
    {                                                                                              \
        place, sizeof(text) - 1, text,                                                             \
        {                                                                                          \
            what, advice, 0                                                                        \
        }                                                                                          \
    }

static const mark marks[] = {
    /* pictures */
    MARK(0, "8BPS", "a Photoshop document", CONVERT_PICTURE),
    MARK(0, "gimp xcf", "a GIMP document", CONVERT_PICTURE),
    MARK(0, "\x76\x2F\x31\x01", "an OpenEXR picture", CONVERT_PICTURE),
    MARK(0, "#?RADIANCE", "a Radiance HDR picture", CONVERT_PICTURE),
    MARK(0, "SDPX", "a DPX picture", CONVERT_PICTURE),
    MARK(0, "XPDS", "a DPX picture", CONVERT_PICTURE),
    MARK(0, "DDS ", "a DirectDraw texture", CONVERT_PICTURE),
    MARK(0, "BPG\xFB", "a BPG picture", CONVERT_PICTURE),
    MARK(0, "II\xBC\x01", "a JPEG XR picture", CONVERT_PICTURE),
    MARK(0, "\xFF\x0A", "a JPEG XL picture, which this FFmpeg cannot read", CONVERT_PICTURE),
    MARK(0, "\0\0\0\x0CJXL ", "a JPEG XL picture, which this FFmpeg cannot read", CONVERT_PICTURE),
    MARK(0, "AT&TFORM", "a DjVu document", CONVERT_PICTURE),
    MARK(0, "\0\0\x01\0", "an icon", CONVERT_PICTURE),
    MARK(128, "DICM", "a DICOM file", CONVERT_PICTURE),
    MARK(0, "SIMPLE  =", "a FITS file", CONVERT_PICTURE),
    /* raw pictures and videos of cameras; media/tiff.h knows those that are TIFF */
    MARK(0, "FUJIFILMCCD-RAW", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "IIRO", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "IIRS", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "MMOR", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "IIU\0", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "FOVb", "a camera's raw picture", CONVERT_PICTURE),
    MARK(0, "\0MRM", "a camera's raw picture", CONVERT_PICTURE),
    MARK(4, "RED1", "a RED camera's raw video", "convert it, for example to H.264"),
    MARK(4, "RED2", "a RED camera's raw video", "convert it, for example to H.264"),
    /* sound; of some, this system's FFmpeg may know no more than that it is none of its videos */
    MARK(8, "WAVE", SOUND, EXPECTED),
    MARK(8, "AIFF", SOUND, EXPECTED),
    MARK(8, "AIFC", SOUND, EXPECTED),
    MARK(0, "fLaC", SOUND, EXPECTED),
    /* documents */
    MARK(0, "%PDF-", "a PDF document", "save its pictures as JPEG or PNG"),
    MARK(0, "%!PS", "a PostScript document", CONVERT_PICTURE),
    MARK(0, "\xC5\xD0\xD3\xC6", "a PostScript document", CONVERT_PICTURE),
    MARK(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document", EXPECTED),
    MARK(0, "{\\rtf", "an RTF document", EXPECTED),
    /* archives */
    MARK(0, "PK\x03\x04", "a ZIP archive or an Office document", UNPACK),
    MARK(0, "PK\x05\x06", "an empty ZIP archive", UNPACK),
    MARK(0, "Rar!\x1A\x07", "a RAR archive", UNPACK),
    MARK(0, "7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    MARK(0, "\x1F\x8B", "compressed with gzip", UNPACK),
    MARK(0, "BZh", "compressed with bzip2", UNPACK),
    MARK(0, "\3757zXZ", "compressed with xz", UNPACK),
    MARK(0, "\x28\xB5\x2F\xFD", "compressed with zstd", UNPACK),
    MARK(257, "ustar", "a tar archive", UNPACK),
    /* data */
    MARK(0, "\x93NUMPY", "an array of NumPy", "write it as a video, or as PNG or TIFF"),
    MARK(0, "\x89HDF\r\n\x1A\n", "an HDF5 or MATLAB file",
         "write its pictures as a video, or as PNG or TIFF"),
    MARK(0, "MATLAB 5.0 MAT-file", "a MATLAB file",
         "write its pictures as a video, or as PNG or TIFF"),
    MARK(0, "SQLite format 3", "an SQLite database", EXPECTED),
    MARK(0, "\177ELF", "a program", EXPECTED),
    MARK(0, "MZ", "a program", EXPECTED),
    /* files that stand for others */
    MARK(0, "\0\x05\x16\x07", "what macOS keeps beside another file (\"._name\")",
         "give the file without \"._\""),
    MARK(0, "bplist00",
         "a property list, which iCloud leaves instead of a file that it has not "
         "downloaded",
         "download the file"),
    MARK(0, "L\0\0\0\x01\x14\x02\0", "a Windows shortcut", "give the file that it points to"),
    MARK(0, "[InternetShortcut]", "a link to a web page", "give the video itself"),
    MARK(0, "version https://git-lfs.github.com/spec/", "a Git LFS pointer instead of the file",
         "fetch it with: git lfs pull"),
    MARK(0, "#EXTM3U", "a playlist", "give the videos that it lists"),
    MARK(0, "[playlist]", "a playlist", "give the videos that it lists"),
    MARK(0, "<asx", "a playlist", "give the videos that it lists"),
    MARK(0, "WEBVTT", "subtitles", EXPECTED),
};

static const facs_foreign heic = {"a HEIC (HEIF) picture, which facs does not read",
                                  "convert it to JPEG, PNG or TIFF", 1};
static const facs_foreign raw = {"a camera's raw picture", CONVERT_PICTURE, 1};
static const facs_foreign page = {"a web page, perhaps a server's message instead of the file",
                                  FETCH_AGAIN, 0};
static const facs_foreign drawing = {"an SVG drawing", CONVERT_PICTURE, 0};
static const facs_foreign xml = {"an XML file", EXPECTED, 0};
static const facs_foreign json = {"a JSON file", EXPECTED, 0};
static const facs_foreign zeros = {"a file that begins with nothing but zeros: it was not "
                                   "written or copied completely",
                                   "copy it again", 0};

int facs_foreign_has_brand(const uint8_t *head, size_t count, const char *brand)
{
    if (count < 16 || memcmp(head + 4, "ftyp", 4) != 0)
        return 0;
    const size_t size = (size_t)head[2] << 8 | head[3], end = size < count ? size : count;
    for (size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        if (memcmp(head + at, brand, 4) == 0)
            return 1;
    return 0;
}

/* FFmpeg can read HEIC sequences, which have an index like videos, but of a tiled picture it would
 * read one tile. */
static const facs_foreign *find_brand(const uint8_t *head, size_t count)
{
    static const char readable[][5] = {"avif", "avis", "msf1"};
    static const char pictures[][5] = {"heic", "heix", "heim", "heis", "mif1"};
    if (count >= 16 && memcmp(head + 4, "ftypcrx ", 8) == 0)
        return &raw;
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
        if (facs_foreign_has_brand(head, count, readable[i]))
            return NULL;
    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
        if (facs_foreign_has_brand(head, count, pictures[i]))
            return &heic;
    return NULL;
}

static int begins(const uint8_t *text, size_t count, const char *word)
{
    return count >= strlen(word) && strncasecmp((const char *)text, word, strlen(word)) == 0;
}

static int holds(const uint8_t *text, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (begins(text + i, count - i, word))
            return 1;
    return 0;
}

/* Markup, after blanks and a byte order mark. */
static const facs_foreign *find_markup(const uint8_t *head, size_t count)
{
    if (count >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        head += 3;
        count -= 3;
    }
    while (count > 0 && strchr(" \t\r\n", *head) && *head) {
        head++;
        count--;
    }
    if (count > 0 && (*head == '{' || *head == '['))
        return begins(head, count, "[playlist]") || begins(head, count, "[InternetShortcut]")
                   ? NULL
                   : &json;
    if (count == 0 || *head != '<')
        return NULL;
    if (holds(head, count, "<svg"))
        return &drawing;
    if (holds(head, count, "<!doctype html") || holds(head, count, "<html"))
        return &page;
    return begins(head, count, "<?xml") ? &xml : NULL;
}

static int is_all_zero(const uint8_t *head, size_t count)
{
    return count >= 512 && head[0] == 0 && memcmp(head, head + 1, count - 1) == 0;
}

const facs_foreign *facs_foreign_find(const uint8_t *head, size_t count)
{
    const facs_foreign *found = find_brand(head, count);
    if (!found)
        found = find_markup(head, count);
    if (!found && is_all_zero(head, count))
        found = &zeros;
    for (size_t i = 0; !found && i < sizeof(marks) / sizeof(marks[0]); i++)
        if (count >= marks[i].at + marks[i].count &&
            memcmp(head + marks[i].at, marks[i].bytes, marks[i].count) == 0)
            found = &marks[i].kind;
    return found;
}
