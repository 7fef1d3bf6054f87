#include "landmarks/clm/clm_tracker.h"

#include "base/error.h"
#include "detect/face_square.h"
#include "detect/nms.h"
#include "landmarks/clm/clm_follower.h"
#include "landmarks/scene.h"
#include "landmarks/turned_look.h"
#include "os/clock.h"

#include <stdlib.h>
#include <string.h>

/* OpenFace asks the detector in every second frame while it still tries the old place, and in every
 * twelfth after that (LandmarkDetectorFunc.cpp, reinit_video_every). */
#define LOOK_EVERY   2
#define SEARCH_EVERY 12

/* Consecutive frames for which a face may be lost and come back on the validator's word alone. */
#define SHORT_LOSS 5

/* Frames after which the detector checks a followed face. */
#define CHECK_EVERY 30

struct facs_clm_tracker {
    facs_clm_tools tools;
    facs_face_search search;
    facs_clm_follower follower;
    facs_scene scene;
    int unchecked; /* frames since the detector agreed, while the face is followed */
    int is_left;   /* there was a cut since the face was lost */
    int turns;     /* looks at turned pictures so far */
    int absent;    /* consecutive looks that found no face */
    int doubts;    /* looks at turned pictures still due because the start was unsure */
    facs_detection found[FACS_DETECTOR_MAX_FACES];
};

int facs_clm_tracker_open(facs_clm_tracker **out, const facs_method_stream *stream,
                          const facs_face_search *search, facs_error *error)
{
    facs_detector *detector = search->detector;
    *out = NULL;
    facs_clm_tracker *tracker = calloc(1, sizeof(*tracker));
    if (!tracker) {
        facs_detector_close(&detector);
        return facs_fail_memory(error, "a tracker");
    }
    tracker->search = *search;
    if (facs_clm_tools_open(&tracker->tools, stream) < 0) {
        facs_clm_tracker_close(&tracker);
        return facs_fail_memory(error, "a tracker");
    }
    *out = tracker;
    return 0;
}

void facs_clm_tracker_close(facs_clm_tracker **tracker)
{
    if (!*tracker)
        return;
    facs_clm_tools_close(&(*tracker)->tools);
    facs_detector_close(&(*tracker)->search.detector);
    free(*tracker);
    *tracker = NULL;
}

void facs_clm_tracker_cancel(facs_clm_tracker *tracker)
{
    facs_detector_cancel(tracker->search.detector);
}

/* ---- Looks ----------------------------------------------------------------------------------- */

static int is_outside(const facs_clm_tracker *tracker)
{
    float box[4];
    facs_landmarks_box(tracker->follower.face.landmarks, box);
    return !facs_face_search_covers(&tracker->search, box);
}

/* Returns the found face that overlaps the followed one most, by more than min; NULL: none. */
static const facs_detection *find_same(const facs_clm_tracker *tracker, int count, float min)
{
    const facs_detection *same = NULL;
    float box[4];

    facs_landmarks_box(tracker->follower.face.landmarks, box);
    for (int i = 0; i < count; i++) {
        const float overlap = facs_box_overlap(tracker->found[i].box, box);
        if (overlap > min) {
            min = overlap;
            same = &tracker->found[i];
        }
    }
    return same;
}

/* Returns the found face where the face was last, or else the one to choose. */
static const facs_detection *choose(facs_clm_tracker *tracker, int count)
{
    const facs_image picture = facs_clm_tools_picture(&tracker->tools, 0);
    const facs_detection *same =
        tracker->follower.following ? find_same(tracker, count, FACS_DETECTOR_SAME_FACE) : NULL;
    return same ? same : facs_face_search_choose(&tracker->search, &picture, tracker->found, count);
}

/* 1: believe a start from seen that the validator accepted. Something that is only likely a face is
 * believed where the face was last (is_same). */
static int is_credible(const facs_detection *seen, const facs_clm_follower *started, int is_same)
{
    return seen->faint == 0 || (seen->faint == 1 && is_same) || facs_clm_follower_is_sure(started);
}

/* Starts from seen, which may be a mistake of the detector: follows it only if the validator agrees
 * and it is more likely than the face already found in this frame. */
static void start_carefully(facs_clm_tracker *tracker, const facs_detection *seen)
{
    facs_clm_follower *follower = &tracker->follower, other = {.following = 0};
    if (facs_clm_follower_start(&other, &tracker->tools, seen) && is_credible(seen, &other, 0) &&
        facs_clm_follower_is_better(&other, follower))
        *follower = other;
}

/* Searches the whole picture. 1: the face was started there. */
static int look(facs_clm_tracker *tracker, facs_error *error)
{
    const facs_image picture = facs_clm_tools_picture(&tracker->tools, 0);
    const int count = facs_face_search_run(&tracker->search, &picture, tracker->found,
                                           FACS_DETECTOR_MAX_FACES, error);
    if (count <= 0)
        return count;
    const facs_detection *seen = choose(tracker, count);
    const int is_same =
        tracker->follower.following && find_same(tracker, count, FACS_DETECTOR_SAME_FACE) == seen;
    if (seen->faint == 0 || (seen->faint == 1 && is_same))
        return facs_clm_follower_start(&tracker->follower, &tracker->tools, seen);
    start_carefully(tracker, seen);
    return tracker->follower.face.success;
}

/* If the face is not sure yet, looks at the next of the three turned pictures. 1: there is a face,
 * from this look or before. */
static int look_around(facs_clm_tracker *tracker, facs_error *error)
{
    if (facs_clm_follower_is_sure(&tracker->follower))
        return 1;
    const int quarters = facs_turned_look_quarters(tracker->turns++);
    const int count = facs_turned_look(&tracker->search, &tracker->tools, quarters, tracker->found,
                                       FACS_DETECTOR_MAX_FACES, error);
    if (count < 0)
        return count;
    if (count > 0)
        start_carefully(tracker, choose(tracker, count));
    return tracker->follower.face.success;
}

/* Searches for a face to start: upright, and if that leaves a doubt, on its side or upside down. A
 * new face, maybe in a single picture, gets three more looks at once. Otherwise, to keep looks
 * cheap, it gets one, and if a face was found, the others in the next frames. */
static int search(facs_clm_tracker *tracker, facs_error *error)
{
    const int at_once = tracker->absent == 0 && !tracker->follower.following ? 3 : 1;
    int found = look(tracker, error);

    for (int i = 0; i < at_once && found >= 0; i++)
        found = look_around(tracker, error);
    if (found < 0)
        return found;
    if (found && is_outside(tracker))
        found = 0;
    tracker->doubts = found && !facs_clm_follower_is_sure(&tracker->follower) ? 3 - at_once : 0;
    tracker->absent = found ? 0 : tracker->absent + 1;
    return found;
}

/* ---- Checks ---------------------------------------------------------------------------------- */

/* 1: the detector sees a face where the followed one is. A faint one settles a doubt only if the
 * fit is sure. */
static int is_seen(facs_clm_tracker *tracker, int is_doubtful, facs_error *error)
{
    const facs_clm_follower *follower = &tracker->follower;
    facs_detection seen;
    float box[4];

    facs_landmarks_box(follower->face.landmarks, box);
    const int found = facs_turned_look_near(&tracker->search, &tracker->tools, follower->quarters,
                                            box, &seen, error);
    return found > 0 && is_doubtful ? is_credible(&seen, follower, 1) : found;
}

/* Starts from what the detector sees, if it may be the face: if there was no doubt, it must overlap
 * the followed face. If both are in one place, the more likely fit stays. 1: the detector agrees to
 * the face, or there was no doubt; 0: neither. */
static int compare(facs_clm_tracker *tracker, int is_doubtful, facs_error *error)
{
    facs_clm_follower *follower = &tracker->follower;
    const facs_clm_follower followed = *follower;
    const facs_image picture = facs_clm_tools_picture(&tracker->tools, 0);
    const int count = facs_face_search_run(&tracker->search, &picture, tracker->found,
                                           FACS_DETECTOR_MAX_FACES, error);
    if (count <= 0)
        return count;
    const facs_detection *seen =
        is_doubtful ? choose(tracker, count) : find_same(tracker, count, 0);
    if (!seen)
        return 0;
    const int is_same = find_same(tracker, count, FACS_DETECTOR_SAME_FACE) == seen;
    *follower = (facs_clm_follower){.following = 0};
    const int found = facs_clm_follower_start(follower, &tracker->tools, seen) &&
                      is_credible(seen, follower, is_same);
    if (!found || ((is_same || !is_doubtful) &&
                   followed.face.log_likelihood >= follower->face.log_likelihood))
        *follower = followed;
    return found || !is_doubtful;
}

/* Decides whether to believe a face that was followed after this many failures. A lost face comes
 * back if the detector agrees; after a cut there must be a face, though not necessarily the same
 * one. */
static int check(facs_clm_tracker *tracker, int failures, int is_cut, facs_error *error)
{
    const int is_doubtful = is_cut || tracker->is_left || failures > SHORT_LOSS;
    if (tracker->doubts > 0) {
        tracker->doubts--;
        const int turned = look_around(tracker, error);
        if (turned < 0)
            return turned;
    }
    if (!is_doubtful && ++tracker->unchecked < CHECK_EVERY)
        return 1;
    tracker->unchecked = 0;
    int seen = is_cut ? 0 : is_seen(tracker, is_doubtful, error);
    if (seen == 0)
        seen = compare(tracker, is_doubtful, error);
    if (seen == 0 && is_cut)
        seen = is_seen(tracker, is_doubtful, error);
    return seen == 0 && !is_doubtful ? 1 : seen;
}

/* ---- Frames ---------------------------------------------------------------------------------- */

static int is_time_to_look(const facs_clm_follower *follower)
{
    return follower->following ? follower->failures % LOOK_EVERY == 1
                               : follower->failures % SEARCH_EVERY == 0;
}

/* Follows the face into the next picture. 1: it is there. */
static int follow(facs_clm_tracker *tracker, int is_cut, facs_track *track, facs_error *error)
{
    facs_clm_follower *follower = &tracker->follower;
    const int failures = follower->failures;
    const double start = facs_clock_ms();

    int found = facs_clm_follower_follow(follower, &tracker->tools, tracker->tools.workspace);
    track->landmarks_ms += (float)(facs_clock_ms() - start);
    if (found && is_outside(tracker))
        found = 0;
    else if (found)
        found = check(tracker, failures, is_cut, error);
    if (found == 0 && follower->following)
        facs_clm_follower_refuse(follower, failures + 1);
    return found;
}

int facs_clm_tracker_next(facs_clm_tracker *tracker, const facs_pixels *pixels, facs_track *track,
                          facs_error *error)
{
    facs_clm_follower *follower = &tracker->follower;
    const int was_following = follower->following;
    memset(track, 0, sizeof(*track));
    const double start = facs_clock_ms();
    if (facs_clm_tools_take(&tracker->tools, pixels) < 0)
        return facs_fail_memory(error, "a grey picture");
    const facs_grey grey = facs_clm_tools_grey(&tracker->tools, 0);
    const int is_cut = facs_scene_is_cut(&tracker->scene, &grey);
    track->landmarks_ms = (float)(facs_clock_ms() - start);
    tracker->is_left |= is_cut;
    int found = follow(tracker, is_cut, track, error);
    if (found == 0 && is_time_to_look(follower))
        found = search(tracker, error);
    if (found >= 0 && facs_clm_workspace_failure(tracker->tools.workspace, error) < 0)
        found = facs_clm_workspace_failure(tracker->tools.workspace, error);
    if (found < 0)
        return found;
    if (found)
        tracker->is_left = 0;
    else if (!was_following && !follower->following)
        follower->failures++;
    track->is_cut = is_cut;
    track->detect_ms = (float)(facs_clock_ms() - start) - track->landmarks_ms;
    facs_clm_follower_track(follower, found, track);
    return 0;
}
