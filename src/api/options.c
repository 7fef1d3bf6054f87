#include "api/options.h"

#include "appearance/align.h"
#include "base/error.h"
#include "base/sized.h"
#include "media/hardware.h"
#include "pipeline/analysis_engine.h"
#include "pipeline/model_files.h"
#include "pipeline/options.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* A second of 640x480 at 30 frames/s is 26 MiB; two 4K frames are 48. */
#define QUEUE_BYTES ((size_t)48 << 20)

/* No padding separates the analysis from the next member. */
#define FOLLOWS_CLOSELY(type)                                                                      \
    (offsetof(type, analysis) == sizeof(size_t) && _Alignof(type) == sizeof(size_t))
_Static_assert(FOLLOWS_CLOSELY(facs_extract_options) && FOLLOWS_CLOSELY(facs_live_options),
               "the caller's options of a run cannot be taken apart");

static void default_extract(facs_extract_options *options)
{
    memset(options, 0, sizeof(*options));
    options->size = sizeof(*options);
    facs_default_options(&options->analysis);
    options->features = FACS_FEATURE_OPENFACE;
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
    facs_sized_write(options, &own, &FACS_SIZED_RUN(facs_extract_options));
}

void facs_default_live_options_sized(facs_live_options *options, size_t size, size_t analysis_size)
{
    if (!options)
        return;
    facs_live_options own;
    default_live(&own);
    options->size = size;
    options->analysis.size = analysis_size;
    facs_sized_write(options, &own, &FACS_SIZED_RUN(facs_live_options));
}

int facs_extract_options_read(facs_extract_options *own, const facs_extract_options *theirs,
                              const char **missing, facs_error *error)
{
    const char *lacks = NULL;
    default_extract(own);
    int status = facs_sized_read(own, theirs, &FACS_SIZED_RUN(facs_extract_options), error);
    if (status == 0 && own->landmarks)
        own->analysis.landmark_method = FACS_LANDMARKS_GIVEN;
    if (status == 0)
        lacks = facs_models_settle(&own->analysis, facs_analysis_engine_kept(own->kept));
    if (missing)
        *missing = lacks;
    return status;
}

int facs_live_options_read(facs_live_options *own, const facs_live_options *theirs,
                           const char **missing, facs_error *error)
{
    const char *lacks = NULL;
    default_live(own);
    const int status = facs_sized_read(own, theirs, &FACS_SIZED_RUN(facs_live_options), error);
    if (status == 0)
        lacks = facs_models_settle(&own->analysis, NULL);
    if (missing)
        *missing = lacks;
    return status;
}

/* ---- Checks ---------------------------------------------------------------------------------- */

int facs_check_reading(const facs_source_options *reading, int64_t max_frames, unsigned features,
                       facs_error *error)
{
    const facs_range ranges[] = {
        {"max_frames", (double)max_frames, 1, FACS_MAX_FRAMES, "all"},
        {"fps", reading->fps, FACS_MIN_FPS, FACS_MAX_FPS, "30"},
        {"stream", reading->stream, 1, FACS_MAX_STREAM, "the best"},
        {"max_pixels", (double)reading->max_pixels, 1, FACS_MAX_PIXELS, "the default"},
        {"begin", reading->begin, 0, FACS_MAX_SECONDS, NULL},
        {"end", reading->end, 0, FACS_MAX_SECONDS, NULL}};
    if (reading->rotate % 90 != 0 || reading->rotate < 0 || reading->rotate > 270)
        return facs_out_of_range(error, "rotate", "0, 90, 180 or 270");
    if (reading->end > 0 && reading->end <= reading->begin)
        return facs_out_of_range(error, "end", "a time after begin");
    if (features & ~(unsigned)FACS_FEATURE_ALL)
        return facs_out_of_range(error, "features",
                                 "only gaze, pose, 2d, 3d, pdm, aus and measures");
    const int status = facs_check_ranges(ranges, sizeof(ranges) / sizeof(ranges[0]), error);
    return status < 0 ? status : facs_hardware_check(reading->hwaccel, error);
}

/* With given landmarks no face is looked for. */
static int check_given(const facs_options *analysis, facs_error *error)
{
    static const char none[] = "none when the landmarks are given";
    const int *region = analysis->region;
    if (analysis->detector != FACS_DETECTOR_AUTO)
        return facs_out_of_range(error, "detector", none);
    if (analysis->face_choice != FACS_FACE_LARGEST)
        return facs_out_of_range(error, "face", none);
    if (region[0] || region[1] || region[2] || region[3])
        return facs_out_of_range(error, "region", none);
    return analysis->min_face ? facs_out_of_range(error, "min_face", none) : 0;
}

int facs_check_landmarks(const facs_options *analysis, int given, facs_error *error)
{
    const facs_method *method = facs_method_of(analysis->landmark_method);
    if (!method || (!given && !(method->traits & FACS_METHOD_FINDS)))
        return facs_out_of_range(error, "landmark_method", "one that finds landmarks");
    int status = given ? check_given(analysis, error) : 0;
    if (status == 0)
        status = facs_options_check_analysis(analysis, error);
    if (status == 0)
        status = facs_options_check_method(analysis, method, error);
    return status < 0 ? status : facs_options_check_models(analysis, error);
}

unsigned facs_measured_features(const facs_options *analysis, unsigned features)
{
    const unsigned traits = facs_landmark_method_traits(analysis->landmark_method);
    if (!(traits & FACS_METHOD_GAZE))
        features &= ~(unsigned)FACS_FEATURE_GAZE;
    return analysis->au == FACS_AU_NONE ? features & ~(unsigned)FACS_FEATURE_AUS : features;
}
