/* What the kinds of source share; for the source_*.c files above it. */
#ifndef FACS_MEDIA_SOURCE_INTERNAL_H
#define FACS_MEDIA_SOURCE_INTERNAL_H

#include "base/error.h"
#include "media/source.h"

/* One kind of source. Its own struct begins with a facs_source. */
typedef struct facs_source_calls {
    /* Gives the next frame of the part that is asked for: facs_source_is_early and _beyond. */
    int (*read)(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                facs_error *error);
    int (*seek)(facs_source *source, double time); /* NULL: it cannot seek */
    void (*close)(facs_source *source); /* releases what the kind added; source.c frees the rest */
} facs_source_calls;

/* Seconds: a frame this little before a time is at it. Containers' clocks tick in 11 us or more. */
#define FACS_SOURCE_ROUNDING 1e-6

/* The part of the input that was asked for. */
typedef struct facs_source_range {
    int begun;              /* 1: the first frame of the part was seen */
    int ended;              /* 1: so was the first one after it */
    double last;            /* time of the latest frame before the part; -1: none */
    int64_t failed_before;  /* frames that were counted before the part */
    int64_t lost_before;    /* the same */
    facs_source_info shown; /* what facs_source_get_info returns */
} facs_source_range;

struct facs_source {
    const facs_source_calls *calls;
    char *name; /* as given by the user; begins every message */
    facs_source_options options;
    facs_source_info info;
    int wanted_width, wanted_height;   /* size to scale pictures to; 0: the first one's */
    int upright_width, upright_height; /* of the latest picture, before scaling */
    facs_source_range range;
    int silent; /* 1: frames come a second time and cause no more warnings */
};

/* Returns 1 for a frame before options.begin, which need not be converted. What is wrong with the
 * input between the first such frame and the first other one is neither warned of nor counted. */
int facs_source_is_early(facs_source *source, double time);

/* Returns 1 for the first frame after the part, which ends the input. */
int facs_source_is_beyond(facs_source *source, double time);

/* Returns where to warn; NULL: nowhere. */
static inline facs_warnings *facs_source_warnings(const facs_source *source)
{
    const int concerned = source->range.begun || source->range.last < 0;
    return concerned && !source->silent ? source->options.warnings : NULL;
}

/* Brings what facs_source_get_info returns up to date. over: the input or its part has ended. */
void facs_source_show(facs_source *source, int over);

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
