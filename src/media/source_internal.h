/* What the kinds of source share; source.c and the source_*.c files only. */
#ifndef FACS_MEDIA_SOURCE_INTERNAL_H
#define FACS_MEDIA_SOURCE_INTERNAL_H

#include "media/source.h"

/* One kind of source: its own struct begins with a facs_source. */
typedef struct facs_source_calls {
    int (*read)(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                facs_error *error);
    int (*seek)(facs_source *source, double time); /* NULL: it cannot */
    void (*close)(facs_source *source); /* what the kind added; source.c frees the rest */
} facs_source_calls;

struct facs_source {
    const facs_source_calls *calls;
    char *name; /* as the user gave it; begins every sentence */
    facs_source_options options;
    facs_source_info info;
    int wanted_width, wanted_height;   /* that its pictures are brought to; 0: its first one's */
    int upright_width, upright_height; /* of the latest picture, before that */
};

/* Zeroed memory of size bytes that begins with a filled-in facs_source; NULL without memory. */
void *facs_source_create(size_t size, const facs_source_calls *calls, const char *name,
                         const facs_source_options *options);

/* Not 0: the caller wants the source to give up. */
int facs_source_cancelled(const facs_source *source);

/* Fails with -ECANCELED and the sentence for it. */
int facs_source_give_up(const facs_source *source, facs_error *error);

/* The kinds. A file and a folder are known to exist; device is what follows "camera:". */
int facs_source_open_file(facs_source **out, const char *name, const facs_source_options *options,
                          facs_error *error);
int facs_source_open_images(facs_source **out, const char *name, const facs_source_options *options,
                            facs_error *error);
int facs_source_open_bytes(facs_source **out, const char *name, const facs_source_options *options,
                           facs_error *error);
int facs_source_open_standard_input(facs_source **out, const facs_source_options *options,
                                    facs_error *error);
int facs_source_open_url(facs_source **out, const char *name, const facs_source_options *options,
                         facs_error *error);
int facs_source_open_camera(facs_source **out, const char *name, const char *device,
                            const facs_source_options *options, facs_error *error);

#endif
