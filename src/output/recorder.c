#include "output/recorder.h"

#include "base/error.h"
#include "base/queue.h"
#include "media/video_encoder.h"
#include "os/file.h"
#include "os/thread.h"
#include "output/target.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A second of 640x480 at 30 frames/s and more, so that a slow write costs nothing. */
#define QUEUE_BYTES ((size_t)48 << 20)
#define MAX_FRAMES  48
#define THREADS     2 /* of the codec */

struct facs_recorder {
    facs_draft draft;
    double frame_rate, first; /* first: time of the first picture, seconds */
    facs_frame_pool *pool;
    facs_queue *frames;          /* facs_pool_frame * */
    facs_video_encoder *encoder; /* opened with the first picture */
    facs_thread thread;
    int running;        /* 1: the thread must be joined */
    atomic_int waiting; /* frames of the pool in use */
    atomic_int failed;
    int status; /* this and error: the thread's, valid after the join */
    facs_error error;
    int64_t lost;
};

static void *work(void *argument)
{
    facs_recorder *recorder = argument;
    facs_pool_frame *frame;
    int status = 0;
    while (status >= 0 && facs_queue_pop(recorder->frames, &frame, -1) == 0) {
        const facs_image picture = {.pixels = frame->pixels,
                                    .width = frame->width,
                                    .height = frame->height,
                                    .stride = frame->stride};
        status = facs_video_encoder_write(recorder->encoder, &picture,
                                          frame->time - recorder->first, &recorder->error);
        facs_frame_pool_put(recorder->pool, frame);
        atomic_fetch_sub(&recorder->waiting, 1);
    }
    if (status < 0) {
        recorder->status = status;
        atomic_store(&recorder->failed, 1);
        facs_queue_finish_receive(recorder->frames);
    }
    return NULL;
}

static int join(facs_recorder *recorder, facs_error *error)
{
    const int failure = recorder->running ? facs_thread_join(recorder->thread) : 0;
    recorder->running = 0;
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure,
                         "the recording thread could not be joined");
    if (recorder->status < 0 && error)
        *error = recorder->error;
    return recorder->status;
}

int facs_recorder_open(facs_recorder **out, const char *path, double frame_rate, facs_error *error)
{
    *out = NULL;
    const size_t length = strlen(path);
    if (length < 5 || strcmp(path + length - 4, ".mkv") != 0)
        return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL,
                         "%s: expected the name of a recording, which ends in .mkv", path);
    if (facs_path_kind(path) != FACS_NO_FILE)
        return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                         "%s already exists, and a recording replaces no file: choose another name",
                         path);
    facs_recorder *recorder = calloc(1, sizeof(*recorder));
    if (!recorder)
        return facs_fail_memory(error, "the recording");
    recorder->frame_rate = frame_rate;
    recorder->draft = FACS_NO_DRAFT;
    int status = facs_target_open(&recorder->draft, path, error);
    if (status == 0 &&
        (facs_frame_pool_open(&recorder->pool, QUEUE_BYTES, MAX_FRAMES, 0) < 0 ||
         facs_queue_open(&recorder->frames, sizeof(facs_pool_frame *), MAX_FRAMES, SIZE_MAX) < 0))
        status = facs_fail_memory(error, "the recording");
    if (status < 0)
        facs_draft_remove(&recorder->draft);
    *out = recorder;
    if (status < 0)
        facs_recorder_close(out);
    return status;
}

/* With the first picture, which has the size. */
static int begin(facs_recorder *recorder, const facs_pool_frame *frame, facs_error *error)
{
    const facs_video_encoder_options options = {.name = recorder->draft.path,
                                                .width = frame->width,
                                                .height = frame->height,
                                                .frame_rate = recorder->frame_rate,
                                                .threads = THREADS,
                                                .lossless = 1};
    const int status = facs_video_encoder_open(&recorder->encoder, recorder->draft.path,
                                               recorder->draft.handle, &options, error);
    if (status < 0)
        return status;
    recorder->first = frame->time;
    const int failure = facs_thread_start(&recorder->thread, work, recorder);
    recorder->running = !failure;
    return failure ? facs_fail(error, FACS_ERROR_INTERNAL, failure,
                               "the recording thread could not be started")
                   : 0;
}

int facs_recorder_add(facs_recorder *recorder, const facs_pool_frame *frame, facs_error *error)
{
    facs_pool_frame *copy;
    int status = recorder->encoder ? 0 : begin(recorder, frame, error);
    if (status < 0)
        return status;
    if (atomic_load(&recorder->failed))
        return join(recorder, error);
    const int limit = facs_frame_pool_size(recorder->pool).limit; /* 0 before the first */
    if (limit && atomic_load(&recorder->waiting) >= limit) {
        recorder->lost++;
        return 0;
    }
    status = facs_frame_pool_get(recorder->pool, frame->width, frame->height, &copy);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "a picture cannot be recorded");
    const facs_pixels picture = facs_pool_frame_pixels(frame);
    facs_pixels_copy(&picture, copy->pixels, copy->stride);
    copy->time = frame->time;
    atomic_fetch_add(&recorder->waiting, 1);
    if (facs_queue_push(recorder->frames, &copy, 0) == 0)
        return 0;
    facs_frame_pool_put(recorder->pool, copy); /* the thread has just failed */
    return join(recorder, error);
}

int facs_recorder_finish(facs_recorder *recorder, int64_t *lost, facs_error *error)
{
    *lost = recorder->lost;
    if (!recorder->encoder) {
        facs_draft_remove(&recorder->draft);
        return 0;
    }
    facs_queue_finish_send(recorder->frames);
    int status = join(recorder, error);
    const int ended = facs_video_encoder_finish(recorder->encoder, 0, status ? NULL : error);
    status = status ? status : ended;
    if (status == 0)
        status = facs_target_finish(&recorder->draft, error);
    return status == 0 ? facs_target_commit(&recorder->draft, error) : status;
}

void facs_recorder_close(facs_recorder **address)
{
    facs_recorder *recorder = *address;
    if (!recorder)
        return;
    if (recorder->running) {
        facs_queue_cancel(recorder->frames);
        join(recorder, NULL);
    }
    facs_video_encoder_close(&recorder->encoder);
    facs_queue_close(&recorder->frames);
    facs_frame_pool_close(&recorder->pool);
    facs_draft_close(&recorder->draft);
    free(recorder);
    *address = NULL;
}
