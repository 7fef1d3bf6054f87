/* The defaults of the public options. */
#include "api/options.h"

#include "appearance/align.h"
#include "base/sized.h"

#include <stddef.h>
#include <string.h>

/* A second of 640x480 at 30 frames/s is 26 MiB; two 4K frames are 48. */
#define QUEUE_BYTES ((size_t)48 << 20)

/* A struct of options that holds those of the analysis, right behind its size. */
#define RUN_OPTIONS(type)                                                                          \
    ((facs_sized){.name = #type, .size = sizeof(type), .inner = sizeof(((type *)NULL)->analysis)})

/* Whatever follows the analysis begins where it ends: no padding lies between. */
#define FOLLOWS_CLOSELY(type)                                                                      \
    (offsetof(type, analysis) == sizeof(size_t) && _Alignof(type) == sizeof(size_t))
_Static_assert(FOLLOWS_CLOSELY(facs_extract_options) && FOLLOWS_CLOSELY(facs_live_options),
               "the caller's options of a run cannot be taken apart");

static void default_extract(facs_extract_options *options)
{
    memset(options, 0, sizeof(*options));
    options->size = sizeof(*options);
    facs_default_options(&options->analysis);
    options->features = FACS_FEATURE_ALL;
    options->aligned_size = FACS_ALIGNED_SIDE;
    options->every = 1;
    options->queue_bytes = QUEUE_BYTES;
}

static void default_live(facs_live_options *options)
{
    memset(options, 0, sizeof(*options));
    options->size = sizeof(*options);
    facs_default_options(&options->analysis);
    options->analysis.live = 1;
    options->features = FACS_FEATURE_AUS;
}

void facs_default_extract_options_sized(facs_extract_options *options, size_t size,
                                        size_t analysis_size)
{
    if (!options)
        return;
    facs_extract_options own;
    default_extract(&own);
    options->size = size;
    options->analysis.size = analysis_size;
    facs_sized_write(options, &own, &RUN_OPTIONS(facs_extract_options));
}

void facs_default_live_options_sized(facs_live_options *options, size_t size, size_t analysis_size)
{
    if (!options)
        return;
    facs_live_options own;
    default_live(&own);
    options->size = size;
    options->analysis.size = analysis_size;
    facs_sized_write(options, &own, &RUN_OPTIONS(facs_live_options));
}

int facs_extract_options_read(facs_extract_options *own, const facs_extract_options *theirs,
                              facs_error *error)
{
    default_extract(own);
    int status = facs_sized_read(own, theirs, &RUN_OPTIONS(facs_extract_options), error);
    if (status == 0 && own->landmarks)
        own->analysis.landmark_method = FACS_LANDMARKS_GIVEN;
    return status;
}

int facs_live_options_read(facs_live_options *own, const facs_live_options *theirs,
                           facs_error *error)
{
    default_live(own);
    return facs_sized_read(own, theirs, &RUN_OPTIONS(facs_live_options), error);
}
