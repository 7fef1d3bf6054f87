#include "landmarks/clm/clm_follower.h"
#include "detect/face_square.h"

#include "landmarks/five_points.h"
#include "shape/rotation.h"
#include "shape/shape_fit.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Consecutive failures after which the old place is given up (LandmarkDetectorFunc.cpp, which
 * counts the first one as 0). */
#define MAX_FAILURES 101

/* OpenFace's hypotheses for the rotation of a detected head, in its order: rx, ry, rz, radians
 * (LandmarkDetectorFunc.cpp, DetectLandmarksInImage). */
static const double turns[][3] = {
    {0, 0, 0},    {0, -0.5236, 0},   {0, 0.5236, 0},    {0, -0.96, 0},
    {0, 0.96, 0}, {0, 0, 0.5236},    {0, 0, -0.5236},   {0, -1.57, 0},
    {0, 1.57, 0}, {0, -1.22, 0.698}, {0, 1.22, -0.698},
};
#define TURNS ((int)(sizeof(turns) / sizeof(turns[0])))

/* The likely ones (clm.h) first: where the order does not matter, since all are compared. */
static const int likely_first[TURNS] = {0, 1, 2, 5, 6, 3, 4, 7, 8, 9, 10};

/* No head in a picture that is turned upright nods or rolls further (radians). A fit may end there
 * after a profile, and the validator, which sees the face warped upright, does not notice. */
#define LARGEST_TURN      1.2
#define COSINE_OF_LARGEST 0.36235775447667357
#define SINE_OF_LARGEST   0.93203908596722635

/* A head that rolls further is upright in another copy of the picture: 50 degrees, so that one at
 * 45 does not alternate between two. In profile, Euler angles say nothing about the roll. */
#define LARGEST_ROLL 0.873
#define PROFILE      1.0

/* Real profiles are above -0.3 in the sample clips; less likely ones were distorted fits of other
 * faces. */
#define PROFILE_LIKELIHOOD (-0.5)

#define NO_FACE 0.025f /* the validator's confidence in what is not a face at all */

/* How far beyond a face's box what is read reaches, in its longer sides. */
#define SURROUNDINGS 0.2f

/* ---- Pictures -------------------------------------------------------------------------------- */

int facs_clm_tools_open(facs_clm_tools *tools, const facs_method_stream *stream)
{
    *tools = (facs_clm_tools){.pdm = stream->pdm, .models = stream->models};
    int status = facs_clm_workspace_open(&tools->workspace, tools->models, stream->crew);
    if (status == 0)
        status = facs_canvas_open(&tools->colours, 3);
    if (status == 0)
        status = facs_canvas_open(&tools->grey, 1);
    if (status == 0)
        status = facs_canvas_open(&tools->turned_colours, 3);
    if (status == 0)
        status = facs_canvas_open(&tools->turned_grey, 1);
    if (status == 0 && stream->wants_free)
        facs_clm_workspace_want_free(tools->workspace);
    return status;
}

void facs_clm_tools_close(facs_clm_tools *tools)
{
    facs_clm_workspace_close(&tools->workspace);
    facs_canvas_close(&tools->colours);
    facs_canvas_close(&tools->grey);
    facs_canvas_close(&tools->turned_colours);
    facs_canvas_close(&tools->turned_grey);
    *tools = (facs_clm_tools){.turned = 0};
}

static void turn_row(const void *self, int x, int y, int count, uint8_t *bgr)
{
    const facs_clm_tools *tools = self;
    const facs_image upright = facs_canvas_image(tools->colours);
    facs_image_turned_row(&upright, tools->turned, x, y, count, bgr);
}

static int begin_turned(facs_clm_tools *tools, int quarters)
{
    const facs_quarter_turn turn = {quarters, tools->width, tools->height};
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    tools->turner = (facs_held){.self = tools, .convert = turn_row};
    const facs_pixels turned = facs_pixels_of_held(&tools->turner, back.width, back.height);
    tools->turned = quarters;
    const int status = facs_canvas_begin(tools->turned_colours, &turned);
    return status ? status : facs_canvas_begin(tools->turned_grey, &turned);
}

int facs_clm_tools_take(facs_clm_tools *tools, const facs_pixels *taken)
{
    const int is_as_before = tools->width == taken->width && tools->height == taken->height;
    int status = facs_canvas_begin(tools->colours, taken);
    if (status == 0)
        status = facs_canvas_begin(tools->grey, taken);
    tools->width = taken->width;
    tools->height = taken->height;
    /* Makes room for either shape, so that turning cannot fail later. */
    for (int quarters = 1; quarters <= 2 && status == 0 && !is_as_before; quarters++)
        status = begin_turned(tools, quarters);
    if (status < 0)
        tools->width = tools->height = 0;
    tools->turned = 0;
    return status;
}

facs_quarter_turn facs_clm_tools_turn(const facs_clm_tools *tools, int quarters)
{
    return (facs_quarter_turn){quarters, tools->width, tools->height};
}

/* Begins the picture turned by quarters, unless it is begun. */
static void turn_picture(facs_clm_tools *tools, int quarters)
{
    if (quarters != 0 && tools->turned != quarters)
        begin_turned(tools, quarters);
}

facs_image facs_clm_tools_picture(facs_clm_tools *tools, int quarters)
{
    turn_picture(tools, quarters);
    return facs_canvas_image(quarters ? tools->turned_colours : tools->colours);
}

facs_grey facs_clm_tools_grey(facs_clm_tools *tools, int quarters)
{
    turn_picture(tools, quarters);
    return facs_canvas_grey(quarters ? tools->turned_grey : tools->grey);
}

/* ---- Faces ----------------------------------------------------------------------------------- */

static void turn_face(const facs_quarter_turn *turn, facs_clm_face *face)
{
    if (turn->quarters == 0)
        return;
    facs_quarter_turn_global(turn, face->global);
    facs_quarter_turn_points(turn, face->landmarks, FACS_LANDMARKS);
    facs_quarter_turn_points(turn, face->free_landmarks, FACS_LANDMARKS);
    for (int i = 0; i < 2; i++) {
        facs_quarter_turn_global(turn, face->eye[i].global);
        facs_quarter_turn_points(turn, face->eye[i].landmarks, FACS_EYE_LANDMARKS);
    }
}

/* Returns the quarters by which the face, found in the picture turned by quarters, is upright. */
static int find_upright(const facs_clm_face *face, int quarters)
{
    const double *turn = &face->global[1];
    if (!face->success || fabs(turn[1]) > PROFILE || fabs(turn[2]) <= LARGEST_ROLL)
        return quarters;
    return (quarters + (turn[2] > 0 ? 3 : 1)) % 4;
}

/* Uses the direction of the face's own upright axis: Euler angles say little about a profile. */
static void refuse_impossible(facs_clm_face *face)
{
    double rotation[9];

    if (!face->success)
        return;
    facs_rotation_from_euler(&face->global[1], rotation);
    if (rotation[4] >= COSINE_OF_LARGEST && fabs(rotation[5]) <= SINE_OF_LARGEST)
        return;
    face->success = 0;
    face->confidence = 0;
}

/* 1: by the angles that the row shows, a head can be turned like that. */
static int is_posed(const facs_clm_face *face)
{
    return fabs(face->global[1]) <= LARGEST_TURN && fabs(face->global[3]) <= LARGEST_TURN;
}

/* Finds the box of the 68 landmarks: x, y, width, height. RetinaFace's own box depends on hair and
 * neck; its five points are better. -EINVAL, -EDOM: there is none. */
static int find_box(const facs_clm_tools *tools, const facs_detection *seen, float box[4])
{
    const facs_pdm *pdm = tools->pdm;
    const double mean[FACS_MODES] = {0};
    float landmarks[2 * FACS_LANDMARKS];
    double global[6];

    memcpy(box, seen->box, 4 * sizeof(*box));
    if (!seen->is_loose)
        return 0;
    int status = facs_five_points_fit(pdm, seen->points, global);
    if (status < 0)
        return status;
    facs_clm_place(pdm, global, mean, landmarks);
    facs_landmarks_box(landmarks, box);
    return 0;
}

/* Fits all hypotheses to a box of the picture, in the picture turned by quarters. The best face, in
 * coordinates of the turned picture. */
static void find_in_box(facs_clm_tools *tools, const float box[4], int quarters,
                        facs_clm_face *face)
{
    const facs_quarter_turn turn = facs_clm_tools_turn(tools, quarters);
    const facs_grey picture = facs_clm_tools_grey(tools, quarters);
    double starts[TURNS][6];
    float turned[4];
    int count = 0;

    memcpy(turned, box, sizeof(turned));
    facs_quarter_turn_box(&turn, turned);
    for (int i = 0; i < TURNS; i++) {
        const double *rotation =
            turns[facs_clm_models_ends_early(tools->models) ? i : likely_first[i]];
        count += facs_shape_in_box(tools->pdm, turned, rotation, starts[count]) == 0;
    }
    memset(face, 0, sizeof(*face));
    if (count == 0)
        return;
    facs_clm_find_best(tools->models, &picture, (const double(*)[6])starts, count, face,
                       tools->workspace);
    refuse_impossible(face);
}

/* If the face turns out not to be upright, tries again in the picture in which it is. */
static void find_upright_in_box(facs_clm_tools *tools, const float box[4], int *quarters,
                                facs_clm_face *face)
{
    const int upright = find_upright(face, *quarters);
    facs_clm_face other;

    if (upright == *quarters)
        return;
    find_in_box(tools, box, upright, &other);
    if (!other.success || other.log_likelihood < face->log_likelihood)
        return;
    *face = other;
    *quarters = upright;
}

static int is_sure(const facs_clm_face *face)
{
    return face->success && face->is_sure;
}

/* If eleven hypotheses gave nothing, or only an unlikely profile, the five points may say more
 * about the rotation of the head. */
static void try_points(facs_clm_tools *tools, const facs_detection *seen, facs_clm_face *face)
{
    const facs_grey picture = facs_clm_tools_grey(tools, 0);
    facs_clm_face other = {.confidence = 0};

    if (!tools->use_points || seen->quarters != 0 || is_sure(face) ||
        (face->success &&
         (fabs(face->global[2]) <= PROFILE || face->log_likelihood > PROFILE_LIKELIHOOD)) ||
        facs_five_points_fit(tools->pdm, seen->points, other.global) < 0)
        return;
    facs_clm_find(tools->models, &picture, FACS_CLM_FAR, &other, tools->workspace);
    refuse_impossible(&other);
    if (other.success)
        *face = other;
}

int facs_clm_follower_start(facs_clm_follower *follower, facs_clm_tools *tools,
                            const facs_detection *seen)
{
    facs_clm_face face;
    int quarters = seen->quarters;
    float box[4];

    if (find_box(tools, seen, box) < 0)
        return 0;
    find_in_box(tools, box, quarters, &face);
    find_upright_in_box(tools, box, &quarters, &face);
    if (quarters == 0)
        try_points(tools, seen, &face);
    const facs_quarter_turn turn = facs_clm_tools_turn(tools, quarters);
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    const int posed = is_posed(&face);
    turn_face(&back, &face);
    follower->face.confidence = face.confidence;
    /* The first start is followed even if the validator rejects it, since the validator may be
     * wrong. */
    if (face.success || (!follower->following && face.global[0] > 0)) {
        follower->face = face;
        follower->quarters = quarters;
        follower->is_posed = posed;
        follower->following = 1;
        follower->failures = 0;
    }
    return face.success;
}

int facs_clm_follower_is_sure(const facs_clm_follower *follower)
{
    return is_sure(&follower->face);
}

int facs_clm_follower_is_better(const facs_clm_follower *found, const facs_clm_follower *other)
{
    return !other->face.success || found->face.log_likelihood > other->face.log_likelihood;
}

/* What following a face reads at most, unless it moves far, is converted in one go. */
static void need_face(const facs_grey *picture, const float *landmarks)
{
    float box[4];
    facs_landmarks_box(landmarks, box);
    const float reach = SURROUNDINGS * fmaxf(box[2], box[3]);
    const float side = 4.0f * FACS_IMAGE_MAX_SIDE;
    facs_rectangle part = {0};
    if (!(box[0] - reach > -side && box[1] - reach > -side && box[0] + box[2] + reach < side &&
          box[1] + box[3] + reach < side))
        return;
    part.left = (int)(box[0] - reach);
    part.top = (int)(box[1] - reach);
    part.right = (int)(box[0] + box[2] + reach) + 1;
    part.bottom = (int)(box[1] + box[3] + reach) + 1;
    facs_grey_need(picture, part);
}

int facs_clm_follower_follow(facs_clm_follower *follower, facs_clm_tools *tools,
                             facs_clm_workspace *workspace)
{
    facs_clm_face *face = &follower->face;
    if (!follower->following)
        return 0;
    const facs_grey picture = facs_clm_tools_grey(tools, follower->quarters);
    const facs_quarter_turn turn = facs_clm_tools_turn(tools, follower->quarters);
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    turn_face(&turn, face);
    need_face(&picture, face->landmarks);
    facs_clm_find(tools->models, &picture, face->success ? FACS_CLM_NEAR : FACS_CLM_FAR, face,
                  workspace);
    refuse_impossible(face);
    follower->is_posed = is_posed(face);
    follower->quarters = find_upright(face, follower->quarters);
    turn_face(&back, face);
    if (face->success)
        follower->failures = 0;
    else
        facs_clm_follower_refuse(follower, follower->failures + 1);
    return face->success;
}

void facs_clm_follower_refuse(facs_clm_follower *follower, int failures)
{
    if (follower->face.success) /* the validator was wrong */
        follower->face.confidence = NO_FACE;
    follower->face.success = 0;
    follower->failures = failures;
    if (failures > MAX_FAILURES)
        follower->following = 0;
}

void facs_clm_follower_track(const facs_clm_follower *follower, int found, facs_track *track)
{
    const facs_clm_face *face = &follower->face;
    track->success = found;
    track->confidence = face->confidence;
    if (!found)
        return;
    track->is_misposed = !follower->is_posed;
    memcpy(track->landmarks, face->landmarks, sizeof(track->landmarks));
    memcpy(track->free_landmarks, face->free_landmarks, sizeof(track->free_landmarks));
    track->has_free = 1;
    facs_landmarks_box(track->landmarks, track->box);
    memcpy(track->tracked.global, face->global, sizeof(face->global));
    memcpy(track->tracked.local, face->local, sizeof(face->local));
    memcpy(track->eye, face->eye, sizeof(track->eye));
    track->has_eyes = 1;
}
