/*
 * The input with what was found drawn over it: a video, or of a still image a picture. Either
 * OpenFace's tracked video, or the overlay with its panel of Action Units.
 *
 * Their calibrated values are known only at the end of the input. So an overlay is drawn then, from
 * an input that is read again, with the rows that were noted on the way; of an input that can be
 * read only once it is drawn as the frames come, with the values as they are then, and says so.
 */
#ifndef FACS_OUTPUT_DRAWN_VIDEO_H
#define FACS_OUTPUT_DRAWN_VIDEO_H

#include "media/source.h"
#include "pipeline/sink.h"

typedef struct facs_drawn_video_options {
    int panel;         /* 1: the overlay; 0: the tracked video */
    const char *input; /* to be read again for the overlay; NULL: draw as the frames come */
    facs_source_options reading;    /* of input */
    const facs_source_info *source; /* what is known of it; read until the end */
    int64_t every;                  /* of its frames, rows are of each so-manieth */
    int64_t max_frames; /* not 0: the rows may end before the input, and then the sound does */
    int max_faces;      /* of a frame */
    /* While input is read again: after so many frames; not 0: stop. May be NULL. */
    int (*drawing)(void *opaque, int64_t frames);
    void *opaque;
} facs_drawn_video_options;

/*
 * The format goes by path's ending. Frames must bring facs_face_data. OUTPUT errors; INPUT errors
 * where input cannot be read again.
 */
int facs_drawn_video_open(facs_sink *sink, const char *path,
                          const facs_drawn_video_options *options, facs_error *error);

#endif
