/* What the kinds of source share; for the source_*.c files above it. */
#ifndef FACS_MEDIA_SOURCE_INTERNAL_H
#define FACS_MEDIA_SOURCE_INTERNAL_H

#include "base/error.h"
#include "media/source.h"

/* One kind of source. Its own struct begins with a facs_source. */
typedef struct facs_source_calls {
    int (*read)(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                facs_error *error);
    int (*seek)(facs_source *source, double time); /* NULL: it cannot seek */
    void (*close)(facs_source *source); /* releases what the kind added; source.c frees the rest */
} facs_source_calls;

struct facs_source {
    const facs_source_calls *calls;
    char *name; /* as given by the user; begins every message */
    facs_source_options options;
    facs_source_info info;
    int wanted_width, wanted_height;   /* size to scale pictures to; 0: the first one's */
    int upright_width, upright_height; /* of the latest picture, before scaling */
};

/* Allocates size zeroed bytes that begin with an initialized facs_source. NULL if out of memory. */
void *facs_source_create(size_t size, const facs_source_calls *calls, const char *name,
                         const facs_source_options *options);

/* facs_source_open of a folder of images. */
int facs_source_open_images(facs_source **out, const char *name, const facs_source_options *options,
                            facs_error *error);

/* Fails because of the input: facs_source_refuse(error, "%s: ...", name). */
#define facs_source_refuse(error, ...) facs_fail(error, FACS_ERROR_INPUT, -EINVAL, __VA_ARGS__)

/* Returns nonzero if the caller wants the source to give up. */
int facs_source_cancelled(const facs_source *source);

/* Fails with -ECANCELED and a message. */
int facs_source_give_up(const facs_source *source, facs_error *error);

/* Returns status, or the failure of the program's own callback, which caused it. */
int facs_source_tell_failure(const char *name, const facs_source_options *options, int status,
                             facs_error *error);

/* Converts FFmpeg's status to an errno that facs_source_open may return, or -ECANCELED, -ENOMEM. */
int facs_source_errno(int status);

#endif
