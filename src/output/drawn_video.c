#include "output/drawn_video.h"

#include "base/error.h"
#include "base/log.h"
#include "media/image_writer.h"
#include "os/file.h"
#include "os/process.h"
#include "output/drawn_writer.h"
#include "output/target.h"
#include "pipeline/options.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* For the encoder once the analysis is over; more would only cost memory. */
#define MAX_THREADS 4

typedef struct drawn_video {
    facs_target target; /* first member, for facs_target_commit_sink */
    facs_output_run run;
    int panel;                 /* 1: the overlay; 0: the tracked video */
    int plain;                 /* 1: without the frames' pixels and sound */
    const char *input;         /* to read again for the overlay; NULL: draw as the frames come */
    facs_drawn_writer *writer; /* opened with the first frame, which has the size */
    facs_pool_frame *frame;    /* from the writer's pool, while its faces are collected */
    int width, height;         /* of the frames; 0: none has come */
    double first;              /* time of the first frame, which is 0 in the drawn video; NAN: none
                                  has come */
    int64_t drawn;             /* frames from the input, read again */
    FILE *rows;                /* a facs_drawn_face for each row, until the input is read again */
} drawn_video;

/* ---- Frames to the writer -------------------------------------------------------------------- */

static int encoder_threads(void)
{
    const int cores = facs_processor_count();
    return cores > MAX_THREADS ? MAX_THREADS : cores;
}

static int open_writer(drawn_video *v, facs_error *error)
{
    const facs_source_info *source = v->run.source;
    const int sound = v->input && !v->plain && strcmp(source->kind, "video") == 0;
    const facs_overlay_panel panel = v->input ? FACS_OVERLAY_CALIBRATED : FACS_OVERLAY_LIVE;
    const facs_drawn_writer_options options = {
        .handle = v->target.draft.handle,
        .video = {.name = v->target.draft.path,
                  .width = v->width,
                  .height = v->height,
                  .frame_rate = source->frame_rate / (double)v->run.options->every,
                  .threads = v->input ? encoder_threads() : 1,
                  .sound = sound ? v->input : NULL,
                  .sound_from = v->run.reading.from,
                  .start = source->start + v->first,
                  .cut = v->run.options->begin > 0,
                  .log = &v->run.reading.log},
        .first = v->first,
        .plain = v->plain,
        .panel = v->panel ? panel : FACS_OVERLAY_NO_PANEL,
        .max_faces = facs_options_faces(&v->run.options->analysis)};
    return facs_drawn_writer_open(&v->writer, &options, error);
}

/* Hands over the frame with all its faces, if there is one. */
static int push_frame(drawn_video *v, facs_error *error)
{
    facs_pool_frame *frame = v->frame;
    v->frame = NULL;
    return frame ? facs_drawn_writer_push(v->writer, frame, error) : 0;
}

static void begin_frame(drawn_video *v, facs_pool_frame *frame)
{
    facs_drawn_faces *faces = frame->extra;
    faces->count = 0;
    v->frame = frame;
}

static void add_face(const drawn_video *v, const facs_drawn_face *face)
{
    facs_drawn_faces *faces = v->frame->extra;
    v->frame->time = face->result.time;
    if (faces->count < facs_options_faces(&v->run.options->analysis))
        faces->faces[faces->count++] = *face;
}

/* ---- As the frames come ---------------------------------------------------------------------- */

static int copy_frame(drawn_video *v, const facs_pool_frame *frame, facs_error *error)
{
    facs_pool_frame *copy;
    int status = facs_frame_pool_get(facs_drawn_writer_pool(v->writer), v->width, v->height, &copy);
    if (status < 0) {
        const int failure = facs_drawn_writer_check(v->writer, error);
        return failure ? failure : facs_fail_memory(error, "a frame to draw in");
    }
    const facs_pixels picture = facs_pool_frame_pixels(frame);
    if (!v->plain)
        facs_pixels_copy(&picture, copy->pixels, copy->stride);
    copy->index = frame->index;
    begin_frame(v, copy);
    return 0;
}

static int live_row(drawn_video *v, const facs_drawn_face *face, const facs_pool_frame *frame,
                    facs_error *error)
{
    int status = v->writer ? 0 : open_writer(v, error);
    if (status == 0 && (!v->frame || v->frame->index != frame->index)) {
        status = push_frame(v, error);
        if (status == 0)
            status = copy_frame(v, frame, error);
    }
    if (status == 0)
        add_face(v, face);
    return status;
}

/* ---- From the input, read again -------------------------------------------------------------- */

static int fail_rows(const drawn_video *v, facs_error *error)
{
    const int status = errno ? -errno : -EIO;
    return facs_fail(
        error, FACS_ERROR_OUTPUT, status,
        "the temporary file beside %s that holds the faces to draw failed (%s): make sure that the "
        "disk has room",
        v->target.draft.path, facs_strerror(status));
}

static int note_row(drawn_video *v, const facs_drawn_face *face, facs_error *error)
{
    errno = 0;
    return fwrite(face, sizeof(*face), 1, v->rows) == 1 ? 0 : fail_rows(v, error);
}

static int fail_changed(const drawn_video *v, int64_t index, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: frame %" PRId64
                     " is no longer what it was: did the file change during the run?",
                     v->input, index + 1);
}

/* Reads on to the frame with this index and starts collecting its faces. */
static int read_frame(drawn_video *v, facs_source *source, int64_t index, facs_error *error)
{
    facs_frame_pool *pool = facs_drawn_writer_pool(v->writer);
    for (;;) {
        facs_pool_frame *frame;
        int status = facs_source_read(source, pool, &frame, error);
        const int failure = status < 0 ? facs_drawn_writer_check(v->writer, error) : 0;
        if (status < 0)
            return failure ? failure : status;
        if (!frame)
            return fail_changed(v, index, error);
        if (frame->index == index && frame->width == v->width && frame->height == v->height) {
            begin_frame(v, frame);
            return 0;
        }
        const int other = frame->index >= index;
        facs_frame_pool_put(pool, frame);
        if (other)
            return fail_changed(v, index, error);
    }
}

static int draw_row(drawn_video *v, facs_source *source, const facs_series *series, int64_t n,
                    facs_error *error)
{
    facs_drawn_face face;
    errno = 0;
    if (fread(&face, sizeof(face), 1, v->rows) != 1)
        return fail_rows(v, error);
    int status = series->get(series->self, n, &face.result);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status,
                         "row %" PRId64 " has no calibrated values", n);
    if (!v->frame || v->frame->index != face.result.index) {
        const facs_pool_frame unseen = {.index = face.result.index};
        status = push_frame(v, error);
        if (status == 0)
            status = v->plain ? copy_frame(v, &unseen, error)
                              : read_frame(v, source, face.result.index, error);
        v->drawn++;
    }
    if (status == 0)
        add_face(v, &face);
    return status;
}

static int draw_again(drawn_video *v, const facs_series *series, facs_error *error)
{
    facs_source *source = NULL;
    int status = v->plain ? 0 : facs_source_open(&source, v->input, &v->run.reading, error);
    if (status == 0)
        status = open_writer(v, error);
    errno = 0;
    if (status == 0 && (fflush(v->rows) != 0 || fseeko(v->rows, 0, SEEK_SET) != 0))
        status = fail_rows(v, error);
    for (int64_t n = 0; n < series->rows && status == 0; n++) {
        status = draw_row(v, source, series, n, error);
        if (status == 0 && v->run.drawing && v->run.drawing(v->run.opaque, v->drawn))
            status = facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED,
                               "%s: drawing was stopped as requested", v->input);
    }
    facs_source_close(&source);
    return status;
}

/* ---- The sink -------------------------------------------------------------------------------- */

static int drawn_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                     facs_error *error)
{
    drawn_video *v = self;
    const facs_drawn_face face = {*result, facs_face_data_of(frame, result->face_id)->marks};
    v->width = frame->width;
    v->height = frame->height;
    v->first = isnan(v->first) ? result->time : v->first;
    return v->rows ? note_row(v, &face, error) : live_row(v, &face, frame, error);
}

static int drawn_finish(void *self, const facs_series *series, facs_error *error)
{
    drawn_video *v = self;
    int status = v->rows ? draw_again(v, series, error) : 0;
    if (status == 0 && !v->writer)
        status = facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s: there is no frame to draw",
                           v->target.draft.path);
    if (status == 0)
        status = push_frame(v, error);
    if (status == 0)
        status = facs_drawn_writer_finish(
            v->writer, !v->run.options->max_frames && v->run.options->end <= 0, error);
    return status < 0 ? status : facs_target_finish(&v->target.draft, error);
}

/* Ends the file so that players can open it. */
static void drawn_abandon(void *self)
{
    drawn_video *v = self;
    if (v->target.draft.handle < 0) /* already committed */
        return;
    if (!v->writer) {
        facs_draft_remove(&v->target.draft);
        return;
    }
    push_frame(v, NULL);
    facs_drawn_writer_finish(v->writer, 0, NULL);
}

/* The file is unlinked once it is open, so nothing is left behind however the run ends. */
static int open_rows(drawn_video *v, facs_error *error)
{
    facs_draft rows;
    int status = facs_target_open(&rows, v->target.draft.path, error);
    if (status == 0)
        status = facs_target_stream(&v->rows, &rows, error);
    facs_draft_remove(&rows);
    return status;
}

static void drawn_close(void *self)
{
    drawn_video *v = self;
    if (v->frame)
        facs_frame_pool_put(facs_drawn_writer_pool(v->writer), v->frame);
    facs_drawn_writer_close(&v->writer);
    if (v->rows)
        fclose(v->rows);
    facs_draft_close(&v->target.draft);
    free(v);
}

/* Cameras, URLs and pipes deliver their frames only once. */
static int is_readable_again(const facs_output_run *run)
{
    const char *kind = run->source->kind;
    if (run->reading.from)
        return facs_input_bytes_size(run->reading.from) >= 0;
    if (strcmp(kind, "camera") == 0 || strcmp(kind, "url") == 0 || strcmp(run->input, "-") == 0)
        return 0;
    const facs_file_kind file = facs_path_kind(run->input);
    return file == FACS_REGULAR_FILE || file == FACS_FOLDER;
}

static int open_video(facs_sink *sink, const char *path, const facs_output_run *run, int panel,
                      facs_error *error)
{
    *sink = (facs_sink){0};
    drawn_video *v = calloc(1, sizeof(*v));
    if (!v)
        return facs_fail_memory(error, "the drawn video's writer");
    v->run = *run;
    v->panel = panel;
    v->plain = panel && run->options->overlay_style == FACS_OVERLAY_POINTS;
    v->first = NAN;
    v->input = panel && is_readable_again(run) ? run->input : NULL;
    v->target.draft = FACS_NO_DRAFT;
    int status = facs_target_check(path, error);
    /* Now rather than after a long analysis. */
    if (status == 0 && panel && !facs_image_writer_knows(path))
        status = facs_video_encoder_check(path, error);
    if (status == 0)
        status = facs_target_open(&v->target.draft, path, error);
    if (status == 0 && v->input)
        status = open_rows(v, error);
    *sink = (facs_sink){.self = v,
                        .row = drawn_row,
                        .finish = drawn_finish,
                        .commit = facs_target_commit_sink,
                        .abandon = drawn_abandon,
                        .close = drawn_close};
    if (status < 0) {
        facs_draft_remove(&v->target.draft);
        facs_sink_close(sink);
    } else if (panel && !v->input) {
        facs_log_write(
            &run->options->analysis.log, FACS_LOG_WARNING,
            "%s can be read only once, so %s will have no sound and its Action Units are "
            "not calibrated",
            run->input, path);
    }
    return status;
}

int facs_tracked_open(facs_sink *sink, const char *path, const facs_output_run *run,
                      facs_error *error)
{
    return open_video(sink, path, run, 0, error);
}

int facs_overlay_video_open(facs_sink *sink, const char *path, const facs_output_run *run,
                            facs_error *error)
{
    return open_video(sink, path, run, 1, error);
}
