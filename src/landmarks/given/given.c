#include "landmarks/given/given.h"

#include "detect/face_square.h"
#include "landmarks/method.h"
#include "os/clock.h"

#include <string.h>

void facs_given_track(const facs_pdm *pdm, const float *landmarks, facs_track *track)
{
    memset(track, 0, sizeof(*track));
    double start = facs_clock_ms();
    if (facs_shape_fit(pdm, landmarks, &track->shape) == 0) {
        track->success = 1;
        track->confidence = 1;
        track->has_shape = 1;
        memcpy(track->landmarks, landmarks, sizeof(track->landmarks));
        facs_landmarks_box(landmarks, track->box);
    }
    track->shape_ms = (float)(facs_clock_ms() - start);
}

/* The analyzer calls facs_given_track itself, because points that come with a frame are used
 * whatever the method: there is no tracker. */
const facs_method facs_given_method = {.name = "given", .title = "given"};
