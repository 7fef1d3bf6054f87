#include "api/options.h"

#include "appearance/align.h"
#include "base/error.h"
#include "base/sized.h"
#include "pipeline/options.h"

#include <errno.h>
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

/* ---- What is refused ---------------------------------------------------------------------- */

int facs_out_of_range(facs_error *error, const char *option, const char *expected)
{
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "%s: expected %s", option, expected);
}

int facs_check_stream(int64_t max_frames, double fps, unsigned features, facs_error *error)
{
    if (max_frames < 0)
        return facs_out_of_range(error, "max_frames", "a number from 0");
    if (!(fps >= 0 && fps <= 100000))
        return facs_out_of_range(error, "fps", "a number from 0 to 100000");
    if (features & ~(unsigned)FACS_FEATURE_ALL)
        return facs_out_of_range(error, "features", "gaze, pose, 2d, 3d, pdm and aus alone");
    return 0;
}

int facs_check_reading(int stream, int64_t max_pixels, facs_error *error)
{
    if (stream < 0)
        return facs_out_of_range(error, "stream", "a number from 1, or 0 for the best");
    if (max_pixels < 0)
        return facs_out_of_range(error, "max_pixels", "a number from 1, or 0 for the default");
    return 0;
}

/* With landmarks from a table no face is looked for. */
static int check_looking(const facs_options *analysis, int given, facs_error *error)
{
    const int *region = analysis->region;
    if (!given)
        return facs_options_check_faces(analysis, error);
    if (analysis->detector != FACS_DETECTOR_AUTO)
        return facs_out_of_range(error, "detector", "none with landmarks that are given");
    if (analysis->face_choice != FACS_FACE_LARGEST)
        return facs_out_of_range(error, "face", "none with landmarks that are given");
    if (region[0] || region[1] || region[2] || region[3])
        return facs_out_of_range(error, "region", "none with landmarks that are given");
    if (analysis->min_face)
        return facs_out_of_range(error, "min_face", "none with landmarks that are given");
    return 0;
}

int facs_check_landmarks(const facs_options *analysis, int given, facs_error *error)
{
    const facs_method *method = facs_method_of(analysis->landmark_method);
    if (!method || (!given && !(method->traits & FACS_METHOD_FINDS)))
        return facs_out_of_range(error, "landmark_method", "one that finds landmarks");
    if (analysis->faces < 0 || analysis->faces > FACS_MAX_FACES)
        return facs_out_of_range(error, "faces", "a number from 1 to 32, or 0 for as many");
    if (analysis->faces != 1 && !(method->traits & FACS_METHOD_SEVERAL))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "faces: expected 1 with %s landmarks, which follow one face",
                         method->title);
    if (analysis->batch > 1 && (!method->batch || analysis->live))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "batch: expected none with %s landmarks%s, which take one frame at a time",
                         method->title, analysis->live ? " live" : "");
    int status = check_looking(analysis, given, error);
    return status < 0 ? status : facs_options_check_models(analysis, error);
}

unsigned facs_measured_features(const facs_options *analysis, unsigned features)
{
    const unsigned traits = facs_landmark_method_traits(analysis->landmark_method);
    if (!(traits & FACS_METHOD_GAZE))
        features &= ~(unsigned)FACS_FEATURE_GAZE;
    return analysis->au == FACS_AU_NONE ? features & ~(unsigned)FACS_FEATURE_AUS : features;
}
