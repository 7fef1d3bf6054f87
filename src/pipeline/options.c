#include "pipeline/options.h"

#include "base/error.h"
#include "base/image.h"
#include "base/sized.h"

#include <errno.h>

/* The tracker asks for a detection itself when it is in doubt. A check at this period costs a sixth
   of a search, agrees with OpenFace as well as any period from 1 to 1000 on the sample clips, and
   bounds the rows that are wrong where a loss raises no doubt. */
#define DEFAULT_DETECT_EVERY 5

static const facs_options defaults = {.size = sizeof(facs_options),
                                      .backend = FACS_BACKEND_AUTO,
                                      .landmark_method = FACS_LANDMARKS_CLNF,
                                      .au = FACS_AU_DYNAMIC,
                                      .detect_every = DEFAULT_DETECT_EVERY,
                                      .faces = 1,
                                      .log = {.level = FACS_LOG_WARNING}};

void facs_default_options_sized(facs_options *options, size_t size)
{
    if (!options)
        return;
    options->size = size;
    facs_sized_write(options, &defaults, &FACS_SIZED(facs_options));
}

int facs_options_read(facs_options *own, const facs_options *theirs, facs_error *error)
{
    *own = defaults;
    return facs_sized_read(own, theirs, &FACS_SIZED(facs_options), error);
}

/* A backend other than the CPU, or a precision of fewer bits: only networks on ONNX Runtime have
 * them. */
static int needs_onnx(const facs_options *options)
{
    return options->backend > FACS_BACKEND_CPU || options->precision != FACS_PRECISION_FP32;
}

facs_detector_kind facs_options_detector(const facs_options *options)
{
    const facs_method *method = facs_method_of(options->landmark_method);
    if (!method || !(method->traits & FACS_METHOD_FINDS))
        return FACS_DETECTOR_AUTO;
    if (options->detector != FACS_DETECTOR_AUTO)
        return options->detector;
    return !(method->traits & FACS_METHOD_MTCNN) || needs_onnx(options) ? FACS_DETECTOR_RETINAFACE
                                                                        : FACS_DETECTOR_MTCNN;
}

int facs_options_batch(const facs_options *options, const facs_method *method)
{
    if (!method->batch || options->live)
        return 1;
    return options->batch ? options->batch : method->batch;
}

int facs_options_faces(const facs_options *options)
{
    return options->faces ? options->faces : FACS_MAX_FACES;
}

static int check_detector(const facs_options *options, const facs_method *method, facs_error *error)
{
    if (options->detector < FACS_DETECTOR_AUTO || options->detector > FACS_DETECTOR_RETINAFACE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detector: expected auto, mtcnn or retinaface");
    if (options->detector != FACS_DETECTOR_MTCNN)
        return 0;
    if (!(method->traits & FACS_METHOD_MTCNN))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detector: %s landmarks do not start from mtcnn: choose retinaface, or "
                         "other landmarks",
                         method->title);
    if (needs_onnx(options))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detector: mtcnn computes in fp32 on the CPU: choose retinaface, or leave "
                         "backend and precision out");
    return 0;
}

int facs_options_check_models(const facs_options *options, facs_error *error)
{
    if (options->threads < 0 || options->threads > 64)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "threads: expected a number from 1 to 64, or 0 for automatic, not %d",
                         options->threads);
    if (options->backend < FACS_BACKEND_AUTO || options->backend > FACS_BACKEND_CUDA)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "backend: expected auto, cpu, coreml or cuda");
    if (options->precision < FACS_PRECISION_FP32 || options->precision > FACS_PRECISION_INT8)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "precision: expected fp32, fp16 or int8");
    if (options->precision == FACS_PRECISION_INT8 && options->backend > FACS_BACKEND_CPU)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "precision: int8 is computed on the CPU: choose the backend cpu, or fp16");
    const facs_method *method = facs_method_of(options->landmark_method);
    if (!method)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "landmark_method: there is none with the number %d",
                         (int)options->landmark_method);
    return check_detector(options, method, error);
}

/* A rectangle with whole numbers that any picture may have. */
static int is_region(const int region[4])
{
    return region[0] >= 0 && region[1] >= 0 && region[2] >= 1 && region[3] >= 1 &&
           region[0] < FACS_IMAGE_MAX_SIDE && region[1] < FACS_IMAGE_MAX_SIDE &&
           region[2] <= FACS_IMAGE_MAX_SIDE - region[0] &&
           region[3] <= FACS_IMAGE_MAX_SIDE - region[1];
}

int facs_options_check_faces(const facs_options *options, facs_error *error)
{
    const int *region = options->region;
    if (options->face_choice < FACS_FACE_LARGEST || options->face_choice > FACS_FACE_FIRST)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "face: expected largest, central or first");
    if (options->face_choice != FACS_FACE_LARGEST && options->faces != 1)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "face: a choice of one needs faces 1: leave one of them out");
    if ((region[0] || region[1] || region[2] || region[3]) && !is_region(region))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "region: expected x, y, width and height in pixels, within a square of "
                         "%d, not %d,%d,%d,%d",
                         FACS_IMAGE_MAX_SIDE, region[0], region[1], region[2], region[3]);
    if (options->min_face != 0 &&
        (options->min_face < FACS_MIN_FACE || options->min_face > FACS_IMAGE_MAX_SIDE))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "min_face: expected a number of pixels from %d to %d, or 0 for automatic, "
                         "not %d",
                         FACS_MIN_FACE, FACS_IMAGE_MAX_SIDE, options->min_face);
    return 0;
}

int facs_options_check_analysis(const facs_options *options, facs_error *error)
{
    if ((int)options->au < FACS_AU_DYNAMIC || options->au > FACS_AU_NONE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "au: expected dynamic or static models, or none");
    if (options->detect_every < 1 || options->detect_every > 100000)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detect_every: expected a number from 1 to 100000, not %d",
                         options->detect_every);
    if (options->faces < 0 || options->faces > FACS_MAX_FACES)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "faces: expected a number from 1 to %d, or 0 for as many, not %d",
                         FACS_MAX_FACES, options->faces);
    if (options->batch < 0 || options->batch > FACS_MAX_BATCH)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "batch: expected a number from 1 to %d, or 0 for 3, not %d",
                         FACS_MAX_BATCH, options->batch);
    if (options->neutral && (options->faces != 1 || options->au != FACS_AU_DYNAMIC))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "neutral: one person's neutral face is for one face and dynamic models");
    return facs_options_check_faces(options, error);
}

int facs_options_need_identity(const facs_options *options)
{
    return options->faces != 1 || options->face_choice == FACS_FACE_FIRST;
}

int facs_options_check_method(const facs_options *options, const facs_method *method,
                              facs_error *error)
{
    if (facs_options_need_identity(options) && !(method->traits & FACS_METHOD_SEVERAL))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: the models were opened for %s landmarks, which follow one face and "
                         "do not know it from others",
                         options->faces != 1 ? "faces" : "face_choice", method->title);
    if (options->batch > 1 && !method->batch)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "batch: the models were opened for %s landmarks, which take one frame at "
                         "a time",
                         method->title);
    return 0;
}
