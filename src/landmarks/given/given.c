#include "landmarks/given/given.h"

#include "base/error.h"
#include "detect/face_square.h"
#include "landmarks/method.h"
#include "os/clock.h"

#include <stdlib.h>
#include <string.h>

typedef struct given {
    const facs_pdm *pdm;
} given;

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

static int start(void **tracker, const facs_method_stream *stream, facs_error *error)
{
    given *own = malloc(sizeof(*own));
    *tracker = own;
    if (!own)
        return facs_fail_memory(error, "a tracker");
    own->pdm = stream->pdm;
    return 0;
}

static int next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error)
{
    const given *own = tracker;
    (void)count;
    (void)error;
    facs_given_track(own->pdm, views->landmarks, tracks);
    return 1;
}

const facs_method facs_given_method = {
    .name = "given", .title = "given", .start = start, .next = next, .stop = free};
