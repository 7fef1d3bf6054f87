#include "detect/mtcnn.h"

#include "base/error.h"
#include "detect/mtcnn_cascade.h"
#include "detect/nms.h"
#include "detect/soft_picture.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Larger first levels are skipped: up to 1280 x 720 a look is OpenFace's own, and a larger picture
 * costs no more. */
#define MAX_PIXELS 43000.0
/* Smaller faces are looked for as long as the level has at most this many pixels, down to this
 * side. */
#define MAX_SMALL_PIXELS 26000.0
#define MIN_SMALL_FACE   20
/* Up to this size, also looking for smaller faces when some were found costs little. */
#define LITTLE_PICTURE (320 * 240)
/* A face with this score needs no further proof. Below it OpenFace, too, sees faces in letters and
 * clouds (.88 and .89 in the sample clips, whose real faces all have at least .91). */
#define SURE 0.9f
/* Two boxes with this overlap (intersection over union) are of one face. */
#define SAME_OVERLAP 0.3f
/* Scale of the soft picture's first level, and its maximum of pixels. */
#define SOFT_SCALE      0.8
#define MAX_SOFT_PIXELS 13000.0
/* If a face of side 1 is expected: how much of the picture to look at, and how many sizes, starting
 * from the smallest. */
#define NEAR_SIDE   2.2
#define NEAR_LEVELS 3

static const facs_mtcnn_demands openface = {
    .min_p = 0.6f, .min_r = 0.7f, .min_o = 0.7f, .max_r = 256, .max_o = 64};
static const facs_mtcnn_demands again = {
    .min_p = 0.6f, .min_r = 0.6f, .min_o = 0.6f, .max_r = 64, .max_o = 12};
static const facs_mtcnn_demands nearby = {
    .min_p = 0.6f, .min_r = 0.6f, .min_o = 0.7f, .max_r = 12, .max_o = 3};

typedef struct mtcnn {
    facs_detector base;
    facs_mtcnn_options options;
    atomic_int cancelled;
    facs_mtcnn_cascade *cascade;
    /* Of the picture, smaller faces, the soft picture, an expected face. */
    facs_pyramid whole, small, soft, near;
    facs_soft_picture soft_picture;
} mtcnn;

/* The faces found so far. */
typedef struct finds {
    facs_detection *faces;
    int max, count;
} finds;

/* Maps a picture that is looked at to the original one: x = left + scale x. */
typedef struct place {
    double left, upper, scale_x, scale_y;
} place;

/* ---- One look -------------------------------------------------------------------------------- */

/* The box of the 68 landmarks, from which OpenFace starts. */
static facs_detection detection_of(const facs_candidate *candidate, const place *at)
{
    const double left = (double)candidate->box[0], upper = (double)candidate->box[1];
    const double width = (double)candidate->box[2], height = (double)candidate->box[3];
    facs_detection seen = {.score = candidate->score};

    seen.box[0] = (float)(at->left + at->scale_x * (width * -0.0075 + left));
    seen.box[1] = (float)(at->upper + at->scale_y * (height * 0.2459 + upper));
    seen.box[2] = (float)(at->scale_x * (1.0323 * width));
    seen.box[3] = (float)(at->scale_y * (0.7751 * height));
    for (int k = 0; k < 5; k++) {
        const double x = (double)candidate->points[2 * k];
        const double y = (double)candidate->points[2 * k + 1];
        seen.points[2 * k] = (float)(at->left + at->scale_x * x);
        seen.points[2 * k + 1] = (float)(at->upper + at->scale_y * y);
    }
    return seen;
}

static void add(finds *f, facs_detection seen)
{
    if (f->count == f->max)
        return;
    for (int i = 0; seen.faint && i < f->count; i++)
        if (facs_box_overlap(f->faces[i].box, seen.box) > SAME_OVERLAP)
            return;
    f->faces[f->count++] = seen;
}

static int look(mtcnn *detector, const facs_image *picture, const facs_pyramid *pyramid,
                const facs_mtcnn_demands *demands, const place *at, finds *f)
{
    static const place here = {0, 0, 1, 1};
    const facs_candidate *found;
    const int count = facs_mtcnn_cascade_run(detector->cascade, picture, pyramid, demands, &found);

    for (int i = 0; i < count; i++) {
        facs_detection seen = detection_of(&found[i], at ? at : &here);
        seen.faint = demands == &again ? 2 : seen.score < SURE;
        add(f, seen);
    }
    return count < 0 ? count : 0;
}

/* ---- The whole picture ----------------------------------------------------------------------- */

/* Returns the pixels of the picture's first level at this scale. */
static double pixels_of(const facs_image *picture, double scale)
{
    return ceil(picture->width * scale) * ceil(picture->height * scale);
}

/* OpenFace's levels, without the finest if those have too many pixels. */
static facs_pyramid_plan plan_whole(const mtcnn *detector, const facs_image *picture)
{
    const double min_face = detector->options.min_face;
    const double shorter = picture->width < picture->height ? picture->width : picture->height;
    facs_pyramid_plan plan = {.picture_width = picture->width,
                              .picture_height = picture->height,
                              .width = picture->width,
                              .height = picture->height,
                              .scale = FACS_MTCNN_SUPPORT / min_face,
                              .min = FACS_MTCNN_SUPPORT};
    double shrink = 1;

    for (; pixels_of(picture, plan.scale) > MAX_PIXELS; shrink *= FACS_PYRAMID_STEP)
        plan.scale = FACS_MTCNN_SUPPORT / min_face * (shrink * FACS_PYRAMID_STEP);
    for (; shrink * shorter >= min_face; shrink *= FACS_PYRAMID_STEP)
        plan.levels++;
    return plan;
}

/* The levels that would precede OpenFace's first. */
static facs_pyramid_plan plan_small(const mtcnn *detector, const facs_image *picture)
{
    facs_pyramid_plan plan = plan_whole(detector, picture);

    plan.levels = 0;
    for (;;) {
        const double finer = plan.scale / FACS_PYRAMID_STEP;
        if (finer * MIN_SMALL_FACE > FACS_MTCNN_SUPPORT ||
            pixels_of(picture, finer) > MAX_SMALL_PIXELS)
            return plan;
        plan.scale = finer;
        plan.levels++;
    }
}

static int look_small(mtcnn *detector, const facs_image *picture, finds *f)
{
    const facs_pyramid_plan plan = plan_small(detector, picture);
    int status = facs_pyramid_set(&detector->small, &plan);
    return status ? status : look(detector, picture, &detector->small, &again, NULL, f);
}

/* Averages the part of the picture so that its first level has SOFT_SCALE. */
static int look_soft(mtcnn *detector, const facs_image *picture, const facs_region *part,
                     double scale, finds *f)
{
    const int width = (int)fmax(1, ceil(part->width * scale / SOFT_SCALE));
    const int height = (int)fmax(1, ceil(part->height * scale / SOFT_SCALE));
    int status = facs_soft_picture_make(&detector->soft_picture, picture, part, width, height);
    if (status)
        return status;
    const place at = {part->x, part->y, part->width / width, part->height / height};
    const facs_pyramid_plan plan = {.picture_width = width,
                                    .picture_height = height,
                                    .width = width,
                                    .height = height,
                                    .scale = SOFT_SCALE,
                                    .levels = FACS_PYRAMID_LEVELS,
                                    .min = FACS_MTCNN_SUPPORT};
    status = facs_pyramid_set(&detector->soft, &plan);
    return status ? status
                  : look(detector, &detector->soft_picture.image, &detector->soft, &again, &at, f);
}

static int run(facs_detector *base, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error)
{
    mtcnn *detector = (mtcnn *)base;
    const facs_pyramid_plan plan = plan_whole(detector, picture);
    const facs_region part = {.width = picture->width, .height = picture->height};
    double soft_scale = plan.scale;
    finds f = {.faces = faces,
               .max = max < FACS_DETECTOR_MAX_FACES ? max : FACS_DETECTOR_MAX_FACES};

    if (atomic_load(&detector->cancelled))
        return -ECANCELED;
    int status = facs_pyramid_set(&detector->whole, &plan);
    if (!status)
        status = look(detector, picture, &detector->whole, &openface, NULL, &f);
    if (detector->options.plain || status)
        goto done;
    const int none = f.count == 0;
    if (none || picture->width * picture->height <= LITTLE_PICTURE)
        status = look_small(detector, picture, &f);
    while (pixels_of(picture, soft_scale) > MAX_SOFT_PIXELS)
        soft_scale *= FACS_PYRAMID_STEP;
    if (none && f.count == 0 && !status)
        status = look_soft(detector, picture, &part, soft_scale, &f);
done:
    return status ? facs_fail_memory(error, "the face detector") : f.count;
}

/* ---- Where a face is expected ---------------------------------------------------------------- */

static int clamp(double value, int limit)
{
    return value < 0 ? 0 : value > limit ? limit : (int)value;
}

/* Plans the levels in which a face with that box, around its landmarks, has about PNet's size.
 * levels 0: none of it is in the picture. */
static facs_pyramid_plan plan_near(const facs_image *picture, const float box[4])
{
    const double width = (double)box[2] / 1.0323, height = (double)box[3] / 0.7751;
    const double side = width > height ? width : height, reach = NEAR_SIDE / 2 * side;
    const double x = (double)box[0] + 0.0075 * width + width / 2;
    const double y = (double)box[1] - 0.2459 * height + height / 2;
    facs_pyramid_plan plan = {.picture_width = picture->width,
                              .picture_height = picture->height,
                              .x = clamp(x - reach, picture->width),
                              .y = clamp(y - reach, picture->height),
                              .scale = FACS_MTCNN_SUPPORT / (side * FACS_PYRAMID_STEP),
                              .min = FACS_MTCNN_SUPPORT};

    plan.width = clamp(x + reach, picture->width) - plan.x;
    plan.height = clamp(y + reach, picture->height) - plan.y;
    /* Faces smaller than PNet's input are not looked for. */
    if (plan.scale > 1)
        plan.scale = 1;
    plan.levels = plan.width > 0 && plan.height > 0 ? NEAR_LEVELS : 0;
    return plan;
}

static int run_near(facs_detector *base, const facs_image *picture, const float box[4],
                    facs_detection *faces, int max, facs_error *error)
{
    mtcnn *detector = (mtcnn *)base;
    finds f = {.faces = faces, .max = max};

    if (atomic_load(&detector->cancelled))
        return -ECANCELED;
    for (int k = 0; k < 4; k++)
        if (!(fabsf(box[k]) < FACS_IMAGE_MAX_SIDE * 4.0f))
            return 0;
    if (!(box[2] > 1 && box[3] > 1))
        return 0;
    const facs_pyramid_plan plan = plan_near(picture, box);
    if (plan.levels == 0)
        return 0;
    int status = facs_pyramid_set(&detector->near, &plan);
    if (!status)
        status = look(detector, picture, &detector->near, &nearby, NULL, &f);
    const facs_region part = {plan.x, plan.y, plan.width, plan.height};
    if (!status && f.count == 0 && !detector->options.plain)
        status = look_soft(detector, picture, &part, plan.scale, &f);
    return status ? facs_fail_memory(error, "the face detector") : f.count;
}

/* ---- The detector ---------------------------------------------------------------------------- */

static const facs_detection *choose(const facs_detection *faces, int count)
{
    const facs_detection *best = &faces[0];
    for (int i = 1; i < count; i++)
        if (faces[i].faint < best->faint ||
            (faces[i].faint == best->faint && faces[i].box[2] > best->box[2]))
            best = &faces[i];
    return best;
}

static void cancel(facs_detector *base)
{
    mtcnn *detector = (mtcnn *)base;
    atomic_store(&detector->cancelled, 1);
}

static void close_detector(facs_detector *base)
{
    mtcnn *detector = (mtcnn *)base;
    facs_mtcnn_cascade_close(&detector->cascade);
    facs_pyramid_free(&detector->whole);
    facs_pyramid_free(&detector->small);
    facs_pyramid_free(&detector->soft);
    facs_pyramid_free(&detector->near);
    facs_soft_picture_free(&detector->soft_picture);
    free(detector);
}

static const facs_detector_methods methods = {
    .run = run, .near = run_near, .choose = choose, .cancel = cancel, .close = close_detector};

int facs_mtcnn_open(facs_detector **out, const facs_mtcnn_models *models,
                    const facs_mtcnn_options *options, facs_error *error)
{
    *out = NULL;
    mtcnn *detector = calloc(1, sizeof(*detector));
    if (!detector)
        return facs_fail_memory(error, "the face detector");
    detector->base.methods = &methods;
    if (options)
        detector->options = *options;
    if (detector->options.min_face == 0)
        detector->options.min_face = FACS_MTCNN_MIN_FACE;
    if (facs_mtcnn_cascade_open(&detector->cascade, models, detector->options.crew) < 0) {
        close_detector(&detector->base);
        return facs_fail_memory(error, "the face detector");
    }
    *out = &detector->base;
    return 0;
}
