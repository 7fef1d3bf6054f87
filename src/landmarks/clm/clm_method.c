/* clm_tracker.c follows a single face, clm_faces.c several, or one that must stay the same
 * person. */
#include "landmarks/clm/clm_method.h"

#include "base/error.h"
#include "landmarks/clm/clm_faces.h"
#include "landmarks/clm/clm_tracker.h"

#include <stdlib.h>

/* A tracker; one of the two is NULL. */
typedef struct clm {
    facs_clm_tracker *one;
    facs_clm_faces *several;
} clm;

void facs_clm_method_close(void *models)
{
    facs_clm_models *own = models;
    facs_clm_models_close(&own);
}

int facs_clm_method_open(void **models, const facs_clm_kind *kind, const char *folder,
                         facs_crew *crew, facs_error *error)
{
    facs_clm_models *own;
    const int status = facs_clm_models_open(&own, kind, folder, crew, error);
    *models = own;
    return status;
}

void facs_clm_method_halve(void *models)
{
    facs_clm_models_halve(models);
}

const facs_pdm *facs_clm_method_eye_pdm(const void *models, int eye)
{
    return facs_clm_models_pdm(models, eye ? FACS_CLM_RIGHT_EYE : FACS_CLM_LEFT_EYE);
}

void facs_clm_method_stop(void *tracker)
{
    clm *own = tracker;
    facs_clm_tracker_close(&own->one);
    facs_clm_faces_close(&own->several);
    free(own);
}

/* search: with its detector, which is taken, even on failure. */
static int start_search(clm *own, const facs_method_stream *stream, const facs_face_search *search,
                        facs_error *error)
{
    if (stream->faces > 1 || search->choice == FACS_FACE_FIRST)
        return facs_clm_faces_open(&own->several, stream, search, error);
    return facs_clm_tracker_open(&own->one, stream, search, error);
}

int facs_clm_method_start(void **tracker, const facs_method_stream *stream, facs_error *error)
{
    facs_face_search search = stream->search;
    facs_detector_source source = stream->detector;
    clm *own = calloc(1, sizeof(*own));
    *tracker = NULL;
    if (!own)
        return facs_fail_memory(error, "a tracker");
    source.crew = stream->crew;
    int status = facs_detector_open(&search.detector, &source, error);
    if (status == 0)
        status = start_search(own, stream, &search, error);
    if (status < 0)
        facs_clm_method_stop(own);
    else
        *tracker = own;
    return status;
}

int facs_clm_method_next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                         facs_error *error)
{
    clm *own = tracker;
    (void)count;
    if (own->several)
        return facs_clm_faces_next(own->several, &views->pixels, views->time, tracks, error);
    int status = facs_clm_tracker_next(own->one, &views->pixels, tracks, error);
    return status < 0 ? status : 1;
}

void facs_clm_method_cancel(void *tracker)
{
    clm *own = tracker;
    if (own->several)
        facs_clm_faces_cancel(own->several);
    else
        facs_clm_tracker_cancel(own->one);
}
