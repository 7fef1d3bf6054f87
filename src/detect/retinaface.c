#include "detect/retinaface.h"

#include "base/error.h"
#include "detect/detector_graph.h"
#include "detect/face_square.h"
#include "detect/nms.h"
#include "detect/priors.h"
#include "detect/resample.h"
#include "os/thread.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCORE_LIMIT   0.5f
#define OVERLAP_LIMIT 0.4f
#define INPUT_STEP    32 /* pixels: the largest stride; sides of an open input are multiples of it */
#define LARGEST_INPUT 2048 /* pixels: the largest side that a file may declare */

/* Blue, green, red that training subtracted (RetinaFace's rgb_mean). */
static const float mean_colour[3] = {104, 117, 123};

/* The sizes for a picture. */
typedef struct input_size {
    int width, height;                 /* of the network's input */
    int content_width, content_height; /* the scaled picture, in the upper left; the rest is 0 */
} input_size;

/* Where the numbers of prior i are: at i times the step from here. */
typedef struct facs_columns {
    const float *box, *scores, *points;
    size_t box_step, scores_step, points_step;
    int before_softmax; /* the scores are */
} facs_columns;

typedef struct retinaface {
    facs_detector base;
    facs_session *session;
    int side;        /* of an open input; 0: depends on the picture */
    facs_mutex lock; /* for binding and cancelled: one thread replaces, another cancels */
    facs_binding *binding;
    int cancelled;
    input_size size;
    facs_columns columns; /* of binding */
    facs_prior *priors;
    facs_detection *candidates; /* as many as priors */
    size_t count;               /* of priors */
    int ready;                  /* everything that depends on size is set */
    facs_resampler *resampler;
} retinaface;

static int round_up(int value, int step)
{
    return (value + step - 1) / step * step;
}

static int at_least_one(double value)
{
    return value < 1 ? 1 : (int)value;
}

/* Pictures are shrunk to fit the input and never enlarged: that would only add faces of less than
 * 12 pixels, too small to measure. 320 finds what the full size finds on the sample clips (72 of 72
 * to 212 of 212 faces; the smallest is 1/16 of the picture's width), and loses faces below 1/22. */
static input_size input_size_for(const retinaface *detector, int width, int height)
{
    const int64_t *declared = detector->session->input;
    int fixed = detector->session->provider->backend != FACS_BACKEND_CPU || detector->side > 0;
    int side = detector->side > 0 ? detector->side : FACS_DETECTOR_SIDE;
    int max_height = declared[2] > 0 ? (int)declared[2] : side;
    int max_width = declared[3] > 0 ? (int)declared[3] : side;
    double scale = fmin(1, fmin((double)max_width / width, (double)max_height / height));
    input_size size = {.content_width = at_least_one(width * scale + 0.5),
                       .content_height = at_least_one(height * scale + 0.5)};
    size.width = declared[3] > 0 || fixed ? max_width : round_up(size.content_width, INPUT_STEP);
    size.height = declared[2] > 0 || fixed ? max_height : round_up(size.content_height, INPUT_STEP);
    return size;
}

static int check_input(const facs_session *session, facs_error *error)
{
    const int64_t *dims = session->input;
    if ((dims[0] == 1 || dims[0] == -1) && (dims[1] == 3 || dims[1] == -1) &&
        dims[2] <= LARGEST_INPUT && dims[3] <= LARGEST_INPUT)
        return 0;
    return facs_fail(
        error, FACS_ERROR_ENVIRONMENT, -EINVAL,
        "the face detector's model takes an input of %lldx%lldx%lldx%lld instead of 1x3xHxW "
        "with sides of at most %d: use the file that the manifest names",
        (long long)dims[0], (long long)dims[1], (long long)dims[2], (long long)dims[3],
        LARGEST_INPUT);
}

/* Finds the rewritten network's one output, or the file's three. Exporters choose names and order;
 * the last dimension tells them apart. */
static int find_outputs(retinaface *detector, facs_error *error)
{
    const facs_binding *binding = detector->binding;
    facs_columns *columns = &detector->columns;
    *columns = (facs_columns){.box = NULL};
    for (int i = 0; i < binding->session->outputs; i++) {
        const facs_tensor *output = &binding->output[i];
        if (output->rank != 3 || output->dims[0] != 1 ||
            output->dims[1] != (int64_t)detector->count)
            continue;
        const size_t step = (size_t)output->dims[2];
        if (step == FACS_DETECTOR_ROW)
            *columns = (facs_columns){.box = output->data + FACS_DETECTOR_BOX,
                                      .scores = output->data + FACS_DETECTOR_SCORES,
                                      .points = output->data + FACS_DETECTOR_POINTS,
                                      .box_step = step,
                                      .scores_step = step,
                                      .points_step = step,
                                      .before_softmax = 1};
        else if (step == 4)
            columns->box = output->data, columns->box_step = step;
        else if (step == 2)
            columns->scores = output->data, columns->scores_step = step;
        else if (step == 10)
            columns->points = output->data, columns->points_step = step;
    }
    if (columns->box && columns->scores && columns->points)
        return 0;
    return facs_fail(
        error, FACS_ERROR_ENVIRONMENT, -EINVAL,
        "the face detector's model does not give boxes, scores and points "
        "(1x%zux4, x2, x10) for an input of %dx%d: use the file that the manifest names",
        detector->count, detector->size.width, detector->size.height);
}

/* Replaces the old binding, which is closed, by binding (may be NULL). */
static int replace_binding(retinaface *detector, facs_binding *binding, facs_error *error)
{
    facs_binding *old = binding;
    int failure = facs_mutex_lock(&detector->lock);
    if (!failure) {
        old = detector->binding;
        detector->binding = binding;
        if (detector->cancelled && binding)
            facs_binding_cancel(binding);
        failure = facs_mutex_unlock(&detector->lock);
    }
    facs_binding_close(&old);
    return failure
               ? facs_fail(error, FACS_ERROR_INTERNAL, failure, "the face detector's lock failed")
               : 0;
}

/* Sets everything that depends on the size of the input. */
static int set_input_size(retinaface *detector, const input_size *size, facs_error *error)
{
    detector->ready = 0;
    int status = replace_binding(detector, NULL, error);
    if (status)
        return status;
    facs_resampler_close(&detector->resampler);
    free(detector->priors);
    free(detector->candidates);
    detector->size = *size;
    detector->count = facs_priors_count(size->width, size->height);
    detector->priors = calloc(detector->count, sizeof(*detector->priors));
    detector->candidates = calloc(detector->count, sizeof(*detector->candidates));
    if (!detector->priors || !detector->candidates ||
        facs_resampler_open(&detector->resampler, size->width, size->height))
        return facs_fail_memory(error, "the face detector");
    facs_priors_fill(size->width, size->height, detector->priors);
    const int64_t dims[FACS_NN_MAX_RANK] = {1, 3, size->height, size->width};
    facs_binding *binding = NULL;
    status = facs_binding_open(&binding, detector->session, dims, error);
    if (!status)
        status = replace_binding(detector, binding, error);
    if (!status)
        status = find_outputs(detector, error);
    detector->ready = !status;
    return status;
}

static void close_detector(facs_detector *base)
{
    retinaface *detector = (retinaface *)base;
    facs_binding_close(&detector->binding);
    facs_resampler_close(&detector->resampler);
    free(detector->priors);
    free(detector->candidates);
    facs_mutex_destroy(&detector->lock);
    free(detector);
}

static float area(const facs_detection *face)
{
    return face->box[2] * face->box[3];
}

/* Chooses the largest of the confident ones, or else the best. */
static const facs_detection *choose(const facs_detection *faces, int count)
{
    const facs_detection *best = &faces[0];
    for (int i = 1; i < count && faces[i].score >= FACS_DETECTOR_CONFIDENT; i++)
        if (area(&faces[i]) > area(best))
            best = &faces[i];
    return best;
}

static void cancel(facs_detector *base)
{
    retinaface *detector = (retinaface *)base;
    if (facs_mutex_lock(&detector->lock))
        return;
    detector->cancelled = 1;
    if (detector->binding)
        facs_binding_cancel(detector->binding);
    facs_mutex_unlock(&detector->lock);
}

static int fill_input(retinaface *detector, const facs_image *picture, facs_error *error)
{
    input_size size = input_size_for(detector, picture->width, picture->height);
    if (!detector->ready || size.width != detector->size.width ||
        size.height != detector->size.height) {
        int status = set_input_size(detector, &size, error);
        if (status)
            return status;
    }
    float *input = detector->binding->input;
    size_t plane = (size_t)size.width * (size_t)size.height;
    if (memcmp(&size, &detector->size, sizeof(size)) != 0)
        memset(input, 0, 3 * plane * sizeof(*input));
    detector->size = size;
    const facs_region whole = {.width = picture->width, .height = picture->height};
    const facs_planes planes = {.plane = {input, input + plane, input + 2 * plane},
                                .width = size.content_width,
                                .height = size.content_height,
                                .stride = size.width,
                                .gain = 1,
                                .offset = {-mean_colour[0], -mean_colour[1], -mean_colour[2]}};
    if (facs_resampler_run(detector->resampler, picture, &whole, FACS_FILTER_AREA, &planes))
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL, "cannot scale a picture of %dx%d",
                         picture->width, picture->height);
    return 0;
}

static int is_box(const float box[4])
{
    return isfinite(box[0]) && isfinite(box[1]) && isfinite(box[2]) && isfinite(box[3]) &&
           box[2] > 0 && box[3] > 0;
}

/* Returns 0 without the costly softmax if no face is the more likely. */
static float face_score(const facs_columns *columns, size_t i)
{
    const float *scores = columns->scores + columns->scores_step * i;
    if (!columns->before_softmax)
        return scores[1];
    return scores[1] > scores[0] ? 1 / (1 + expf(scores[0] - scores[1])) : 0;
}

/* Decodes box, score and points, in pixels of the picture, of the priors that see a face. */
static int decode(retinaface *detector, const facs_image *picture)
{
    const float scale_x = (float)picture->width / (float)detector->size.content_width;
    const float scale_y = (float)picture->height / (float)detector->size.content_height;
    const facs_columns *columns = &detector->columns;
    int count = 0;
    for (size_t i = 0; i < detector->count; i++) {
        float score = facs_rounded_score(face_score(columns, i));
        if (!(score > SCORE_LIMIT && score <= 1))
            continue;
        facs_detection *found = &detector->candidates[count];
        found->score = score;
        found->faint = 0;
        found->is_loose = 1;
        found->quarters = 0;
        facs_prior_box(&detector->priors[i], columns->box + columns->box_step * i, found->box);
        facs_prior_points(&detector->priors[i], columns->points + columns->points_step * i,
                          found->points);
        for (int k = 0; k < 4; k++)
            found->box[k] = facs_rounded_place(found->box[k] * (k % 2 ? scale_y : scale_x));
        for (int k = 0; k < 10; k++)
            found->points[k] = facs_rounded_place(found->points[k] * (k % 2 ? scale_y : scale_x));
        count += is_box(found->box);
    }
    return count;
}

static int run(facs_detector *base, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error)
{
    retinaface *detector = (retinaface *)base;
    int status = fill_input(detector, picture, error);
    if (!status)
        status = facs_binding_run(detector->binding, error);
    if (status)
        return status;
    int count = decode(detector, picture);
    return facs_nms(detector->candidates, count, OVERLAP_LIMIT, faces,
                    max < FACS_DETECTOR_MAX_FACES ? max : FACS_DETECTOR_MAX_FACES);
}

static const facs_detector_methods methods = {
    .run = run, .choose = choose, .cancel = cancel, .close = close_detector};

int facs_retinaface_open(facs_detector **out, facs_session *session, int side, facs_error *error)
{
    *out = NULL;
    int status = check_input(session, error);
    if (status)
        return status;
    retinaface *detector = calloc(1, sizeof(*detector));
    if (!detector)
        return facs_fail_memory(error, "the face detector");
    if (facs_mutex_init(&detector->lock)) {
        free(detector);
        return facs_fail_memory(error, "the face detector's lock");
    }
    detector->base.methods = &methods;
    detector->session = session;
    detector->side = side;
    /* The size of most pictures: tests and warms up the model before the first one comes. */
    const input_size usual = input_size_for(detector, 640, 480);
    status = set_input_size(detector, &usual, error);
    if (status) {
        close_detector(&detector->base);
        return status;
    }
    *out = &detector->base;
    return 0;
}
