#include "output/drawn_writer.h"

#include "base/error.h"
#include "base/queue.h"
#include "media/image_writer.h"
#include "os/file.h"
#include "os/thread.h"
#include "output/target.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Enough to absorb an occasional slow frame on either side; at least two frames. */
#define QUEUE_BYTES ((size_t)24 << 20)
#define MAX_FRAMES  8

struct facs_drawn_writer {
    facs_overlay *overlay;
    facs_video_encoder *encoder; /* NULL: a picture is written */
    facs_image_writer *picture;  /* NULL: a video is written */
    char *path;                  /* for messages */
    int handle;                  /* the file */
    double first;                /* as in the options */
    facs_frame_pool *pool;
    facs_queue *frames; /* facs_pool_frame * */
    facs_thread thread;
    int running; /* 1: the thread must be joined */
    atomic_int failed;
    int status; /* this and error: the thread's, valid after the join */
    facs_error error;
};

/* ---- The thread ------------------------------------------------------------------------------ */

/* Replaces the previous picture. */
static int write_picture(facs_drawn_writer *writer, const facs_image *drawn)
{
    const uint8_t *bytes;
    size_t count;
    int status = facs_image_writer_encode(writer->picture, drawn, &bytes, &count, &writer->error);
    if (status < 0)
        return status;
    status = facs_handle_truncate(writer->handle, 0);
    if (status == 0)
        status = facs_handle_write_at(writer->handle, bytes, count, 0);
    return status < 0 ? facs_target_fail(writer->path, status, &writer->error) : 0;
}

static int draw(facs_drawn_writer *writer, const facs_pool_frame *frame)
{
    facs_image drawn;
    int status = facs_overlay_draw(writer->overlay, frame, &drawn, &writer->error);
    if (status < 0)
        return status;
    return writer->encoder ? facs_video_encoder_write(writer->encoder, &drawn,
                                                      frame->time - writer->first, &writer->error)
                           : write_picture(writer, &drawn);
}

static void *work(void *argument)
{
    facs_drawn_writer *writer = argument;
    facs_pool_frame *frame;
    int status = 0;
    while (status >= 0 && facs_queue_pop(writer->frames, &frame, -1) == 0) {
        status = draw(writer, frame);
        facs_frame_pool_put(writer->pool, frame);
    }
    if (status < 0) {
        writer->status = status;
        atomic_store(&writer->failed, 1);
        facs_queue_finish_receive(writer->frames);
        facs_frame_pool_cancel(writer->pool);
    }
    return NULL;
}

/* ---- The calling thread ---------------------------------------------------------------------- */

static int join(facs_drawn_writer *writer, facs_error *error)
{
    const int failure = writer->running ? facs_thread_join(writer->thread) : 0;
    writer->running = 0;
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure,
                         "the drawing thread could not be joined");
    if (writer->status < 0 && error)
        *error = writer->error;
    return writer->status;
}

int facs_drawn_writer_check(facs_drawn_writer *writer, facs_error *error)
{
    return atomic_load(&writer->failed) ? join(writer, error) : 0;
}

static int open_file(facs_drawn_writer *writer, const facs_drawn_writer_options *options,
                     facs_error *error)
{
    facs_video_encoder_options video = options->video;
    facs_overlay_size(writer->overlay, &video.width, &video.height);
    if (facs_image_writer_knows(options->video.name))
        return facs_image_writer_open(&writer->picture, options->video.name, video.width,
                                      video.height, 0, error);
    return facs_video_encoder_open(&writer->encoder, writer->path, writer->handle, &video, error);
}

static int start(facs_drawn_writer *writer, const facs_drawn_writer_options *options,
                 facs_error *error)
{
    const size_t faces =
        sizeof(facs_drawn_faces) + (size_t)options->max_faces * sizeof(facs_drawn_face);
    int status = facs_frame_pool_open(&writer->pool, QUEUE_BYTES, MAX_FRAMES, faces);
    if (status == 0) /* the pool limits the bytes */
        status = facs_queue_open(&writer->frames, sizeof(facs_pool_frame *), MAX_FRAMES, SIZE_MAX);
    if (status < 0)
        return facs_fail_memory(error, "the drawing's queue");
    const int failure = facs_thread_start(&writer->thread, work, writer);
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure,
                         "the drawing thread could not be started");
    writer->running = 1;
    return 0;
}

int facs_drawn_writer_open(facs_drawn_writer **out, const facs_drawn_writer_options *options,
                           facs_error *error)
{
    *out = NULL;
    facs_drawn_writer *writer = calloc(1, sizeof(*writer));
    if (!writer)
        return facs_fail_memory(error, "the drawing");
    int status = facs_overlay_open(&writer->overlay, options->video.width, options->video.height,
                                   options->panel, error);
    if (status == 0 && options->plain)
        facs_overlay_hide_picture(writer->overlay);
    writer->handle = options->handle;
    writer->first = options->first;
    writer->path = strdup(options->video.name);
    if (status == 0 && !writer->path)
        status = facs_fail_memory(error, "the drawing");
    if (status == 0)
        status = open_file(writer, options, error);
    if (status == 0)
        status = start(writer, options, error);
    if (status < 0)
        facs_drawn_writer_close(&writer);
    *out = writer;
    return status;
}

facs_frame_pool *facs_drawn_writer_pool(facs_drawn_writer *writer)
{
    return writer->pool;
}

int facs_drawn_writer_push(facs_drawn_writer *writer, facs_pool_frame *frame, facs_error *error)
{
    const int status = facs_queue_push(writer->frames, &frame, 0);
    if (status == 0)
        return 0;
    facs_frame_pool_put(writer->pool, frame);
    const int failure = facs_drawn_writer_check(writer, error);
    return failure ? failure
                   : facs_fail(error, FACS_ERROR_INTERNAL, status, "the drawing's queue failed");
}

int facs_drawn_writer_finish(facs_drawn_writer *writer, int all_sound, facs_error *error)
{
    facs_queue_finish_send(writer->frames);
    int status = join(writer, error);
    /* After a failure too: with a proper end, the frames before it can be played. */
    int ended = writer->encoder ? facs_video_encoder_finish(writer->encoder, all_sound && !status,
                                                            status ? NULL : error)
                                : 0;
    return status ? status : ended;
}

void facs_drawn_writer_close(facs_drawn_writer **address)
{
    facs_drawn_writer *writer = *address;
    if (!writer)
        return;
    if (writer->running) {
        facs_queue_cancel(writer->frames);
        join(writer, NULL);
    }
    facs_video_encoder_close(&writer->encoder);
    facs_image_writer_close(&writer->picture);
    facs_overlay_close(&writer->overlay);
    facs_queue_close(&writer->frames);
    facs_frame_pool_close(&writer->pool);
    free(writer->path);
    free(writer);
    *address = NULL;
}
