#include "output/tracked_video.h"

#include "base/error.h"
#include "media/image_writer.h"
#include "media/video_encoder.h"
#include "output/overlay.h"
#include "output/target.h"

#include <stdlib.h>

typedef struct tracked_video {
    facs_target_names names;
    double frame_rate;
    facs_overlay *overlay;       /* open from the first row on, which tells the size */
    facs_video_encoder *encoder; /* likewise; NULL for a picture */
    facs_image drawn;            /* the last frame, with its faces so far; pixels NULL: none */
    int64_t index;               /* of that frame */
    double time;
} tracked_video;

static int begin(tracked_video *t, const facs_pool_frame *frame, facs_error *error)
{
    const facs_video_encoder_options options = {.name = t->names.path,
                                                .width = frame->width,
                                                .height = frame->height,
                                                .frame_rate = t->frame_rate};
    int status = facs_overlay_open(&t->overlay, frame->width, frame->height, error);
    if (status == 0 && !facs_image_writer_knows(t->names.path))
        status = facs_video_encoder_open(&t->encoder, t->names.part, &options, error);
    return status;
}

static int write_picture(const tracked_video *t, const facs_image *picture, facs_error *error)
{
    facs_image_writer *writer;
    int status =
        facs_image_writer_open(&writer, t->names.path, picture->width, picture->height, 0, error);
    if (status == 0)
        status = facs_image_writer_write(writer, picture, t->names.part, error);
    facs_image_writer_close(&writer);
    return status;
}

/* The drawn frame, if there is one, has all its faces. */
static int write_drawn(tracked_video *t, facs_error *error)
{
    const facs_image drawn = t->drawn;
    t->drawn = (facs_image){.pixels = NULL};
    if (!drawn.pixels)
        return 0;
    return t->encoder ? facs_video_encoder_write(t->encoder, &drawn, t->time, error)
                      : write_picture(t, &drawn, error);
}

static int tracked_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                       facs_error *error)
{
    tracked_video *t = self;
    const int again = t->drawn.pixels && t->index == result->index;
    int status = t->overlay ? 0 : begin(t, frame, error);
    if (status == 0 && !again)
        status = write_drawn(t, error);
    t->index = result->index;
    t->time = result->time;
    if (status == 0)
        status = facs_overlay_draw(t->overlay, frame, result, again, &t->drawn, error);
    return status;
}

static int tracked_finish(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    tracked_video *t = self;
    int status = write_drawn(t, error);
    if (status == 0 && t->encoder)
        status = facs_video_encoder_finish(t->encoder, error);
    return status < 0 ? status : facs_target_rename(t->names.part, t->names.path, error);
}

/* What is there becomes a video that players can open. */
static void tracked_abandon(void *self)
{
    tracked_video *t = self;
    write_drawn(t, NULL);
    if (t->encoder)
        facs_video_encoder_finish(t->encoder, NULL);
}

int facs_tracked_video_open(facs_sink *sink, const char *path, double frame_rate, facs_error *error)
{
    *sink = (facs_sink){0};
    tracked_video *t = calloc(1, sizeof(*t));
    if (!t)
        return facs_fail_memory(error, "the tracked video's writer");
    t->frame_rate = frame_rate;
    int status = facs_target_names_open(&t->names, path, error);
    *sink = (facs_sink){
        .self = t, .row = tracked_row, .finish = tracked_finish, .abandon = tracked_abandon};
    if (status < 0)
        facs_tracked_video_close(sink);
    return status;
}

void facs_tracked_video_close(facs_sink *sink)
{
    tracked_video *t = sink->self;
    if (t) {
        facs_video_encoder_close(&t->encoder);
        facs_overlay_close(&t->overlay);
        facs_target_names_free(&t->names);
        free(t);
    }
    *sink = (facs_sink){0};
}
