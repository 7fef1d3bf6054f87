/* The row of OpenFace's landmarks (CLNF): clm_tracker.c follows a single face, clm_faces.c
 * several, or one that must stay the same person. */
#include "base/error.h"
#include "landmarks/clm/clm_faces.h"
#include "landmarks/clm/clm_tracker.h"
#include "landmarks/method.h"

#include <stdlib.h>

/* A tracker; one of the two is NULL. */
typedef struct clnf {
    facs_clm_tracker *one;
    facs_clm_faces *several;
} clnf;

static int open(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error)
{
    facs_clm_models *own;
    (void)network;
    int status = facs_clm_models_open(&own, folder, crew, error);
    *models = own;
    return status;
}

static void close(void *models)
{
    facs_clm_models *own = models;
    facs_clm_models_close(&own);
}

static const facs_pdm *eye_pdm(const void *models, int eye)
{
    return facs_clm_models_pdm(models, eye ? FACS_CLM_RIGHT_EYE : FACS_CLM_LEFT_EYE);
}

static void stop(void *tracker)
{
    clnf *own = tracker;
    facs_clm_tracker_close(&own->one);
    facs_clm_faces_close(&own->several);
    free(own);
}

/* search: with its detector, which is taken, even on failure. */
static int start_search(clnf *own, const facs_method_stream *stream, const facs_face_search *search,
                        facs_error *error)
{
    if (stream->faces > 1 || search->choice == FACS_FACE_FIRST)
        return facs_clm_faces_open(&own->several, stream, search, error);
    return facs_clm_tracker_open(&own->one, stream, search, error);
}

static int start(void **tracker, const facs_method_stream *stream, facs_error *error)
{
    facs_face_search search = stream->search;
    clnf *own = calloc(1, sizeof(*own));
    *tracker = NULL;
    if (!own)
        return facs_fail_memory(error, "a tracker");
    int status = facs_detector_open(&search.detector, &stream->detector, error);
    if (status == 0)
        status = start_search(own, stream, &search, error);
    if (status < 0)
        stop(own);
    else
        *tracker = own;
    return status;
}

static int next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error)
{
    clnf *own = tracker;
    (void)count;
    if (own->several)
        return facs_clm_faces_next(own->several, &views->pixels, views->time, tracks, error);
    int status = facs_clm_tracker_next(own->one, &views->pixels, tracks, error);
    return status < 0 ? status : 1;
}

static void cancel(void *tracker)
{
    clnf *own = tracker;
    if (own->several)
        facs_clm_faces_cancel(own->several);
    else
        facs_clm_tracker_cancel(own->one);
}

const facs_method facs_clnf_method = {.name = "clnf",
                                      .title = "CLNF",
                                      .traits = FACS_METHOD_FINDS | FACS_METHOD_SEVERAL |
                                                FACS_METHOD_MTCNN,
                                      .file = facs_clm_models_file,
                                      .open = open,
                                      .close = close,
                                      .eye_pdm = eye_pdm,
                                      .start = start,
                                      .next = next,
                                      .cancel = cancel,
                                      .stop = stop};
