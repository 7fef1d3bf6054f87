#include "landmarks/clm/clm_faces.h"

#include "base/error.h"
#include "detect/face_square.h"
#include "detect/mtcnn.h"
#include "detect/nms.h"
#include "landmarks/clm/clm_follower.h"
#include "landmarks/clm/clm_workspace.h"
#include "landmarks/roster.h"
#include "landmarks/scene.h"
#include "landmarks/turned_look.h"
#include "os/clock.h"

#include <stdlib.h>
#include <string.h>

/* Frames after losing a face during which its surroundings are searched separately. */
#define JUST_LOST 5

/* A place's face that is followed: a task of the crew. */
typedef struct following {
    facs_task task;
    facs_clm_faces *faces;
    int place;
    int found;
    facs_clm_workspace *workspace;
} following;

struct facs_clm_faces {
    facs_face_search search;
    facs_crew *crew;
    float (*likeness)(void *opaque, const facs_image *picture, const float *landmarks,
                      const double centre[2], int face_id);
    void *opaque;
    facs_scene scene;
    int turns; /* looks at turned pictures so far */
    facs_clm_tools tools;
    facs_roster_means means;
    facs_roster roster;
    facs_error *error;                                 /* during facs_clm_faces_next */
    int failed;                                        /* a start's failure; otherwise 0 */
    facs_clm_follower follower[FACS_MAX_FACES + 1];    /* by place; the last: without one */
    following following[FACS_MAX_FACES];               /* by place */
    float landmarks_ms[FACS_MAX_FACES + 1], detect_ms; /* of this picture */
};

/* Called when no upright face was found: tries all three turned pictures in the first frame, which
 * may be the only one, then one per frame. */
static int look_around(facs_clm_faces *faces, facs_detection *seen, int max, facs_error *error)
{
    const int at_once = faces->turns == 0 ? 3 : 1;
    int count = 0;
    for (int i = 0; i < at_once && count == 0; i++)
        count = facs_turned_look(&faces->search, &faces->tools,
                                 facs_turned_look_quarters(faces->turns++), seen, max, error);
    return count;
}

static int is_among(const float box[4], const facs_detection *seen, int count)
{
    for (int i = 0; i < count; i++)
        if (facs_box_overlap(box, seen[i].box) > FACS_DETECTOR_SAME_FACE)
            return 1;
    return 0;
}

/* Searches the surroundings of faces that were lost a moment ago, which finds more than searching
 * the whole picture. Appends to the count faces already seen. Returns the new number, or a negative
 * errno. */
static int look_for_lost(facs_clm_faces *faces, facs_detection *seen, int count, int max,
                         facs_error *error)
{
    for (int i = 0; i < faces->roster.max && count < max; i++) {
        const facs_clm_follower *follower = &faces->follower[i];
        const facs_roster_place *place = &faces->roster.place[i];
        facs_detection near;
        float box[4];
        if (place->id < 0 || place->seen || place->frame < 0 ||
            faces->roster.frame - place->frame > JUST_LOST)
            continue;
        facs_landmarks_box(follower->face.landmarks, box);
        if (is_among(box, seen, count))
            continue;
        const int found = facs_turned_look_near(&faces->search, &faces->tools, follower->quarters,
                                                box, &near, error);
        if (found < 0)
            return found;
        if (!found || is_among(near.box, seen, count))
            continue;
        near.faint = 0; /* it is expected there */
        seen[count++] = near;
    }
    return count;
}

/* ---- The means ------------------------------------------------------------------------------- */

static int detect(void *self, facs_detection *seen, int max, facs_error *error)
{
    facs_clm_faces *faces = self;
    double start = facs_clock_ms();
    const facs_image picture = facs_clm_tools_picture(&faces->tools, 0);
    int count = facs_face_search_run(&faces->search, &picture, seen, max, error);
    if (count >= 0)
        count = look_for_lost(faces, seen, count, max, error);
    if (count == 0)
        count = look_around(faces, seen, max, error);
    faces->detect_ms += (float)(facs_clock_ms() - start);
    return count;
}

/* 1: smaller than the detector's first look finds, so the detector may not see it again. */
static int is_small(const facs_clm_follower *follower)
{
    float box[4];
    facs_landmarks_box(follower->face.landmarks, box);
    return box[2] < FACS_MTCNN_MIN_FACE;
}

static void follow_face(void *self, int member)
{
    following *own = self;
    facs_clm_faces *faces = own->faces;
    facs_clm_follower *follower = &faces->follower[own->place];
    const facs_clm_follower before = *follower;
    double start = facs_clock_ms();
    facs_clm_workspace_enter(own->workspace, member);
    own->found = facs_clm_follower_follow(follower, &faces->tools, own->workspace);
    if (!own->found && is_small(&before)) { /* again, with the large windows of a lost face */
        *follower = before;
        follower->face.success = 0;
        own->found = facs_clm_follower_follow(follower, &faces->tools, own->workspace);
    }
    faces->landmarks_ms[own->place] += (float)(facs_clock_ms() - start);
}

/* There is one turned copy of the picture: whoever needs another waits for the tasks before. */
static void begin(void *self, int place)
{
    facs_clm_faces *faces = self;
    const int quarters = faces->follower[place].quarters, turned = faces->tools.turned;
    following *own = &faces->following[place];
    for (int i = 0; i < place && quarters != 0 && turned != 0 && turned != quarters; i++)
        if (faces->roster.place[i].seen)
            facs_crew_await(faces->crew, &faces->following[i].task);
    facs_clm_tools_grey(&faces->tools, quarters);
    facs_crew_begin(faces->crew, &own->task);
}

static int follow(void *self, int place, facs_spot *spot)
{
    facs_clm_faces *faces = self;
    facs_crew_await(faces->crew, &faces->following[place].task);
    *spot = facs_spot_of_landmarks(faces->follower[place].face.landmarks);
    return faces->following[place].found;
}

/* An unsure start may be a face on its side, which the detector did not recognise: takes the most
 * likely of the three turned pictures' and what follower already has. */
static int start_turned(facs_clm_faces *faces, const facs_detection *seen,
                        facs_clm_follower *follower)
{
    for (int quarters = 1; quarters < 4; quarters++) {
        facs_clm_follower other = {.following = 0};
        facs_detection turned;
        const int found = facs_turned_look_near(&faces->search, &faces->tools, quarters, seen->box,
                                                &turned, faces->error);
        if (found < 0) {
            faces->failed = found;
            return 0;
        }
        if (found && facs_clm_follower_start(&other, &faces->tools, &turned) &&
            facs_clm_follower_is_better(&other, follower))
            *follower = other;
    }
    return follower->face.success;
}

static int start(void *self, const facs_detection *seen, facs_spot *spot)
{
    facs_clm_faces *faces = self;
    facs_clm_follower *follower = &faces->follower[faces->roster.max];
    double start_ms = facs_clock_ms();
    *follower = (facs_clm_follower){.following = 0};
    int found = facs_clm_follower_start(follower, &faces->tools, seen);
    if (!facs_clm_follower_is_sure(follower))
        found = start_turned(faces, seen, follower);
    if (seen->faint && !facs_clm_follower_is_sure(follower))
        found = 0;
    *spot = facs_spot_of_landmarks(follower->face.landmarks);
    faces->detect_ms += (float)(facs_clock_ms() - start_ms);
    return found;
}

static float likeness(void *self, int place, int other)
{
    facs_clm_faces *faces = self;
    const facs_clm_face *face = &faces->follower[place].face;
    const facs_image picture = facs_clm_tools_picture(&faces->tools, 0);
    return faces->likeness(faces->opaque, &picture, face->landmarks, &face->global[4],
                           faces->roster.place[other].id);
}

static void take_up(void *self, int place)
{
    facs_clm_faces *faces = self;
    faces->follower[place] = faces->follower[faces->roster.max];
}

/* ---- The faces ------------------------------------------------------------------------------- */

static int open_tools(facs_clm_faces *faces, const facs_method_stream *stream)
{
    int status = facs_clm_tools_open(&faces->tools, stream);
    faces->tools.use_points = 1;
    faces->crew = stream->crew;
    for (int i = 0; i < faces->roster.max && status == 0; i++) {
        following *own = &faces->following[i];
        own->task = (facs_task){.run = follow_face, .self = own, .level = FACS_CLM_LEVEL_FACE};
        own->faces = faces;
        own->place = i;
        status = facs_clm_workspace_open_beside(&own->workspace, faces->tools.workspace);
    }
    return status;
}

int facs_clm_faces_open(facs_clm_faces **out, const facs_method_stream *stream,
                        const facs_face_search *search, facs_error *error)
{
    facs_detector *detector = search->detector;
    *out = NULL;
    facs_clm_faces *faces = calloc(1, sizeof(*faces));
    if (!faces) {
        facs_detector_close(&detector);
        return facs_fail_memory(error, "the faces");
    }
    faces->search = *search;
    faces->likeness = stream->likeness;
    faces->opaque = stream->opaque;
    faces->means = (facs_roster_means){.self = faces,
                                       .detect = detect,
                                       .begin = begin,
                                       .follow = follow,
                                       .start = start,
                                       .likeness = likeness,
                                       .take_up = take_up};
    facs_roster_begin(&faces->roster, &faces->means, stream->faces, stream->detect_every);
    if (search->choice == FACS_FACE_FIRST)
        facs_roster_keep_first(&faces->roster);
    if (open_tools(faces, stream) < 0) {
        facs_clm_faces_close(&faces);
        return facs_fail_memory(error, "the faces");
    }
    *out = faces;
    return 0;
}

void facs_clm_faces_close(facs_clm_faces **faces)
{
    if (!*faces)
        return;
    for (int i = 0; i < FACS_MAX_FACES; i++)
        facs_clm_workspace_close(&(*faces)->following[i].workspace);
    facs_clm_tools_close(&(*faces)->tools);
    facs_detector_close(&(*faces)->search.detector);
    free(*faces);
    *faces = NULL;
}

/* Fills the track of the i-th numbered face; the first one's times include the shared work. */
static void fill_track(const facs_clm_faces *faces, int i, facs_track *track)
{
    const int place = faces->roster.order[i];
    memset(track, 0, sizeof(*track));
    track->face_id = faces->roster.place[place].id;
    track->landmarks_ms = faces->landmarks_ms[place];
    track->detect_ms = i == 0 ? faces->detect_ms : 0;
    facs_clm_follower_track(&faces->follower[place], faces->roster.place[place].seen, track);
    if (!track->success)
        track->confidence = 0; /* it was not looked for where it was */
}

int facs_clm_faces_next(facs_clm_faces *faces, const facs_pixels *pixels, double time,
                        facs_track *tracks, facs_error *error)
{
    double start_ms = facs_clock_ms();
    memset(faces->landmarks_ms, 0, sizeof(faces->landmarks_ms));
    if (facs_clm_tools_take(&faces->tools, pixels) < 0)
        return facs_fail_memory(error, "a grey picture");
    faces->detect_ms = (float)(facs_clock_ms() - start_ms);
    const facs_grey grey = facs_clm_tools_grey(&faces->tools, 0);
    const int is_cut = facs_scene_is_cut(&faces->scene, &grey);
    faces->error = error;
    faces->failed = 0;
    int status = facs_roster_next(&faces->roster, time, is_cut, error);
    if (status == 0)
        status = faces->failed;
    if (status == 0)
        status = facs_clm_workspace_failure(faces->tools.workspace, error);
    faces->error = NULL;
    for (int i = 0; i < faces->roster.max; i++)
        faces->follower[i].following &= faces->roster.place[i].seen;
    for (int i = 0; i < faces->roster.count && status == 0; i++)
        fill_track(faces, i, &tracks[i]);
    return status < 0 ? status : faces->roster.count;
}

void facs_clm_faces_cancel(facs_clm_faces *faces)
{
    facs_detector_cancel(faces->search.detector);
}
