/* facs_analyzer from the inside: its two steps, and what its last frame was described by. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "base/warnings.h"
#include "landmarks/track.h"
#include "pipeline/back_end.h"

/*
 * What facs_analyzer_push does, in two steps that two threads may be in at a time, each for the
 * frames in order. follow finds the faces of frames[0]: the number of tracks, at most
 * facs_options_faces, or a negative errno, with error. The count - 1 frames behind it, at most
 * FACS_MAX_BATCH in all, come next, and may be looked at already: their pixels must stay until
 * they were first, or until a failure, or facs_analyzer_let_go. describe takes a frame with its
 * tracks; its results are then pulled, and facs_analyzer_done ends the frame. follow waits for it
 * where it must know what earlier frames' faces look like, until facs_analyzer_cancel. Errors as
 * facs_analyzer_push.
 */
int facs_analyzer_follow(facs_analyzer *analyzer, const facs_frame *frames, int count,
                         facs_track *tracks, facs_error *error);
void facs_analyzer_let_go(facs_analyzer *analyzer);
int facs_analyzer_describe(facs_analyzer *analyzer, const facs_frame *frame,
                           const facs_track *tracks, int count);
void facs_analyzer_done(facs_analyzer *analyzer);

/* Where to tell of what the frames give cause to warn of, in place of the log. Kept; may be NULL.
 */
void facs_analyzer_set_warnings(facs_analyzer *analyzer, facs_warnings *warnings);

/* Of the face whose result was pulled last. Lives as long as the analyzer. */
const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer);

/* Results of the last frame: those that were pulled, and those that are still to be. */
int facs_analyzer_pulled(const facs_analyzer *analyzer);
int facs_analyzer_waiting(const facs_analyzer *analyzer);

/* As facs_people_series. */
int facs_analyzer_values(const facs_analyzer *analyzer, int64_t n, facs_result *result);

#endif
