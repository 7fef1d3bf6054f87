/* The internals of facs_analyzer: its two steps, and how its last face was described. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "base/warnings.h"
#include "landmarks/track.h"
#include "pipeline/back_end.h"

/*
 * The two steps of facs_analyzer_push, which two threads may run at the same time, each for all
 * frames in order.
 *
 * follow finds the faces of frames[0] and returns the number of tracks, at most facs_options_faces,
 * or a negative errno, with error. The other count - 1 frames come next (FACS_MAX_BATCH in all) and
 * may be looked at already: their pixels must stay valid until it was their turn, until a failure,
 * or until facs_analyzer_let_go. When follow must know what faces in earlier frames look like, it
 * waits until those are done, or for facs_analyzer_cancel.
 *
 * describe takes a frame with its tracks. Its results are then pulled, and done ends the frame.
 * Errors: as facs_analyzer_push.
 */
int facs_analyzer_follow(facs_analyzer *analyzer, const facs_frame *frames, int count,
                         facs_track *tracks, facs_error *error);
void facs_analyzer_let_go(facs_analyzer *analyzer);
int facs_analyzer_describe(facs_analyzer *analyzer, const facs_frame *frame,
                           const facs_track *tracks, int count);
void facs_analyzer_done(facs_analyzer *analyzer);

/* Collects warnings about the frames, instead of logging them. Kept; may be NULL. */
void facs_analyzer_set_warnings(facs_analyzer *analyzer, facs_warnings *warnings);

/* Returns the back end of the face whose result was pulled last. Valid as long as the analyzer. */
const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer);

/* The number of the last frame's results that were pulled, and that are still waiting. */
int facs_analyzer_pulled(const facs_analyzer *analyzer);
int facs_analyzer_waiting(const facs_analyzer *analyzer);

/* As facs_people_series. */
int facs_analyzer_values(const facs_analyzer *analyzer, int64_t n, facs_result *result);

#endif
