/*
 * The newest frame of a live run, from the thread that analyzes to those that show it. Newest wins:
 * a frame that nobody took is written over, and one that is still being sent stays as it is until
 * it was let go. The one who gives never waits, and memory does not depend on how slow a taker is.
 */
#ifndef FACS_TOOLS_VIEW_FRAMES_H
#define FACS_TOOLS_VIEW_FRAMES_H

#include <facs/facs.h>

/* Held by takers at the same time, at most. */
#define FACS_VIEW_MAX_TAKERS 8

/* What a page is shown. */
typedef struct facs_view_frame {
    int64_t number; /* of those given, from 1 */
    /* Filled in by the giver. */
    facs_result *results; /* one a face */
    int result_count;
    int source_width, source_height; /* pixels: what the results' points lie in */
    int64_t analyzed, dropped;       /* frames of the run so far */
    double delay_ms;                 /* from the capture to the result */
    double captured_ms;              /* the capture, milliseconds of the system's clock */
    uint8_t *pixels;                 /* red, green, blue, 255; rows from the top, without gaps */
    int width, height;
    /* The exchange's own. */
    size_t result_room, pixel_room;
    int users;
} facs_view_frame;

typedef struct facs_view_frames facs_view_frames;

int facs_view_frames_open(facs_view_frames **out);
/* Every frame must have been let go or given. */
void facs_view_frames_close(facs_view_frames **frames);

/*
 * The giver, one thread: take a frame to fill, with room for so many results and pixels, then give
 * it. NULL without memory.
 */
facs_view_frame *facs_view_frames_begin(facs_view_frames *frames, int result_count, int width,
                                        int height);
void facs_view_frames_give(facs_view_frames *frames, facs_view_frame *frame);

/*
 * Takers, any thread: the newest frame if it is later than number after, to be let go; NULL if
 * there is none.
 */
const facs_view_frame *facs_view_frames_take(facs_view_frames *frames, int64_t after);
void facs_view_frames_let_go(facs_view_frames *frames, const facs_view_frame *frame);

#endif
