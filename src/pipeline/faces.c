#include "pipeline/faces.h"

#include "base/error.h"
#include "detect/face_square.h"
#include "detect/mtcnn.h"
#include "detect/nms.h"
#include "landmarks/clnf/clnf_follower.h"
#include "landmarks/scene.h"
#include "landmarks/turned_look.h"
#include "os/clock.h"

#include <stdlib.h>
#include <string.h>

/* Frames after a loss for which its place is looked at on its own. */
#define JUST_LOST 5

struct facs_faces {
    const facs_models *models;
    facs_au_models au;
    facs_face_search search;
    facs_scene scene;
    int turns; /* looks at turned pictures */
    facs_clnf_tools tools;
    facs_roster_means means;
    facs_roster roster;
    const facs_image *picture;                         /* during next */
    facs_error *error;                                 /* likewise */
    int failed;                                        /* what a start failed with; else 0 */
    facs_clnf_follower follower[FACS_MAX_FACES + 1];   /* by place; the last: without one */
    float landmarks_ms[FACS_MAX_FACES + 1], detect_ms; /* of this picture */
    facs_back_end **back_end;                          /* by number */
    int ids, room;
    int live;
};

/* Nobody is upright: in the first picture, which may be the only one, all three turned ones; later
   one at a time. */
static int look_around(facs_faces *faces, facs_detection *seen, int max, facs_error *error)
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

/* Where a face was lost a moment ago, a look at its surroundings sees more than one at the whole
   picture does. Adds to the count faces that are seen already; returns their number, or a negative
   errno. */
static int look_for_lost(facs_faces *faces, facs_detection *seen, int count, int max,
                         facs_error *error)
{
    for (int i = 0; i < faces->roster.max && count < max; i++) {
        const facs_clnf_follower *follower = &faces->follower[i];
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
    facs_faces *faces = self;
    double start = facs_clock_ms();
    int count = facs_face_search_run(&faces->search, faces->picture, seen, max, error);
    if (count >= 0)
        count = look_for_lost(faces, seen, count, max, error);
    if (count == 0)
        count = look_around(faces, seen, max, error);
    faces->detect_ms += (float)(facs_clock_ms() - start);
    return count;
}

/* 1: smaller than the detector looks for at first, so that it may not see it again. */
static int is_small(const facs_clnf_follower *follower)
{
    float box[4];
    facs_landmarks_box(follower->face.landmarks, box);
    return box[2] < FACS_MTCNN_MIN_FACE;
}

static int follow(void *self, int place, facs_spot *spot)
{
    facs_faces *faces = self;
    facs_clnf_follower *follower = &faces->follower[place];
    const facs_clnf_follower before = *follower;
    double start = facs_clock_ms();
    int found = facs_clnf_follower_follow(follower, &faces->tools);
    if (!found && is_small(&before)) { /* once more, with the large windows of a lost face */
        *follower = before;
        follower->face.success = 0;
        found = facs_clnf_follower_follow(follower, &faces->tools);
    }
    *spot = facs_spot_of_landmarks(follower->face.landmarks);
    faces->landmarks_ms[place] += (float)(facs_clock_ms() - start);
    return found;
}

/* A start that is not sure may be of a face on its side, which the detector did not know: the
   likeliest of the three turned pictures and of what follower has already. */
static int start_turned(facs_faces *faces, const facs_detection *seen, facs_clnf_follower *follower)
{
    for (int quarters = 1; quarters < 4; quarters++) {
        facs_clnf_follower other = {.following = 0};
        facs_detection turned;
        const int found = facs_turned_look_near(&faces->search, &faces->tools, quarters, seen->box,
                                                &turned, faces->error);
        if (found < 0) {
            faces->failed = found;
            return 0;
        }
        if (found && facs_clnf_follower_start(&other, &faces->tools, &turned) &&
            facs_clnf_follower_is_better(&other, follower))
            *follower = other;
    }
    return follower->face.success;
}

static int start(void *self, const facs_detection *seen, facs_spot *spot)
{
    facs_faces *faces = self;
    facs_clnf_follower *follower = &faces->follower[faces->roster.max];
    double start_ms = facs_clock_ms();
    *follower = (facs_clnf_follower){.following = 0};
    int found = facs_clnf_follower_start(follower, &faces->tools, seen);
    if (!facs_clnf_follower_is_sure(follower))
        found = start_turned(faces, seen, follower);
    if (seen->faint && !facs_clnf_follower_is_sure(follower))
        found = 0;
    *spot = facs_spot_of_landmarks(follower->face.landmarks);
    faces->detect_ms += (float)(facs_clock_ms() - start_ms);
    return found;
}

static float likeness(void *self, int place, int other)
{
    facs_faces *faces = self;
    const facs_clnf_face *face = &faces->follower[place].face;
    facs_back_end *back_end = faces->back_end[faces->roster.place[other].id];
    return facs_back_end_likeness(back_end, faces->picture, face->landmarks, &face->global[4]);
}

/* The next number's own state, if id is the next. */
static int add_back_end(facs_faces *faces, int id, facs_error *error)
{
    if (id < faces->ids)
        return 0;
    if (id >= faces->room) {
        int room = faces->room + FACS_MAX_FACES;
        facs_back_end **grown = realloc(faces->back_end, (size_t)room * sizeof(*grown));
        if (!grown)
            return facs_fail_memory(error, "the faces");
        faces->back_end = grown;
        faces->room = room;
    }
    int status = facs_back_end_open(&faces->back_end[id], faces->models, faces->au, error);
    if (status == 0 && faces->live)
        facs_back_end_set_live(faces->back_end[id]);
    faces->ids += status == 0;
    return status;
}

static int has_place(const facs_faces *faces, int id)
{
    for (int i = 0; i < faces->roster.max; i++)
        if (faces->roster.place[i].id == id)
            return 1;
    return 0;
}

/* Faces that have lost their place do not come back: their medians, most of a face's memory, are of
   no use any more. Where memory is short they stay until the end of the stream. */
static void finish_gone(facs_faces *faces)
{
    for (int id = 0; id < faces->ids; id++)
        if (!has_place(faces, id))
            facs_back_end_finish(faces->back_end[id]);
}

static int take_up(void *self, int place, int id, facs_error *error)
{
    facs_faces *faces = self;
    if (id == faces->ids)
        finish_gone(faces);
    faces->follower[place] = faces->follower[faces->roster.max];
    return add_back_end(faces, id, error);
}

/* ---- The faces ------------------------------------------------------------------------------- */

int facs_faces_open(facs_faces **out, const facs_models *models, const facs_face_search *search,
                    const facs_faces_options *options, facs_error *error)
{
    facs_detector *detector = search->detector;
    *out = NULL;
    facs_faces *faces = calloc(1, sizeof(*faces));
    if (!faces) {
        facs_detector_close(&detector);
        return facs_fail_memory(error, "the faces");
    }
    faces->models = models;
    faces->au = options->au;
    faces->live = options->live;
    faces->search = *search;
    faces->means = (facs_roster_means){.self = faces,
                                       .detect = detect,
                                       .follow = follow,
                                       .start = start,
                                       .likeness = likeness,
                                       .take_up = take_up};
    facs_roster_begin(&faces->roster, &faces->means, options->max, options->detect_every);
    if (options->keep_first)
        facs_roster_keep_first(&faces->roster);
    int status = 0;
    if (facs_clnf_tools_open(&faces->tools, models->pdm, models->clnf, options->crew) < 0)
        status = facs_fail_memory(error, "the faces");
    faces->tools.use_points = 1;
    if (status == 0)
        status = add_back_end(faces, 0, error);
    if (status < 0) {
        facs_faces_close(&faces);
        return status;
    }
    *out = faces;
    return 0;
}

void facs_faces_close(facs_faces **faces)
{
    if (!*faces)
        return;
    for (int id = 0; id < (*faces)->ids; id++)
        facs_back_end_close(&(*faces)->back_end[id]);
    free((*faces)->back_end);
    facs_clnf_tools_close(&(*faces)->tools);
    facs_detector_close(&(*faces)->search.detector);
    free(*faces);
    *faces = NULL;
}

int facs_faces_next(facs_faces *faces, const facs_image *picture, double time, facs_error *error)
{
    double start_ms = facs_clock_ms();
    memset(faces->landmarks_ms, 0, sizeof(faces->landmarks_ms));
    if (facs_clnf_tools_take(&faces->tools, picture) < 0)
        return facs_fail_memory(error, "a grey picture");
    faces->detect_ms = (float)(facs_clock_ms() - start_ms);
    faces->picture = picture;
    const facs_grey grey = facs_clnf_tools_grey(&faces->tools, 0);
    const int is_cut = facs_scene_is_cut(&faces->scene, &grey);
    faces->error = error;
    faces->failed = 0;
    int status = facs_roster_next(&faces->roster, time, is_cut, error);
    if (status == 0)
        status = faces->failed;
    faces->picture = NULL;
    faces->error = NULL;
    for (int i = 0; i < faces->roster.max; i++)
        faces->follower[i].following &= faces->roster.place[i].seen;
    return status;
}

int facs_faces_count(const facs_faces *faces)
{
    return faces->roster.count;
}

int facs_faces_track(facs_faces *faces, int i, facs_track *track)
{
    const int place = faces->roster.order[i];
    memset(track, 0, sizeof(*track));
    track->landmarks_ms = faces->landmarks_ms[place];
    track->detect_ms = i == 0 ? faces->detect_ms : 0;
    facs_clnf_follower_track(&faces->follower[place], faces->roster.place[place].seen, track);
    if (!track->success)
        track->confidence = 0; /* it was not looked for where it was */
    return faces->roster.place[place].id;
}

facs_back_end *facs_faces_back_end(const facs_faces *faces, int id)
{
    return faces->back_end[id];
}

int facs_faces_ids(const facs_faces *faces)
{
    return faces->ids;
}

void facs_faces_cancel(facs_faces *faces)
{
    facs_detector_cancel(faces->search.detector);
}
