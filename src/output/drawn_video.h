/*
 * The input with the results drawn over it: a video, or a picture for a still image. Either
 * OpenFace's tracked video, or the overlay with its panel of Action Units.
 *
 * Calibrated values are known only at the end. The overlay is therefore drawn then: the input is
 * read again and combined with rows saved along the way. If the input can be read only once, the
 * overlay is drawn as the frames come, with uncalibrated values, and says so.
 */
#ifndef FACS_OUTPUT_DRAWN_VIDEO_H
#define FACS_OUTPUT_DRAWN_VIDEO_H

#include "media/source.h"
#include "pipeline/sink.h"

typedef struct facs_drawn_video_options {
    int panel;                   /* 1: the overlay; 0: the tracked video */
    const char *input;           /* to read again for the overlay; NULL: draw as the frames come */
    facs_source_options reading; /* how to read input */
    const facs_source_info *source; /* must outlive the sink */
    int64_t every;                  /* every n-th frame of the input has rows */
    int64_t max_frames; /* not 0: the rows, and so the sound, may end before the input */
    int max_faces;      /* per frame */
    /* Called with the number of frames drawn so far while input is read again; a result other than
     * 0 stops. May be NULL. */
    int (*drawing)(void *opaque, int64_t frames);
    void *opaque;
} facs_drawn_video_options;

/* The extension of path selects the format. Frames must carry facs_face_data. OUTPUT errors; INPUT
 * errors if input cannot be read again. */
int facs_drawn_video_open(facs_sink *sink, const char *path,
                          const facs_drawn_video_options *options, facs_error *error);

#endif
