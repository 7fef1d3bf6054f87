#include "view_frames.h"

#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

/* One for each taker, the newest one, and the one being filled. */
#define FRAMES (FACS_VIEW_MAX_TAKERS + 2)

struct facs_view_frames {
    facs_mutex mutex;
    facs_view_frame frames[FRAMES];
    facs_view_frame *newest; /* NULL: none yet */
    int64_t given;
};

int facs_view_frames_open(facs_view_frames **out)
{
    *out = NULL;
    facs_view_frames *frames = calloc(1, sizeof(*frames));
    if (!frames)
        return -ENOMEM;
    int status = facs_mutex_init(&frames->mutex);
    if (status < 0)
        free(frames);
    else
        *out = frames;
    return status;
}

void facs_view_frames_close(facs_view_frames **frames)
{
    if (!*frames)
        return;
    for (int i = 0; i < FRAMES; i++) {
        free((*frames)->frames[i].results);
        free((*frames)->frames[i].pixels);
    }
    facs_mutex_destroy(&(*frames)->mutex);
    free(*frames);
    *frames = NULL;
}

/* Makes room for count items of item_bytes. Loses the old contents. */
static int make_room(void **items, size_t *room, size_t count, size_t item_bytes)
{
    if (count <= *room)
        return 0;
    free(*items);
    *items = malloc(count * item_bytes);
    *room = *items ? count : 0;
    return *items ? 0 : -ENOMEM;
}

facs_view_frame *facs_view_frames_begin(facs_view_frames *frames, int result_count, int width,
                                        int height)
{
    facs_view_frame *frame = NULL;
    if (facs_mutex_lock(&frames->mutex) != 0)
        return NULL;
    /* There is always an unused one for up to FACS_VIEW_MAX_TAKERS takers. */
    for (int i = 0; i < FRAMES && !frame; i++)
        if (frames->frames[i].users == 0 && &frames->frames[i] != frames->newest)
            frame = &frames->frames[i];
    if (frame)
        frame->users = 1;
    facs_mutex_unlock(&frames->mutex);
    if (!frame)
        return NULL;
    void *results = frame->results, *pixels = frame->pixels;
    int status =
        make_room(&results, &frame->result_room, (size_t)result_count, sizeof(*frame->results));
    if (status == 0)
        status = make_room(&pixels, &frame->pixel_room, (size_t)width * (size_t)height, 4);
    frame->results = results;
    frame->pixels = pixels;
    if (status < 0) {
        facs_view_frames_let_go(frames, frame);
        return NULL;
    }
    frame->result_count = result_count;
    frame->width = width;
    frame->height = height;
    return frame;
}

void facs_view_frames_give(facs_view_frames *frames, facs_view_frame *frame)
{
    if (facs_mutex_lock(&frames->mutex) != 0)
        return;
    frame->users--;
    frame->number = ++frames->given;
    frames->newest = frame;
    facs_mutex_unlock(&frames->mutex);
}

const facs_view_frame *facs_view_frames_take(facs_view_frames *frames, int64_t after)
{
    facs_view_frame *frame = NULL;
    if (facs_mutex_lock(&frames->mutex) != 0)
        return NULL;
    if (frames->newest && frames->newest->number > after) {
        frame = frames->newest;
        frame->users++;
    }
    facs_mutex_unlock(&frames->mutex);
    return frame;
}

void facs_view_frames_let_go(facs_view_frames *frames, const facs_view_frame *frame)
{
    if (facs_mutex_lock(&frames->mutex) != 0)
        return;
    frames->frames[frame - frames->frames].users--;
    facs_mutex_unlock(&frames->mutex);
}
