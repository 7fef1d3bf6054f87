/* The last column of a result of pictures, where it is wanted: the name of the file that a row is
 * about. */
#ifndef FACS_OUTPUT_PICTURE_NAMES_H
#define FACS_OUTPUT_PICTURE_NAMES_H

#include "media/source.h"

#include <jansson.h>
#include <stdio.h>

#define FACS_PICTURE_COLUMN  "picture"
#define FACS_PICTURE_MEANING "name of the image file, without its folder"

/* Whose names; both outlive it. */
typedef struct facs_picture_names {
    const facs_source_info *source; /* of a folder of images, or of a single image */
    const char *input;              /* a single image's path */
} facs_picture_names;

/* Returns 1 if the rows of the source are about files with names: a folder or a single image. */
int facs_picture_names_has(const facs_source_info *source);

/* Returns the name of a frame's file, with U+FFFD for what is not UTF-8; NULL without memory. */
json_t *facs_picture_name(const facs_picture_names *names, int64_t frame);

/* Writes it as a cell of a CSV, in quotes if it needs them (RFC 4180), with a NUL. Returns the
 * length, -ENOSPC or -ENOMEM. */
int facs_picture_cell(char *text, size_t size, const facs_picture_names *names, int64_t frame);

/* Adds it to a line of JSON that ends in "}\n". Returns the new length, -ENOSPC or -ENOMEM. */
int facs_picture_key(char *text, size_t size, int length, const facs_picture_names *names,
                     int64_t frame);

/* Reads a row of such a CSV as facs_stream_line (os/file.h) reads a line: several lines if the name
 * has line ends. */
int64_t facs_picture_row(char **line, size_t *size, FILE *stream);

#endif
