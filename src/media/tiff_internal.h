/* Bytes and directories of a TIFF, shared by tiff*.c. */
#ifndef FACS_MEDIA_TIFF_INTERNAL_H
#define FACS_MEDIA_TIFF_INTERNAL_H

#include "media/tiff.h"

/* TIFF 6.0, sections 8 and 15, and additions by Adobe and DNG. */
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

/* Tags that are read, first the FACS_TIFF_KEPT that FFmpeg's decoder needs, in rising order as TIFF
 * requires; others are dropped. */
#define FACS_TIFF_KEPT 29
#define FACS_TIFF_TAGS 34
extern const uint16_t facs_tiff_tags[FACS_TIFF_TAGS];

typedef struct facs_tiff_file {
    AVIOContext *io; /* NULL: reads bytes */
    const uint8_t *bytes;
    int64_t size;
    int big_endian;
    int big; /* BigTIFF */
} facs_tiff_file;

typedef struct facs_tiff_entry {
    int tag, type; /* tag 0: absent */
    uint64_t count;
    int64_t at; /* where its values are */
} facs_tiff_entry;

typedef struct facs_tiff_directory {
    const facs_tiff_file *file;
    facs_tiff_entry entries[FACS_TIFF_TAGS];
    int64_t next; /* 0: none */
} facs_tiff_directory;

typedef struct facs_tiff_page {
    int64_t at;   /* of its directory */
    int64_t skip; /* bytes from the directory's picture to this one: ImageJ's stacks */
} facs_tiff_page;

struct facs_tiff {
    facs_tiff_file reader;
    facs_tiff_info info;
    facs_tiff_page *pages;
    int64_t capacity;
    int64_t plane; /* bytes per picture of ImageJ's stack; otherwise 0 */
};

/* Returns 1 if all of them were read. */
int facs_tiff_read_at(const facs_tiff_file *r, int64_t at, uint8_t *bytes, size_t count);

/* Returns 0; -EINVAL: no directory; -ENODATA: everything except where the next one is. */
int facs_tiff_read_directory(const facs_tiff_file *r, int64_t at, facs_tiff_directory *d);

/* Bytes per value of a type; 0: unknown type. */
int facs_tiff_type_bytes(int type);

/* Number i of an entry, or the first of a tag; otherwise if there is none. */
uint64_t facs_tiff_value_at(const facs_tiff_file *r, const facs_tiff_entry *e, uint64_t i,
                            uint64_t otherwise);
uint64_t facs_tiff_value_of(facs_tiff_directory *d, int tag, uint64_t otherwise);

/* The entry of a tag in a directory; NULL: this tag is ignored. */
facs_tiff_entry *facs_tiff_place_of(facs_tiff_directory *d, int tag);

/* Offsets of the strips or tiles; its tag says which, or is 0. */
const facs_tiff_entry *facs_tiff_offsets_of(facs_tiff_directory *d);

/* Bytes of an uncompressed picture; 0: compressed, or an impossible size. */
int64_t facs_tiff_plane_bytes(facs_tiff_directory *d);

/* Why FFmpeg's decoder would silently produce grey or noise; NULL: it can read this. */
const char *facs_tiff_fault_of(facs_tiff_directory *d);

#endif
