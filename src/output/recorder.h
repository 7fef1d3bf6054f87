/*
 * Records the pictures of a live run without loss, on a thread of its own.
 *
 *   calling thread                                    recording thread
 *   a copy of the picture in the pool   -- queue ->   encoder, draft
 *
 * The pool is bounded, and the caller never waits: a picture that comes while all frames of the
 * pool wait to be encoded is left out and counted.
 */
#ifndef FACS_OUTPUT_RECORDER_H
#define FACS_OUTPUT_RECORDER_H

#include "base/frame_pool.h"

typedef struct facs_recorder facs_recorder;

/* Makes the draft of path, which ends in .mkv and is not there yet. frame_rate: nominal; 0:
 * unknown. OUTPUT errors. */
int facs_recorder_open(facs_recorder **out, const char *path, double frame_rate, facs_error *error);

/* Takes a picture, all of the same size, with its time in seconds. Fails if writing did. */
int facs_recorder_add(facs_recorder *recorder, const facs_pool_frame *frame, facs_error *error);

/* Waits until all pictures are written, and gives the file its name; without a picture there is
 * none. *lost: how many were left out. OUTPUT errors. */
int facs_recorder_finish(facs_recorder *recorder, int64_t *lost, facs_error *error);

/* Stops; a recording that is not finished stays under its unfinished name. */
void facs_recorder_close(facs_recorder **recorder);

#endif
