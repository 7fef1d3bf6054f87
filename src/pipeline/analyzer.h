/* facs_analyzer from the inside: its two steps, and what its last frame was described by. */
#ifndef FACS_PIPELINE_ANALYZER_H
#define FACS_PIPELINE_ANALYZER_H

#include "face/track.h"
#include "pipeline/back_end.h"

/*
 * What facs_analyzer_push does, in two steps that two threads may be in at a time, each for the
 * frames in order: follow finds the landmarks of the next count frames into tracks[count]; describe
 * takes one frame with its track, whose results are then pulled. With several faces follow leaves
 * tracks as they are, and describe does all. Errors as facs_analyzer_push; follow's in error.
 */
int facs_analyzer_follow(facs_analyzer *analyzer, const facs_frame *frames, int count,
                         facs_track *tracks, facs_error *error);
int facs_analyzer_describe(facs_analyzer *analyzer, const facs_frame *frame,
                           const facs_track *track);

/* Of the face whose result was pulled last. Lives as long as the analyzer. */
const facs_back_end *facs_analyzer_back_end(const facs_analyzer *analyzer);

/* Results of the last frame: those that were pulled, and those that are still to be. */
int facs_analyzer_pulled(const facs_analyzer *analyzer);
int facs_analyzer_waiting(const facs_analyzer *analyzer);

#endif
