/*
 * Draws results over frames and encodes them, on its own thread.
 *
 *   calling thread                                       drawing thread
 *   frame of the writer's pool, with faces   -- queue -> overlay, encoder, file
 *
 * Queue and pool are bounded: a caller that is faster than the drawing waits. If the thread fails,
 * it ends both, and the caller's next call returns its error.
 */
#ifndef FACS_OUTPUT_DRAWN_WRITER_H
#define FACS_OUTPUT_DRAWN_WRITER_H

#include "media/video_encoder.h"
#include "output/overlay.h"

typedef struct facs_drawn_writer facs_drawn_writer;

typedef struct facs_drawn_writer_options {
    int handle; /* the empty file, open for reading and writing; remains the caller's */
    /* The file, possibly a picture, which keeps only the last frame; width and height of the
     * frames. */
    facs_video_encoder_options video;
    double first; /* time of the first frame, with which the video begins */
    facs_overlay_panel panel;
    int plain;     /* 1: draw on plain ground, and read no pixel of the frames */
    int max_faces; /* per frame */
} facs_drawn_writer_options;

/* Starts the file and the thread. OUTPUT errors. */
int facs_drawn_writer_open(facs_drawn_writer **out, const facs_drawn_writer_options *options,
                           facs_error *error);

/* Where the frames come from; their extra bytes have room for facs_drawn_faces. */
facs_frame_pool *facs_drawn_writer_pool(facs_drawn_writer *writer);

/* Hands over a frame of the pool with its faces, in order; on every outcome the writer returns it
 * to the pool. Fails if the thread did. */
int facs_drawn_writer_push(facs_drawn_writer *writer, facs_pool_frame *frame, facs_error *error);

/* 0, or the error that ended the thread: ask when the pool fails. */
int facs_drawn_writer_check(facs_drawn_writer *writer, facs_error *error);

/* Waits until everything is drawn and ends the file. all_sound: see facs_video_encoder_finish. */
int facs_drawn_writer_finish(facs_drawn_writer *writer, int all_sound, facs_error *error);

/* Stops drawing if unfinished. No frame of the pool may still be in use. */
void facs_drawn_writer_close(facs_drawn_writer **writer);

#endif
