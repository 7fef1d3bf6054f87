/* The defaults of the public options. */
#include "appearance/align.h"

#include <facs/facs.h>

#include <string.h>

/* The tracker asks for a detection itself when it is in doubt. A check at this period costs a sixth
   of a search, agrees with OpenFace as well as any period from 1 to 1000 on the sample clips, and
   bounds the rows that are wrong where a loss raises no doubt. */
#define DETECT_EVERY 5

/* A second of 640x480 at 30 frames/s is 26 MiB; two 4K frames are 48. */
#define QUEUE_BYTES ((size_t)48 << 20)

void facs_default_options(facs_options *options)
{
    memset(options, 0, sizeof(*options));
    options->size = sizeof(*options);
    options->backend = FACS_BACKEND_AUTO;
    options->landmark_method = FACS_LANDMARKS_CLNF;
    options->au = FACS_AU_DYNAMIC;
    options->detect_every = DETECT_EVERY;
    options->faces = 1;
    options->log.level = FACS_LOG_WARNING;
}

void facs_default_extract_options(facs_extract_options *options)
{
    memset(options, 0, sizeof(*options));
    options->size = sizeof(*options);
    facs_default_options(&options->analysis);
    options->features = FACS_FEATURE_ALL;
    options->aligned_size = FACS_ALIGNED_SIDE;
    options->every = 1;
    options->queue_bytes = QUEUE_BYTES;
}
