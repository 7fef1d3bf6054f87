#include "pipeline/options.h"

#include "base/error.h"
#include "base/sized.h"

#include <errno.h>

/* The tracker itself asks for a detection when it is in doubt. Checking at this interval costs a
   sixth of a search, agrees with OpenFace as well as any interval from 1 to 1000 on the sample
   clips, and limits the wrong rows when a face is lost without raising doubt. */
#define DEFAULT_DETECT_EVERY 5

static const facs_options defaults = {.size = sizeof(facs_options),
                                      .backend = FACS_BACKEND_AUTO,
                                      .landmark_method = FACS_LANDMARKS_AUTO,
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

/* Other backends and lower precisions are available only to networks on ONNX Runtime, except for
 * methods with weights of 16 bits. */
static int needs_onnx(const facs_options *options)
{
    const facs_method *method = facs_method_of(options->landmark_method);
    if (options->precision == FACS_PRECISION_FP16 && method && method->halve)
        return options->backend > FACS_BACKEND_CPU;
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

/* ---- Checks ---------------------------------------------------------------------------------- */

int facs_out_of_range(facs_error *error, const char *option, const char *expected)
{
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "%s: expected %s", option, expected);
}

static int check_range(const facs_range *range, facs_error *error)
{
    if ((range->zero && range->value == 0) ||
        (range->value >= range->min && range->value <= range->max))
        return 0;
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                     "%s: expected a number from %.15g to %.15g%s%s, not %.15g", range->option,
                     range->min, range->max, range->zero ? ", or 0 for " : "",
                     range->zero ? range->zero : "", range->value);
}

int facs_check_ranges(const facs_range *ranges, size_t count, facs_error *error)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = check_range(&ranges[i], error);
    return status;
}

static int check_detector(const facs_options *options, const facs_method *method, facs_error *error)
{
    if (!facs_detector_name(options->detector))
        return facs_out_of_range(error, "detector", "auto, mtcnn or retinaface");
    if (options->detector != FACS_DETECTOR_MTCNN)
        return 0;
    if (!(method->traits & FACS_METHOD_MTCNN))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "detector: %s landmarks cannot start from mtcnn: choose retinaface, or "
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
    const facs_range ranges[] = {{"threads", options->threads, 1, FACS_MAX_THREADS, "automatic"},
                                 {"cores", options->cores, 1, FACS_MAX_CORES, "all"}};
    const facs_method *method = facs_method_of(options->landmark_method);
    int status = facs_check_ranges(ranges, 2, error);
    if (status < 0)
        return status;
    if (!facs_backend_name(options->backend))
        return facs_out_of_range(error, "backend", "auto, cpu, coreml or cuda");
    if (!facs_precision_name(options->precision))
        return facs_out_of_range(error, "precision", "fp32, fp16 or int8");
    if (options->precision == FACS_PRECISION_INT8 && options->backend > FACS_BACKEND_CPU)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "precision: int8 is computed on the CPU: choose the backend cpu, or fp16");
    if (!method)
        return facs_out_of_range(error, "landmark_method", "one of FACS_LANDMARKS_*");
    return check_detector(options, method, error);
}

/* Whether any picture could contain the rectangle. */
static int is_region(const int region[4])
{
    return region[0] >= 0 && region[1] >= 0 && region[2] >= 1 && region[3] >= 1 &&
           region[0] < FACS_MAX_SIDE && region[1] < FACS_MAX_SIDE &&
           region[2] <= FACS_MAX_SIDE - region[0] && region[3] <= FACS_MAX_SIDE - region[1];
}

static int check_faces(const facs_options *options, facs_error *error)
{
    const int *region = options->region;
    if (!facs_face_choice_name(options->face_choice))
        return facs_out_of_range(error, "face", "largest, central or first");
    if (options->face_choice != FACS_FACE_LARGEST && options->faces != 1)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "face: choosing one needs faces 1: leave one of them out");
    if ((region[0] || region[1] || region[2] || region[3]) && !is_region(region))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "region: expected x, y, width and height in pixels, within a square of "
                         "%d, not %d,%d,%d,%d",
                         FACS_MAX_SIDE, region[0], region[1], region[2], region[3]);
    return 0;
}

int facs_options_check_analysis(const facs_options *options, facs_error *error)
{
    const facs_range ranges[] = {
        {"detect_every", options->detect_every, 1, FACS_MAX_DETECT_EVERY, NULL},
        {"faces", options->faces, 1, FACS_MAX_FACES, "all"},
        {"batch", options->batch, 1, FACS_MAX_BATCH, "automatic"},
        {"min_face", options->min_face, FACS_MIN_FACE, FACS_MAX_SIDE, "automatic"},
        {"focal_x", (double)options->focal_x, 1, FACS_MAX_FOCAL, "automatic"},
        {"focal_y", (double)options->focal_y, 1, FACS_MAX_FOCAL, "automatic"},
        {"centre_x", (double)options->centre_x, 0, FACS_MAX_SIDE, "the picture's centre"},
        {"centre_y", (double)options->centre_y, 0, FACS_MAX_SIDE, "the picture's centre"}};
    int status = facs_check_ranges(ranges, sizeof(ranges) / sizeof(ranges[0]), error);
    if (status < 0)
        return status;
    if (!facs_au_models_name(options->au))
        return facs_out_of_range(error, "au", "dynamic or static models, or none");
    if (options->neutral && (options->faces != 1 || options->au != FACS_AU_DYNAMIC))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "neutral: one person's neutral face is for one face and dynamic models");
    return check_faces(options, error);
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
                         "%s: %s landmarks follow one face and cannot tell it from others",
                         options->faces != 1 ? "faces" : "face", method->title);
    if (options->batch > 1 && (!method->batch || options->live))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "batch: %s landmarks take one frame at a time%s", method->title,
                         method->batch ? " when live" : "");
    return 0;
}
