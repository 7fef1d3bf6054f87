/* Single pictures as files: BMP, JPEG or PNG, by the ending of a name. */
#ifndef FACS_MEDIA_IMAGE_WRITER_H
#define FACS_MEDIA_IMAGE_WRITER_H

#include "base/image.h"

#include <facs/facs.h>

typedef struct facs_image_writer facs_image_writer;

/* 1: a name that pictures can be written by: .bmp, .jpg, .jpeg, .png. */
int facs_image_writer_knows(const char *name);

/*
 * For pictures of one size, in the format that name (a file's, or its ending) tells. grey: they
 * have one channel (a JPEG of them three, two of which are empty). OUTPUT errors: -EINVAL, an
 * unknown ending; -ENOSYS; -ENOMEM.
 */
int facs_image_writer_open(facs_image_writer **out, const char *name, int width, int height,
                           int grey, facs_error *error);
void facs_image_writer_close(facs_image_writer **writer);

/*
 * The bytes of picture's file, of the size and channels that were said at open, in memory: they
 * stay until the next call. OUTPUT errors.
 */
int facs_image_writer_encode(facs_image_writer *writer, const facs_image *picture,
                             const uint8_t **bytes, size_t *count, facs_error *error);

/*
 * Write picture, of the size and channels that were said at open, to a new file. OUTPUT errors:
 * -EEXIST, there is such a file, or a link of that name.
 */
int facs_image_writer_write(facs_image_writer *writer, const facs_image *picture, const char *path,
                            facs_error *error);

#endif
