/* The internals of facs_analyzer: its state and its two steps. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "base/canvas.h"
#include "base/crew.h"
#include "base/warnings.h"
#include "landmarks/track.h"
#include "pipeline/people.h"

/* What facs_analyzer_series needs of a result, besides what facs_people_series knows. */
typedef struct facs_pushed_row {
    int64_t index;
    int success;
} facs_pushed_row;

/* Whether the face is still the same person's. Begins as all zero, except for log and warnings. */
typedef struct facs_cuts {
    const facs_log *log;     /* kept; receives the first case if warnings is NULL */
    facs_warnings *warnings; /* kept; may be NULL */
    int has_face;            /* there has been a face, */
    int is_cut;              /* and since then a cut, but no face */
    int64_t others;          /* faces after a cut that looked like another person's */
} facs_cuts;

struct facs_analyzer {
    const facs_models *models;
    facs_options options;
    facs_crew *crew;
    void *tracker; /* of the models' landmark method */
    facs_people *people;
    facs_track *tracks;    /* of a pushed frame, one for each possible face */
    facs_result *results;  /* of the last frame, one for each possible face */
    int count, pulled;     /* of results */
    facs_canvas *colours;  /* of the frame that describe has */
    facs_pushed_row *rows; /* of all pushed frames; unused when live */
    int64_t row_count, row_room;
    facs_cuts cuts;
    int finished;
    facs_error error;
};

/* The number of the last frame's results that are still to be pulled. */
static inline int facs_analyzer_waiting(const facs_analyzer *analyzer)
{
    return analyzer->count - analyzer->pulled;
}

/* A frame as the two steps below take it. */
typedef struct facs_analyzer_frame {
    facs_pixels pixels;
    int64_t index;
    double time; /* seconds */
    int damaged;
    const float *landmarks; /* as in facs_frame */
} facs_analyzer_frame;

/* For a frame that facs_pixels_check accepts. */
facs_analyzer_frame facs_analyzer_frame_of(const facs_frame *frame);

/*
 * The two steps of facs_analyzer_push, which two threads may run at the same time, each for all
 * frames in order.
 *
 * follow finds the faces of frames[0] and returns the number of tracks, at most facs_options_faces,
 * or a negative errno, with error. The other count - 1 frames come next (FACS_MAX_BATCH in all) and
 * may be looked at already: their pixels must stay valid until it was their turn, until a failure,
 * or until the method's let_go. When follow must know what faces in earlier frames look like, it
 * waits until those are done, or for facs_analyzer_cancel.
 *
 * describe takes a frame with its tracks. Its results are then pulled, and facs_people_done ends
 * the frame. Errors: as facs_analyzer_push.
 */
int facs_analyzer_follow(facs_analyzer *analyzer, const facs_analyzer_frame *frames, int count,
                         facs_track *tracks, facs_error *error);
int facs_analyzer_describe(facs_analyzer *analyzer, const facs_analyzer_frame *frame,
                           const facs_track *tracks, int count);

#endif
