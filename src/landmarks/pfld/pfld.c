#include "landmarks/pfld/pfld.h"

#include "base/error.h"
#include "detect/face_square.h"
#include "detect/resample.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Side of the square crop relative to the box's longer side; docs/algorithm.md, 2a. */
#define CROP_RATIO 1.1f

/* The network sees every face too far to the right: its points in a picture and in its mirror
 * image are 2 * 0.95 pixels of the crop apart, on average over OpenFace's three one-face sample
 * clips (448 frames; 0.76 to 1.11 by clip, and the same for crops of 0.8 to 1.25 times the
 * size). Subtracting it brings the points from 3.3 % to 2.3 % of the outer-eye distance from
 * OpenFace's. */
#define RIGHT_SHIFT (0.95f / FACS_PFLD_SIDE)

struct facs_pfld {
    facs_binding *binding;
    const facs_tensor *output; /* [1,136] of binding: x0, y0, x1 ...; 0..1 of the crop */
    facs_resampler *resampler;
};

static int fail_model(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "the landmark model does not turn 1x3x%dx%d into 1x%d numbers: use the file "
                     "that the manifest names as pfld.onnx",
                     FACS_PFLD_SIDE, FACS_PFLD_SIDE, 2 * FACS_LANDMARKS);
}

static int check_input(const facs_session *session, facs_error *error)
{
    static const int64_t wanted[FACS_NN_MAX_RANK] = {1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE};
    const int64_t *dims = session->input;
    for (int i = 0; i < FACS_NN_MAX_RANK; i++)
        if (dims[i] != wanted[i] && dims[i] != -1)
            return fail_model(error);
    return 0;
}

int facs_pfld_open(facs_pfld **out, facs_session *session, facs_error *error)
{
    static const int64_t dims[FACS_NN_MAX_RANK] = {1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE};
    *out = NULL;
    int status = check_input(session, error);
    if (status)
        return status;
    facs_pfld *pfld = calloc(1, sizeof(*pfld));
    if (!pfld)
        return facs_fail_memory(error, "the landmark stage");
    if (facs_resampler_open(&pfld->resampler, FACS_PFLD_SIDE, FACS_PFLD_SIDE)) {
        status = facs_fail_memory(error, "the landmark stage");
        goto fail;
    }
    status = facs_binding_open(&pfld->binding, session, dims, error);
    if (status)
        goto fail;
    pfld->output = &pfld->binding->output[0];
    if (pfld->output->count != 2 * FACS_LANDMARKS) {
        status = fail_model(error);
        goto fail;
    }
    *out = pfld;
    return 0;
fail:
    facs_pfld_close(&pfld);
    return status;
}

void facs_pfld_close(facs_pfld **pfld)
{
    if (!*pfld)
        return;
    facs_binding_close(&(*pfld)->binding);
    facs_resampler_close(&(*pfld)->resampler);
    free(*pfld);
    *pfld = NULL;
}

void facs_pfld_cancel(facs_pfld *pfld)
{
    facs_binding_cancel(pfld->binding);
}

int facs_pfld_run(facs_pfld *pfld, const facs_image *picture, const float box[4], float *landmarks,
                  facs_error *error)
{
    const size_t plane = (size_t)FACS_PFLD_SIDE * FACS_PFLD_SIDE;
    float *input = pfld->binding->input;
    const float side = CROP_RATIO * fmaxf(box[2], box[3]);
    const facs_region crop = {.x = box[0] + (box[2] - side) / 2,
                              .y = box[1] + (box[3] - side) / 2,
                              .width = side,
                              .height = side};
    const facs_planes planes = {.plane = {input + 2 * plane, input + plane, input},
                                .width = FACS_PFLD_SIDE,
                                .height = FACS_PFLD_SIDE,
                                .stride = FACS_PFLD_SIDE,
                                .gain = 1.0f / 255};
    if (facs_resampler_run(pfld->resampler, picture, &crop, FACS_FILTER_BILINEAR, &planes))
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL,
                         "no landmarks can be looked for in a box of %gx%g at %g, %g",
                         (double)box[2], (double)box[3], (double)box[0], (double)box[1]);
    int status = facs_binding_run(pfld->binding, error);
    if (status)
        return status;
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        const float *found = pfld->output->data + 2 * (ptrdiff_t)i;
        const float x = (float)crop.x + (found[0] - RIGHT_SHIFT) * side;
        const float y = (float)crop.y + found[1] * side;
        landmarks[i] = facs_rounded_place(x);
        landmarks[FACS_LANDMARKS + i] = facs_rounded_place(y);
    }
    return 0;
}
