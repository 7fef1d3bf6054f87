/*
 * Passes the newest frame of a live run from the analyzing thread, the giver, to those that show
 * it, the takers. A frame that nobody took is overwritten; one that is being sent stays until it is
 * let go. The giver never waits, and a slow taker costs no memory.
 */
#ifndef FACS_TOOLS_VIEW_FRAMES_H
#define FACS_TOOLS_VIEW_FRAMES_H

#include <facs/facs.h>

/* Maximum number of frames that takers hold at the same time. */
#define FACS_VIEW_MAX_TAKERS 8

typedef struct facs_view_frame {
    int64_t number; /* counts the given frames, from 1 */
    /* Filled in by the giver. */
    facs_result *results; /* one per face */
    int result_count;
    int source_width, source_height; /* pixels; the results' points refer to this size */
    int64_t analyzed, dropped;       /* frames of the run so far */
    int64_t markers;                 /* set so far */
    double delay_ms;                 /* from capture to result */
    double captured_ms;              /* time of capture, milliseconds of the system clock */
    uint8_t *pixels;                 /* red, green, blue, 255; rows from the top, without gaps */
    int width, height;
    /* Internal. */
    size_t result_room, pixel_room;
    int users;
} facs_view_frame;

typedef struct facs_view_frames facs_view_frames;

int facs_view_frames_open(facs_view_frames **out);
/* Every frame must have been let go or given before. */
void facs_view_frames_close(facs_view_frames **frames);

/*
 * For the giver, one thread: begin returns a frame to fill, with room for the results and pixels,
 * or NULL without memory; give passes it on.
 */
facs_view_frame *facs_view_frames_begin(facs_view_frames *frames, int result_count, int width,
                                        int height);
void facs_view_frames_give(facs_view_frames *frames, facs_view_frame *frame);

/*
 * For takers, any thread: take returns the newest frame if its number is above after, otherwise
 * NULL. Let it go afterwards.
 */
const facs_view_frame *facs_view_frames_take(facs_view_frames *frames, int64_t after);
void facs_view_frames_let_go(facs_view_frames *frames, const facs_view_frame *frame);

#endif
