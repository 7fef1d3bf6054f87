#include "face/clnf_tracker.h"

#include "base/clock.h"
#include "base/error.h"
#include "face/clnf_follower.h"

#include <stdlib.h>
#include <string.h>

struct facs_clnf_tracker {
    facs_clnf_tools tools;
    facs_detector *detector;
    facs_clnf_follower follower;
    facs_detection found[FACS_DETECTOR_MAX_FACES];
};

int facs_clnf_tracker_open(facs_clnf_tracker **out, facs_detector *detector, const facs_pdm *pdm,
                           const facs_clnf_models *models, facs_crew *crew, facs_error *error)
{
    *out = NULL;
    facs_clnf_tracker *tracker = calloc(1, sizeof(*tracker));
    if (!tracker) {
        facs_detector_close(&detector);
        return facs_fail_memory(error, "a tracker");
    }
    tracker->detector = detector;
    if (facs_clnf_tools_open(&tracker->tools, pdm, models, crew) < 0) {
        facs_clnf_tracker_close(&tracker);
        return facs_fail_memory(error, "a tracker");
    }
    *out = tracker;
    return 0;
}

void facs_clnf_tracker_close(facs_clnf_tracker **tracker)
{
    if (!*tracker)
        return;
    facs_clnf_tools_close(&(*tracker)->tools);
    facs_detector_close(&(*tracker)->detector);
    free(*tracker);
    *tracker = NULL;
}

void facs_clnf_tracker_cancel(facs_clnf_tracker *tracker)
{
    facs_detector_cancel(tracker->detector);
}

/* Look at the whole picture. 1: there is a face where the detector says so. */
static int detect(facs_clnf_tracker *tracker, const facs_image *picture, facs_error *error)
{
    int count = facs_detector_run(tracker->detector, picture, tracker->found,
                                  FACS_DETECTOR_MAX_FACES, error);
    if (count <= 0)
        return count;
    return facs_clnf_follower_start(&tracker->follower, &tracker->tools,
                                    facs_detector_choose(tracker->detector, tracker->found, count));
}

int facs_clnf_tracker_next(facs_clnf_tracker *tracker, const facs_image *picture, facs_track *track,
                           facs_error *error)
{
    memset(track, 0, sizeof(*track));
    double start_ms = facs_clock_ms();
    if (facs_clnf_tools_take(&tracker->tools, picture) < 0)
        return facs_fail_memory(error, "a grey picture");
    int found = facs_clnf_follower_follow(&tracker->follower, &tracker->tools);
    double followed_ms = facs_clock_ms();
    if (!found)
        found = detect(tracker, picture, error);
    if (found < 0)
        return found;
    track->landmarks_ms = (float)(followed_ms - start_ms);
    track->detect_ms = (float)(facs_clock_ms() - followed_ms);
    facs_clnf_follower_track(&tracker->follower, found, track);
    return 0;
}
