/* What the kinds of source share, below all of them; the source_*.c files only. */
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

/* What a program's own callback failed with comes before all that follows from it: that, or
 * status. */
int facs_source_tell_failure(const char *name, const facs_source_options *options, int status,
                             facs_error *error);

/* FFmpeg's status as one of the errno that facs_source_open may return, or -ECANCELED, -ENOMEM. */
int facs_source_errno(int status);

#endif
