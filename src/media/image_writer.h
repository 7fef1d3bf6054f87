/* Single pictures as BMP, JPEG or PNG files, chosen by the extension of a name. */
#ifndef FACS_MEDIA_IMAGE_WRITER_H
#define FACS_MEDIA_IMAGE_WRITER_H

#include "base/image.h"

#include <facs/facs.h>

typedef struct facs_encoder facs_image_writer;

/* Returns 1 if a picture can be written under that name: .bmp, .jpg, .jpeg, .png. */
int facs_image_writer_knows(const char *name);

/* For pictures of one size, in the format of name, a file name or only its extension. grey: one
 * channel (a JPEG still has three, two of them empty). OUTPUT errors: -EINVAL, unknown extension;
 * -ENOSYS; -ENOMEM. */
int facs_image_writer_open(facs_image_writer **out, const char *name, int width, int height,
                           int grey, facs_error *error);
void facs_image_writer_close(facs_image_writer **writer);

/* Encodes picture, of the size and channels given to open, in memory. The bytes are valid until the
 * next call. OUTPUT errors. */
int facs_image_writer_encode(facs_image_writer *writer, const facs_image *picture,
                             const uint8_t **bytes, size_t *count, facs_error *error);

/* Writes picture, of the size and channels given to open, to a new file. OUTPUT errors: -EEXIST, a
 * file or link of that name exists. */
int facs_image_writer_write(facs_image_writer *writer, const facs_image *picture, const char *path,
                            facs_error *error);

#endif
