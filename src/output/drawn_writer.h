/*
 * Frames with what was found in them, drawn and encoded on a thread of their own.
 *
 *   calling thread                                       its thread
 *   frame of the writer's pool, faces in it  -- queue -> overlay, encoder, file
 *
 * Queue and pool are bounded: who hands in frames faster than they are drawn waits. A failure of
 * the thread ends both, so that the next call of the calling thread learns of it.
 */
#ifndef FACS_OUTPUT_DRAWN_WRITER_H
#define FACS_OUTPUT_DRAWN_WRITER_H

#include "media/input_bytes.h"
#include "output/overlay.h"

typedef struct facs_drawn_writer facs_drawn_writer;

typedef struct facs_drawn_writer_options {
    const char
        *path;  /* whose ending tells the format; with a picture's, only the last frame stays */
    int handle; /* of the file, empty, open to read and write; stays the caller's */
    int width, height; /* of every frame, pixels */
    facs_overlay_panel panel;
    int max_faces;     /* of a frame */
    double frame_rate; /* nominal; 0: unknown */
    int threads;       /* of the encoder; 0: one */
    const char *sound; /* as in facs_video_encoder_options, like the next one */
    facs_input_bytes *sound_from;
    double start; /* likewise */
    const facs_log *log;
} facs_drawn_writer_options;

/* Begin the file and start the thread. OUTPUT errors. */
int facs_drawn_writer_open(facs_drawn_writer **out, const facs_drawn_writer_options *options,
                           facs_error *error);

/* Where the frames come from. Their extra bytes have room for the faces. */
facs_frame_pool *facs_drawn_writer_pool(facs_drawn_writer *writer);

/* Hand in a frame of the pool with its faces, in order; it goes back by itself, on every outcome.
 * Fails as the thread did. */
int facs_drawn_writer_push(facs_drawn_writer *writer, facs_pool_frame *frame, facs_error *error);

/* 0, or the failure of the thread, which has ended then: why its pool has no more frames. */
int facs_drawn_writer_check(facs_drawn_writer *writer, facs_error *error);

/* Wait until all is drawn, and end the file, once; all_sound as for facs_video_encoder_finish. */
int facs_drawn_writer_finish(facs_drawn_writer *writer, int all_sound, facs_error *error);

/* Stop, if it was not finished; every frame must be back. */
void facs_drawn_writer_close(facs_drawn_writer **writer);

#endif
