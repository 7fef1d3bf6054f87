/* The row of PFLD's landmarks. */
#include "landmarks/method.h"
#include "landmarks/pfld/pfld_tracker.h"

/* Frames looked at in parallel. On the three one-face sample clips intensities correlate with
 * OpenFace's by .850, .815 and .912; with 1 by .834, .831 and .906, with 4 by .828, .812 and .899,
 * with 8 by .819, .804 and .916. */
#define BATCH 3

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

static int start(void **tracker, const facs_method_stream *stream, facs_error *error)
{
    const facs_pfld_tracker_options options = {.detect_every = stream->detect_every,
                                               .batch = stream->batch,
                                               .crew = stream->crew,
                                               .search = stream->search};
    facs_pfld_tracker *own;
    int status = facs_pfld_tracker_open(&own, stream->detector.retinaface, stream->models,
                                        stream->pdm, &options, error);
    *tracker = own;
    return status;
}

static int next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error)
{
    facs_image pictures[FACS_MAX_BATCH];
    for (int i = 0; i < count; i++)
        pictures[i] = facs_pixels_bgr(&views[i].pixels);
    int status = facs_pfld_tracker_next(tracker, pictures, count, tracks, error);
    return status < 0 ? status : 1;
}

static void let_go(void *tracker)
{
    facs_pfld_tracker_let_go(tracker);
}

static void cancel(void *tracker)
{
    facs_pfld_tracker_cancel(tracker);
}

static void stop(void *tracker)
{
    facs_pfld_tracker *own = tracker;
    facs_pfld_tracker_close(&own);
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
