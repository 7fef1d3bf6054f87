/* What the files of TIFF share: its bytes and directories; tiff*.c only. */
#ifndef FACS_MEDIA_TIFF_INTERNAL_H
#define FACS_MEDIA_TIFF_INTERNAL_H

#include "media/tiff.h"

/* TIFF 6.0, sections 8 and 15; Adobe's and DNG's additions. */
enum {
    FACS_TIFF_NEW_SUBFILE_TYPE = 254,
    FACS_TIFF_SUBFILE_TYPE = 255,
    FACS_TIFF_WIDTH = 256,
    FACS_TIFF_HEIGHT = 257,
    FACS_TIFF_BITS_PER_SAMPLE = 258,
    FACS_TIFF_COMPRESSION = 259,
    FACS_TIFF_PHOTOMETRIC = 262,
    FACS_TIFF_DESCRIPTION = 270,
    FACS_TIFF_STRIP_OFFSETS = 273,
    FACS_TIFF_ORIENTATION = 274,
    FACS_TIFF_SAMPLES_PER_PIXEL = 277,
    FACS_TIFF_ROWS_PER_STRIP = 278,
    FACS_TIFF_STRIP_BYTES = 279,
    FACS_TIFF_MAX_SAMPLE_VALUE = 281,
    FACS_TIFF_TILE_OFFSETS = 324,
    FACS_TIFF_TILE_BYTES = 325,
    FACS_TIFF_SUB_DIRECTORIES = 330,
    FACS_TIFF_SAMPLE_FORMAT = 339,
    FACS_TIFF_DNG_VERSION = 50706
};

#define FACS_TIFF_KEPT 29

/* What FFmpeg's decoder looks at, in rising order as TIFF wants it; the rest stays behind. */
extern const uint16_t facs_tiff_kept[FACS_TIFF_KEPT];

typedef struct facs_tiff_file {
    AVIOContext *io; /* or NULL, and then */
    const uint8_t *bytes;
    int64_t size;
    int big_endian;
    int big; /* BigTIFF */
} facs_tiff_file;

typedef struct facs_tiff_entry {
    int tag, type; /* tag 0: there is none */
    uint64_t count;
    int64_t at; /* where its values lie */
} facs_tiff_entry;

/* What is known of a directory: the entries that matter, by facs_tiff_kept, and a few more. */
typedef struct facs_tiff_directory {
    facs_tiff_entry kept[FACS_TIFF_KEPT];
    facs_tiff_entry subfile, old_subfile, description, sub_directories, dng;
    int64_t next; /* 0: none */
} facs_tiff_directory;

typedef struct facs_tiff_page {
    int64_t at;   /* of its directory */
    int64_t skip; /* bytes from where the directory says to where the picture is: ImageJ's stacks */
} facs_tiff_page;

struct facs_tiff {
    facs_tiff_file reader;
    facs_tiff_info info;
    facs_tiff_page *pages;
    int64_t capacity;
    int64_t plane; /* bytes of a picture of ImageJ's stack; else 0 */
};

/* 1: all of them were read. */
int facs_tiff_read_at(const facs_tiff_file *r, int64_t at, uint8_t *bytes, size_t count);

/* 0; -EINVAL: this is no TIFF; -ENODATA: it is cut short. *first: the first directory. */
int facs_tiff_read_header(facs_tiff_file *r, int64_t *first);

/* 0; -EINVAL: there is no directory; -ENODATA: all but where the next one is. */
int facs_tiff_read_directory(const facs_tiff_file *r, int64_t at, facs_tiff_directory *d);

/* Bytes of a value of a type; 0: unknown. */
int facs_tiff_type_bytes(int type);

/* The whole number i of an entry; of a tag the first; otherwise where there is none. */
uint64_t facs_tiff_value_at(const facs_tiff_file *r, const facs_tiff_entry *e, uint64_t i,
                            uint64_t otherwise);
uint64_t facs_tiff_value_of(const facs_tiff_file *r, facs_tiff_directory *d, int tag,
                            uint64_t otherwise);

/* Where a directory has the entry of a tag; NULL: it is not looked at. */
facs_tiff_entry *facs_tiff_place_of(facs_tiff_directory *d, int tag);

/* Where the strips or tiles are; its tag says which, or 0. */
const facs_tiff_entry *facs_tiff_offsets_of(facs_tiff_directory *d);

/* Width or height, at most INT_MAX. */
int facs_tiff_side_of(const facs_tiff_file *r, facs_tiff_directory *d, int tag);

/* Bytes of a picture that is not compressed; 0: it is, or its size cannot be. */
int64_t facs_tiff_plane_bytes(const facs_tiff_file *r, facs_tiff_directory *d);

/* 1: a picture for itself, neither a small copy of another nor its mask. */
int facs_tiff_is_page(const facs_tiff_file *r, facs_tiff_directory *d);

/* 1: by the first directory, DNG, CR2, or another raw picture of a camera. */
int facs_tiff_is_raw(const facs_tiff_file *r, facs_tiff_directory *d);

/* What FFmpeg's decoder would make grey or noise of, without a word; NULL: it can read this. */
const char *facs_tiff_fault_of(const facs_tiff_file *r, facs_tiff_directory *d);

#endif
