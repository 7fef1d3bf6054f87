#include "face/mtcnn_models.h"

#include "base/error.h"
#include "face/bilinear.h"
#include "face/mtcnn_boxes.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* FaceDetectorMTCNN.cpp: the next picture of the pyramid is smaller by this; probabilities from
   which each network's answer counts; overlaps within one picture of the pyramid, over all of them,
   and at last. */
#define PYRAMID       0.709
#define MIN_P         0.6f
#define MIN_R         0.7f
#define MIN_O         0.7f
#define LEVEL_OVERLAP 0.5f
#define OVERLAP       0.7f

#define MAX_LEVELS 32   /* .709^32 of the largest picture is less than a pixel */
#define ROOM       2048 /* candidates at once */
#define POINTS     5

/* One picture of the pyramid: where its pixels come from. */
typedef struct level {
    float scale;
    int width, height;
    facs_mix *columns, *lines;
} level;

typedef struct mtcnn {
    facs_detector base;
    const facs_mtcnn_models *models;
    facs_mtcnn_options options;
    atomic_int cancelled;
    int width, height; /* of the pictures that the levels are for */
    level level[MAX_LEVELS];
    int levels;
    facs_mix *mixes;
    facs_channel_run *scan, *refine, *judge; /* PNet without its last layer, RNet, ONet */
    const facs_channel_kernels *kernels;
    float *dots; /* a row's */
    float output[FACS_MTCNN_O_OUTPUTS];
    const level *scanned;
    int count;
    facs_candidate candidates[ROOM];
} mtcnn;

/* ---- The pyramid ---------------------------------------------------------------------------- */

/* Sizes of the levels; the finest first. Returns how many pixels' mixes they need. */
static size_t plan_levels(mtcnn *detector, int width, int height)
{
    const int min_face = detector->options.min_face;
    const double shorter = width < height ? width : height;
    double shrink = 1;
    size_t mixes = 0;

    detector->levels = 0;
    for (; shrink * shorter >= min_face && detector->levels < MAX_LEVELS; shrink *= PYRAMID) {
        const double scale = (double)FACS_MTCNN_SUPPORT / min_face * shrink;
        level *l = &detector->level[detector->levels];
        *l = (level){.scale = (float)scale,
                     .width = (int)ceil(width * scale),
                     .height = (int)ceil(height * scale)};
        if (l->width < FACS_MTCNN_SUPPORT || l->height < FACS_MTCNN_SUPPORT)
            break;
        mixes += (size_t)l->width + (size_t)l->height;
        detector->levels++;
    }
    return mixes;
}

static int set_size(mtcnn *detector, int width, int height)
{
    facs_channel_run_close(&detector->scan);
    free(detector->mixes);
    free(detector->dots);
    detector->width = detector->height = 0;
    const size_t count = plan_levels(detector, width, height);
    const int widest = detector->levels ? detector->level[0].width : FACS_MTCNN_SUPPORT;
    facs_mix *next = detector->mixes = calloc(count + 1, sizeof(*next));
    detector->dots = calloc((size_t)widest, sizeof(float));
    const facs_channel_network *p = &detector->models->network[FACS_MTCNN_P];
    if (!next || !detector->dots ||
        facs_channel_run_open(&detector->scan, p, p->count - 1, widest) < 0)
        return -ENOMEM;
    for (int i = 0; i < detector->levels; i++) {
        level *l = &detector->level[i];
        l->columns = next;
        l->lines = next + l->width;
        next += l->width + l->height;
        facs_bilinear_axis(l->columns, l->width, 0, width, width);
        facs_bilinear_axis(l->lines, l->height, 0, height, height);
    }
    detector->width = width;
    detector->height = height;
    return 0;
}

/* ---- PNet ----------------------------------------------------------------------------------- */

/* Place x, y of the level may be a face; its maps say more. */
static void add_hit(mtcnn *detector, int x, int y, const float *maps)
{
    const level *l = detector->scanned;
    float out[FACS_CHANNEL_NARROW + FACS_CHANNEL_SLACK];

    detector->kernels->row(facs_mtcnn_head(detector->models), &maps, 1, out);
    const float score = facs_mtcnn_probability(out[0], out[1]);
    if (!(score >= MIN_P) || detector->count == ROOM)
        return;
    facs_candidate *candidate = &detector->candidates[detector->count++];
    const float left = truncf((float)(2 * x + 1) / l->scale);
    const float upper = truncf((float)(2 * y + 1) / l->scale);
    const float right = truncf((float)(2 * x + FACS_MTCNN_SUPPORT) / l->scale);
    const float lower = truncf((float)(2 * y + FACS_MTCNN_SUPPORT) / l->scale);
    *candidate = (facs_candidate){.box = {left, upper, right - left, lower - upper},
                                  .score = score,
                                  .correction = {out[2], out[3], out[4], out[5]},
                                  .order = x * l->height + y};
}

/* A row of PNet's last maps: where a face is likelier than not at all. */
static void scan_row(void *opaque, int y, const float *row)
{
    mtcnn *detector = opaque;
    const facs_mtcnn_models *models = detector->models;
    const int maps = facs_mtcnn_head(models)->in_maps;
    const int width = facs_channel_run_side(detector->scan, detector->scanned->width);

    detector->kernels->dot(row, width, models->difference, maps, models->difference_bias,
                           detector->dots);
    for (int x = 0; x < width; x++)
        if (detector->dots[x] > 0)
            add_hit(detector, x, y, row + (ptrdiff_t)x * maps);
}

static void scan_level(mtcnn *detector, const facs_image *picture, const level *l)
{
    const int first = detector->count;

    detector->scanned = l;
    facs_channel_run_start(detector->scan, l->width, l->height, scan_row, detector);
    for (int y = 0; y < l->height; y++) {
        facs_bilinear_row(picture, l->columns, l->width, &l->lines[y],
                          facs_channel_run_row(detector->scan));
        facs_channel_run_take(detector->scan);
    }
    detector->count =
        first + facs_mtcnn_suppress(detector->candidates + first, detector->count - first,
                                    LEVEL_OVERLAP, FACS_OVERLAP_UNION);
}

/* ---- RNet and ONet -------------------------------------------------------------------------- */

static void take_output(void *opaque, int y, const float *row)
{
    mtcnn *detector = opaque;
    (void)y;
    memcpy(detector->output, row, FACS_MTCNN_OUTPUTS * sizeof(*row));
}

static void take_more_output(void *opaque, int y, const float *row)
{
    mtcnn *detector = opaque;
    (void)y;
    memcpy(detector->output, row, sizeof(detector->output));
}

/* What a network says of the candidate's square, which is read from one pixel further up and left,
 * as OpenFace does. */
static void look(mtcnn *detector, const facs_image *picture, facs_channel_run *run, int side,
                 facs_channel_sink *sink, facs_candidate *candidate)
{
    facs_mix columns[FACS_MTCNN_O_SIDE], lines[FACS_MTCNN_O_SIDE];
    const int x = (int)candidate->box[0] - 1, y = (int)candidate->box[1] - 1;
    const int length = (int)candidate->box[2] + 1;

    facs_bilinear_axis(columns, side, x, length, picture->width);
    facs_bilinear_axis(lines, side, y, length, picture->height);
    facs_channel_run_start(run, side, side, sink, detector);
    for (int i = 0; i < side; i++) {
        facs_bilinear_row(picture, columns, side, &lines[i], facs_channel_run_row(run));
        facs_channel_run_take(run);
    }
    candidate->score = facs_mtcnn_probability(detector->output[0], detector->output[1]);
    memcpy(candidate->correction, detector->output + 2, sizeof(candidate->correction));
}

/* Correct and square all candidates; those that no picture could have are left out. */
static void settle(mtcnn *detector)
{
    int left = 0;
    for (int i = 0; i < detector->count; i++) {
        facs_candidate *candidate = &detector->candidates[i];
        facs_mtcnn_correct(candidate, 0);
        if (facs_mtcnn_square(candidate))
            detector->candidates[left++] = *candidate;
    }
    detector->count = left;
}

static void refine(mtcnn *detector, const facs_image *picture)
{
    int left = 0;
    for (int i = 0; i < detector->count; i++) {
        facs_candidate *candidate = &detector->candidates[i];
        look(detector, picture, detector->refine, FACS_MTCNN_R_SIDE, take_output, candidate);
        candidate->order = left;
        if (candidate->score >= MIN_R)
            detector->candidates[left++] = *candidate;
    }
    detector->count = facs_mtcnn_suppress(detector->candidates, left, OVERLAP, FACS_OVERLAP_UNION);
}

/* ONet's x of five points, then their y, in sides of the square that it saw. */
static void take_points(facs_candidate *candidate, const float *output)
{
    for (int k = 0; k < POINTS; k++)
        for (int axis = 0; axis < 2; axis++)
            candidate->points[2 * k + axis] =
                candidate->box[axis] + output[axis * POINTS + k] * candidate->box[axis + 2];
}

static void judge(mtcnn *detector, const facs_image *picture)
{
    int left = 0;
    for (int i = 0; i < detector->count; i++) {
        facs_candidate *candidate = &detector->candidates[i];
        look(detector, picture, detector->judge, FACS_MTCNN_O_SIDE, take_more_output, candidate);
        candidate->order = left;
        if (candidate->score >= MIN_O) {
            take_points(candidate, detector->output + FACS_MTCNN_OUTPUTS);
            facs_mtcnn_correct(candidate, 1);
            detector->candidates[left++] = *candidate;
        }
    }
    detector->count =
        facs_mtcnn_suppress(detector->candidates, left, OVERLAP, FACS_OVERLAP_SMALLER);
}

/* ---- The detector --------------------------------------------------------------------------- */

/* Tight about the 68 landmarks, as OpenFace starts from it. */
static facs_detection detection_of(const facs_candidate *candidate)
{
    const float *box = candidate->box;
    facs_detection seen = {.score = candidate->score};
    seen.box[0] = (float)((double)box[2] * -0.0075 + (double)box[0]);
    seen.box[1] = (float)((double)box[3] * 0.2459 + (double)box[1]);
    seen.box[2] = (float)(1.0323 * (double)box[2]);
    seen.box[3] = (float)(0.7751 * (double)box[3]);
    memcpy(seen.points, candidate->points, sizeof(seen.points));
    return seen;
}

static int run(facs_detector *base, const facs_image *picture, facs_detection *faces, int max,
               facs_error *error)
{
    mtcnn *detector = (mtcnn *)base;

    if (atomic_load(&detector->cancelled))
        return -ECANCELED;
    if ((picture->width != detector->width || picture->height != detector->height) &&
        set_size(detector, picture->width, picture->height) < 0)
        return facs_fail_memory(error, "the face detector");
    detector->count = 0;
    for (int i = 0; i < detector->levels; i++)
        scan_level(detector, picture, &detector->level[i]);
    detector->count =
        facs_mtcnn_suppress(detector->candidates, detector->count, OVERLAP, FACS_OVERLAP_UNION);
    settle(detector);
    refine(detector, picture);
    settle(detector);
    judge(detector, picture);
    const int count = detector->count < max ? detector->count : max;
    for (int i = 0; i < count; i++)
        faces[i] = detection_of(&detector->candidates[i]);
    return count;
}

static const facs_detection *choose(const facs_detection *faces, int count)
{
    const facs_detection *best = &faces[0];
    for (int i = 1; i < count; i++)
        if (faces[i].box[2] > best->box[2])
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
    facs_channel_run_close(&detector->scan);
    facs_channel_run_close(&detector->refine);
    facs_channel_run_close(&detector->judge);
    free(detector->mixes);
    free(detector->dots);
    free(detector);
}

static const facs_detector_methods methods = {
    .run = run, .choose = choose, .cancel = cancel, .close = close_detector};

int facs_mtcnn_open(facs_detector **out, const facs_mtcnn_models *models,
                    const facs_mtcnn_options *options, facs_error *error)
{
    *out = NULL;
    mtcnn *detector = calloc(1, sizeof(*detector));
    if (!detector)
        return facs_fail_memory(error, "the face detector");
    detector->base.methods = &methods;
    detector->models = models;
    if (options)
        detector->options = *options;
    if (detector->options.min_face == 0)
        detector->options.min_face = FACS_MTCNN_MIN_FACE;
    detector->kernels = facs_channel_kernels_choose();
    const facs_channel_network *r = &models->network[FACS_MTCNN_R];
    const facs_channel_network *o = &models->network[FACS_MTCNN_O];
    if (facs_channel_run_open(&detector->refine, r, r->count, FACS_MTCNN_R_SIDE) < 0 ||
        facs_channel_run_open(&detector->judge, o, o->count, FACS_MTCNN_O_SIDE) < 0) {
        close_detector(&detector->base);
        return facs_fail_memory(error, "the face detector");
    }
    *out = &detector->base;
    return 0;
}
