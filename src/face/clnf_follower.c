#include "face/clnf_follower.h"

#include "face/five_points.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Failures in a row after which the old place is no longer tried (LandmarkDetectorFunc.cpp). */
#define MOST_FAILURES 100

/* Turns that are tried when the detector's own start does not lead to a face, radians. */
static const double other_turns[] = {0, 0.5, -0.5, 1.0, -1.0};
#define OTHER_TURNS ((int)(sizeof(other_turns) / sizeof(other_turns[0])))

int facs_clnf_tools_open(facs_clnf_tools *tools, const facs_pdm *pdm,
                         const facs_clnf_models *models, facs_crew *crew)
{
    *tools = (facs_clnf_tools){.pdm = pdm, .models = models};
    return facs_clnf_workspace_open(&tools->workspace, models, crew);
}

void facs_clnf_tools_close(facs_clnf_tools *tools)
{
    facs_clnf_workspace_close(&tools->workspace);
    free(tools->grey);
    *tools = (facs_clnf_tools){.room = 0};
}

int facs_clnf_tools_take(facs_clnf_tools *tools, const facs_image *picture)
{
    size_t bytes = (size_t)picture->width * (size_t)picture->height;
    if (bytes > tools->room) {
        uint8_t *grey = realloc(tools->grey, bytes);
        if (!grey)
            return -ENOMEM;
        tools->grey = grey;
        tools->room = bytes;
    }
    facs_grey_convert(picture, tools->grey, picture->width);
    tools->view = (facs_grey){tools->grey, picture->width, picture->height, picture->width};
    return 0;
}

static void find_from(const facs_clnf_tools *tools, const double global[6], facs_clnf_face *face)
{
    memset(face, 0, sizeof(*face));
    memcpy(face->global, global, sizeof(face->global));
    facs_clnf_find(tools->models, &tools->view, 0, face, tools->workspace);
}

int facs_clnf_follower_start(facs_clnf_follower *follower, const facs_clnf_tools *tools,
                             const facs_detection *seen)
{
    double global[6];
    facs_clnf_face face;
    if (facs_five_points_fit(tools->pdm, seen->points, global) < 0)
        return 0;
    find_from(tools, global, &face);
    for (int i = 0; i < OTHER_TURNS && !face.success; i++) {
        facs_clnf_face other;
        const double turned[6] = {global[0], 0, other_turns[i], global[3], global[4], global[5]};
        find_from(tools, turned, &other);
        if (other.confidence > face.confidence)
            face = other;
    }
    /* The first start is followed even if the validator doubts it: it may be wrong. */
    if (face.success || (!follower->following && face.global[0] > 0)) {
        follower->face = face;
        follower->following = 1;
        follower->failures = 0;
    }
    return face.success;
}

int facs_clnf_follower_follow(facs_clnf_follower *follower, const facs_clnf_tools *tools)
{
    if (!follower->following)
        return 0;
    /* A face that was found is near where it was: the coarsest scale is left out (window 0 there).
     */
    facs_clnf_find(tools->models, &tools->view, follower->face.success ? 1 : 0, &follower->face,
                   tools->workspace);
    follower->failures = follower->face.success ? 0 : follower->failures + 1;
    if (follower->failures > MOST_FAILURES)
        follower->following = 0;
    return follower->face.success;
}

void facs_clnf_follower_track(const facs_clnf_follower *follower, int found, facs_track *track)
{
    const facs_clnf_face *face = &follower->face;
    track->success = found;
    track->confidence = follower->following ? face->confidence : 0;
    if (!found)
        return;
    memcpy(track->landmarks, face->landmarks, sizeof(track->landmarks));
    facs_landmarks_box(track->landmarks, track->box);
    memcpy(track->tracked.global, face->global, sizeof(face->global));
    memcpy(track->tracked.local, face->local, sizeof(face->local));
    memcpy(track->eye, face->eye, sizeof(track->eye));
    track->has_eyes = 1;
}
