/* The row of PFLD's landmarks, which follows one face from frame to frame: the landmarks of a frame
 * give the box for the next, or with batches for one several frames later, so that the crew can
 * look at several frames in parallel while nothing is doubtful. A detector looks at the face's
 * surroundings now and then and whenever the landmarks are doubtful (a large residual of the shape
 * fit, a jump, the edge of the picture), and at the whole picture, in every frame, while the face
 * is lost. The largest of several faces is followed until it is lost. The track depends on batch,
 * but not on how many views come at a time or on the crew. */
#include "base/error.h"
#include "detect/face_square.h"
#include "detect/nms.h"
#include "detect/retinaface.h"
#include "landmarks/method.h"
#include "landmarks/pfld/pfld_looks.h"
#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Frames looked at in parallel. On the three one-face sample clips intensities correlate with
 * OpenFace's by .850, .815 and .912; with 1 by .834, .831 and .906, with 4 by .828, .812 and .899,
 * with 8 by .819, .804 and .916. */
#define BATCH 3

/* When a frame's landmarks are doubtful, in sides of the face's square. On the sample clips the
 * fit's residual is 0.0018 on average and at most 0.0029 (turned heads of 90 pixels: 0.0033 and
 * 0.0058), the centre moves by at most 0.066 between frames, and the side changes by 4 %. When a
 * face is cut away, the first residual is 0.0082; later ones, of landmarks on nothing, start at
 * 0.0034. */
#define DOUBT_RESIDUAL 0.0045
#define DOUBT_MOVE     0.1f
#define DOUBT_GROWTH   1.15f

/* A detector checks the face by looking only at its surroundings, NEAR_RATIO squares wide, on a
 * small input. That costs a tenth of a search of the whole picture, and missed none of 1217 faces
 * in six sample clips (scores of at least 0.98, except for some of the third person's). An input of
 * 96 on 2.5 squares, where faces are as large, missed none either; with 64 and 2.5 the scores fall
 * to 0.75. */
#define NEAR_SIDE  64
#define NEAR_RATIO 1.75f

#define SAME_FACE 0.2f /* overlap of a face's square with RetinaFace's box: at least 0.31 */

typedef struct pfld_tracker {
    const facs_pdm *pdm;
    facs_face_search whole;
    facs_detector *near;
    facs_pfld_looks *looks;
    int detect_every;
    int tracking;  /* the last frame had a face, with: */
    float face[4]; /* its square */
    float score;   /* when a detector last saw it */
    int unchecked; /* frames since then */
    facs_detection found[FACS_DETECTOR_MAX_FACES];
} pfld_tracker;

static void stop(void *self)
{
    pfld_tracker *tracker = self;
    facs_detector_close(&tracker->whole.detector);
    facs_detector_close(&tracker->near);
    facs_pfld_looks_close(&tracker->looks);
    free(tracker);
}

static int start(void **out, const facs_method_stream *stream, facs_error *error)
{
    const facs_pdm *pdm = stream->pdm;
    facs_session *detector = stream->detector.retinaface;
    *out = NULL;
    if (pdm->points != FACS_LANDMARKS)
        return facs_fail(
            error, FACS_ERROR_ENVIRONMENT, -EINVAL,
            "the shape model has %d points, not %d: use the file that the manifest names",
            pdm->points, FACS_LANDMARKS);
    pfld_tracker *tracker = calloc(1, sizeof(*tracker));
    if (!tracker)
        return facs_fail_memory(error, "a tracker");
    tracker->detect_every = stream->detect_every;
    tracker->whole = stream->search;
    tracker->whole.detector = NULL;
    int status = facs_retinaface_open(&tracker->whole.detector, detector, 0, error);
    if (!status)
        status = facs_retinaface_open(&tracker->near, detector, NEAR_SIDE, error);
    if (!status)
        status = facs_pfld_looks_open(&tracker->looks, stream->models, pdm, stream->batch,
                                      stream->crew, error);
    if (status)
        stop(tracker);
    else
        *out = tracker;
    return status;
}

static void cancel(void *self)
{
    pfld_tracker *tracker = self;
    facs_detector_cancel(tracker->whole.detector);
    facs_detector_cancel(tracker->near);
    facs_pfld_looks_cancel(tracker->looks);
}

/* Looks twice: hair and neck affect a detector's box, whereas a second look, from the landmarks,
 * gives the same kind of crop as following does. */
static int fit_detected(pfld_tracker *tracker, const facs_image *picture, const float box[4],
                        facs_track *track, facs_error *error)
{
    float face[4];
    int status = facs_pfld_look(tracker->looks, 0, picture, box, track, error);
    facs_pfld_looks_doubt(tracker->looks);
    if (status <= 0)
        return status;
    facs_face_square(track->box, face);
    return facs_pfld_look(tracker->looks, 0, picture, face, track, error);
}

/* Looks for faces into found; drops boxes that cannot be a face in the picture. */
static int detect(pfld_tracker *tracker, const facs_face_search *search, const facs_image *picture,
                  facs_track *track, facs_error *error)
{
    double start = facs_clock_ms();
    int count =
        facs_face_search_run(search, picture, tracker->found, FACS_DETECTOR_MAX_FACES, error);
    track->detect_ms += (float)(facs_clock_ms() - start);
    int left = 0;
    for (int i = 0; i < count; i++)
        if (facs_face_is_plausible(tracker->found[i].box, picture))
            tracker->found[left++] = tracker->found[i];
    return count < 0 ? count : left;
}

/* Returns the found face that overlaps face most; NULL: none overlaps it enough. */
static const facs_detection *same_face(const pfld_tracker *tracker, int count, const float face[4])
{
    const facs_detection *best = NULL;
    float max = SAME_FACE;
    for (int i = 0; i < count; i++) {
        float overlap = facs_box_overlap(tracker->found[i].box, face);
        if (overlap > max) {
            max = overlap;
            best = &tracker->found[i];
        }
    }
    return best;
}

/* Looks for face in its surroundings. box: the detector's. 1; 0: it is not there. */
static int check_near(pfld_tracker *tracker, const facs_image *picture, const float face[4],
                      float box[4], facs_track *track, facs_error *error)
{
    const float reach = NEAR_RATIO * face[2] / 2;
    const float x = face[0] + face[2] / 2, y = face[1] + face[3] / 2;
    const int left = (int)fmaxf(x - reach, 0), top = (int)fmaxf(y - reach, 0);
    const int right = (int)fminf(x + reach, (float)picture->width);
    const int bottom = (int)fminf(y + reach, (float)picture->height);
    if (right <= left || bottom <= top)
        return 0;
    const uint8_t *corner = picture->pixels + top * picture->stride + (ptrdiff_t)3 * left;
    const facs_image view = {.pixels = corner,
                             .width = right - left,
                             .height = bottom - top,
                             .stride = picture->stride,
                             .canvas = picture->canvas};
    const float seen[4] = {face[0] - (float)left, face[1] - (float)top, face[2], face[3]};
    const facs_face_search near = {.detector = tracker->near};
    int count = detect(tracker, &near, &view, track, error);
    if (count <= 0)
        return count;
    const facs_detection *found = same_face(tracker, count, seen);
    if (!found)
        return 0;
    memcpy(box, found->box, sizeof(found->box));
    box[0] += (float)left;
    box[1] += (float)top;
    tracker->score = found->score;
    tracker->unchecked = 0;
    return 1;
}

/* 1: face is implausibly far from tracker->face, or of another size. */
static int has_jumped(const pfld_tracker *tracker, const float face[4])
{
    const float *last = tracker->face;
    const float x = face[0] - last[0] + (face[2] - last[2]) / 2;
    const float y = face[1] - last[1] + (face[3] - last[3]) / 2;
    return sqrtf(x * x + y * y) > DOUBT_MOVE * last[2] || face[2] > DOUBT_GROWTH * last[2] ||
           last[2] > DOUBT_GROWTH * face[2];
}

/* Follows the face into the next frame. ahead: a look ahead at it, or NULL. 1; 0: the face is
 * lost. */
static int follow(pfld_tracker *tracker, const facs_image *picture, const facs_pfld_ahead *ahead,
                  facs_track *track, facs_error *error)
{
    float face[4], box[4];
    int status = 0;
    if (ahead) {
        status = ahead->status;
        *track = ahead->track;
        *error = ahead->error;
    } else if (facs_face_is_plausible(tracker->face, picture)) {
        status = facs_pfld_look(tracker->looks, 0, picture, tracker->face, track, error);
    }
    if (status <= 0)
        return status;
    if (!facs_face_search_covers(&tracker->whole, track->box))
        return 0;
    facs_face_square(track->box, face);
    int doubtful = facs_pfld_residual(track) > DOUBT_RESIDUAL || has_jumped(tracker, face);
    tracker->unchecked++;
    if (!doubtful && facs_face_is_inside(track->box, picture) &&
        tracker->unchecked < tracker->detect_every)
        return 1;
    status = check_near(tracker, picture, face, box, track, error);
    if (status <= 0 || !doubtful)
        return status;
    return fit_detected(tracker, picture, box, track, error);
}

/* Searches the whole picture: for the face of the last frame, or else the main one. */
static int find(pfld_tracker *tracker, const facs_image *picture, facs_track *track,
                facs_error *error)
{
    int count = detect(tracker, &tracker->whole, picture, track, error);
    if (count <= 0)
        return count;
    const facs_detection *face = NULL;
    if (tracker->tracking)
        face = same_face(tracker, count, tracker->face);
    if (!face)
        face = facs_face_search_choose(&tracker->whole, picture, tracker->found, count);
    tracker->score = face->score;
    tracker->unchecked = 0;
    return fit_detected(tracker, picture, face->box, track, error);
}

static void set_no_face(facs_track *track)
{
    *track = (facs_track){.detect_ms = track->detect_ms,
                          .landmarks_ms = track->landmarks_ms,
                          .shape_ms = track->shape_ms};
}

static int advance(pfld_tracker *tracker, const facs_image *picture, const facs_pfld_ahead *ahead,
                   facs_track *track, facs_error *error)
{
    int status = tracker->tracking ? follow(tracker, picture, ahead, track, error) : 0;
    /* Without a face, every frame is searched; that costs no more than following one. */
    if (status == 0)
        status = find(tracker, picture, track, error);
    tracker->tracking = status > 0;
    if (status <= 0) {
        facs_pfld_looks_doubt(tracker->looks);
        set_no_face(track);
        return status;
    }
    facs_face_square(track->box, tracker->face);
    double fit =
        (FACS_PFLD_REJECT - facs_pfld_residual(track)) / (FACS_PFLD_REJECT - DOUBT_RESIDUAL);
    track->success = 1;
    track->confidence = tracker->score * (float)fmin(fit, 1);
    return 0;
}

static int next(void *self, const facs_view *views, int count, facs_track *track, facs_error *error)
{
    pfld_tracker *tracker = self;
    const facs_pfld_ahead *ahead;
    facs_image picture;
    facs_error unused;
    memset(track, 0, sizeof(*track));
    int status = facs_pfld_looks_take(tracker->looks, views, count, &picture, &ahead);
    if (status < 0)
        facs_fail_memory(error, "a picture");
    else
        status = advance(tracker, &picture, ahead, track, error ? error : &unused);
    if (status < 0) /* also of this frame, if a later one could not be taken */
        facs_pfld_looks_let_go(tracker->looks);
    facs_pfld_looks_leave(tracker->looks, tracker->tracking ? tracker->face : NULL);
    return status < 0 ? status : 1;
}

static void let_go(void *self)
{
    pfld_tracker *tracker = self;
    facs_pfld_looks_let_go(tracker->looks);
}

/* ---- The row --------------------------------------------------------------------------------- */

static int open(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error)
{
    (void)folder;
    (void)crew;
    (void)error;
    *models = network; /* there is nothing else */
    return 0;
}

static void close(void *models)
{
    facs_session *network = models;
    facs_session_close(&network);
}

const facs_method facs_pfld_method = {.name = "pfld",
                                      .title = "PFLD",
                                      .traits = FACS_METHOD_FINDS | FACS_METHOD_ONNX,
                                      .batch = BATCH,
                                      .network = FACS_NETWORK_PFLD,
                                      .open = open,
                                      .close = close,
                                      .start = start,
                                      .next = next,
                                      .let_go = let_go,
                                      .cancel = cancel,
                                      .stop = stop};
