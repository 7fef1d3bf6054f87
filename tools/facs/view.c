#include "view.h"

#include "view_frames.h"
#include "view_markers.h"
#include "view_message.h"
#include "view_picture.h"
#include "view_server.h"

#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Minimum time between two shown frames, seconds of the stream: lets 40 frames a second pass. */
#define MIN_INTERVAL 0.024

struct facs_view {
    facs_view_frames *frames;
    facs_view_markers *markers;
    facs_view_server *server;
    char *about;
    int64_t analyzed;  /* frames */
    int64_t last;      /* index of the last frame */
    int64_t shown;     /* index of the last frame shown; -1: none */
    double shown_time; /* seconds */
    /* The last row of each face, in order of face_id, and the number of its analyzed frame. */
    facs_result faces[FACS_MAX_FACES];
    int64_t seen[FACS_MAX_FACES];
    int face_count;
};

int facs_view_open(facs_view **out, facs_view_address *address, const char *input,
                   const char *record, const facs_options *analysis, int port)
{
    *out = NULL;
    facs_view *view = calloc(1, sizeof(*view));
    if (!view)
        return -ENOMEM;
    view->last = view->shown = -1;
    view->about = facs_view_message_about(input, record, analysis);
    int status = view->about ? facs_view_frames_open(&view->frames) : -ENOMEM;
    if (status == 0)
        status = facs_view_markers_open(&view->markers);
    if (status == 0)
        status = facs_view_server_open(&view->server, address, port, view->frames, view->markers,
                                       view->about);
    if (status < 0)
        facs_view_close(&view);
    *out = view;
    return status;
}

int facs_view_keep_markers(facs_view *view, const char *path)
{
    return facs_view_markers_keep(view->markers, path);
}

int facs_view_start(facs_view *view)
{
    return facs_view_server_start(view->server);
}

void facs_view_close(facs_view **view)
{
    if (!*view)
        return;
    facs_view_server_close(&(*view)->server); /* first, because it holds frames */
    facs_view_frames_close(&(*view)->frames);
    facs_view_markers_close(&(*view)->markers);
    free((*view)->about);
    free(*view);
    *view = NULL;
}

/* Removes faces without a row in this frame or the one before. */
static void forget_faces(facs_view *view)
{
    int kept = 0;
    for (int i = 0; i < view->face_count; i++) {
        if (view->seen[i] < view->analyzed - 1)
            continue;
        view->faces[kept] = view->faces[i];
        view->seen[kept++] = view->seen[i];
    }
    view->face_count = kept;
}

/* Keeps a row. Rows come in order of face_id. */
static void take_row(facs_view *view, const facs_result *result)
{
    if (result->index != view->last) {
        view->last = result->index;
        view->analyzed++;
        forget_faces(view);
    }
    int at = 0;
    while (at < view->face_count && view->faces[at].face_id < result->face_id)
        at++;
    if (at == view->face_count || view->faces[at].face_id != result->face_id) {
        if (view->face_count == FACS_MAX_FACES)
            return;
        const size_t after = (size_t)(view->face_count++ - at);
        memmove(&view->faces[at + 1], &view->faces[at], after * sizeof(view->faces[0]));
        memmove(&view->seen[at + 1], &view->seen[at], after * sizeof(view->seen[0]));
    }
    view->faces[at] = *result;
    view->seen[at] = view->analyzed;
}

/* Returns 1 if the frame is complete (this is its last face) and late enough after the one shown,
 * or if the row adds a face to the frame shown. */
static int is_due(const facs_view *view, const facs_result *result)
{
    const double since = result->time - view->shown_time;
    if (result->face_id != view->faces[view->face_count - 1].face_id)
        return 0;
    return view->shown < 0 || result->index == view->shown || since < 0 || since >= MIN_INTERVAL;
}

void facs_view_show(facs_view *view, const facs_live_row *row)
{
    int width, height;
    take_row(view, row->result);
    const int64_t markers = facs_view_markers_reach(view->markers, row->result->index + 1,
                                                    (int64_t)ceil(1000 * row->result->time));
    if (!facs_view_server_is_watched(view->server) || !is_due(view, row->result))
        return;
    facs_view_picture_size(row->frame->width, row->frame->height, &width, &height);
    facs_view_frame *frame = facs_view_frames_begin(view->frames, view->face_count, width, height);
    if (!frame)
        return; /* perhaps the next one can be shown */
    view->shown = row->result->index;
    view->shown_time = row->result->time;
    memcpy(frame->results, view->faces, (size_t)view->face_count * sizeof(view->faces[0]));
    frame->source_width = row->frame->width;
    frame->source_height = row->frame->height;
    frame->analyzed = view->analyzed;
    frame->dropped = row->dropped_so_far;
    frame->markers = markers;
    frame->delay_ms = row->delay_ms;
    frame->captured_ms =
        (double)facs_clock_now_ns() * 1e-6 - row->delay_ms; /* the browser's clock */
    facs_view_picture_fill(row->frame, frame->pixels, width, height);
    facs_view_frames_give(view->frames, frame);
    facs_view_server_wake(view->server);
}

const char *facs_view_marker(facs_view *view)
{
    return facs_view_markers_line(view->markers);
}
