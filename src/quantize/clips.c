#include "quantize/clips.h"

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "detect/retinaface.h"
#include "media/source.h"

#include <errno.h>
#include <string.h>

/* How many frames of a clip are used, and at least how far apart, as neighbours are alike. */
#define MAX_FRAMES 300
#define MIN_STEP   3

#define POOL_BYTES ((size_t)16 << 20)

static void take(facs_quantize_clips *c, facs_network_kind kind, const float *input,
                 const int64_t dims[FACS_NN_MAX_RANK])
{
    if (c->listening && c->status == 0)
        c->status = facs_calibrator_add(c->calibrators[kind], input, dims, c->error);
}

static void take_pfld(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK])
{
    take(opaque, FACS_NETWORK_PFLD, input, dims);
}

static void take_detector(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK])
{
    take(opaque, FACS_NETWORK_DETECTOR, input, dims);
}

/* Passes a frame through the analyzer, which looks for the face near its last place, and a detector
 * that searches the whole picture, as the analyzer does when it has lost the face. */
static int look(facs_quantize_clips *c, facs_analyzer *analyzer, facs_detector *whole,
                const facs_pool_frame *frame)
{
    facs_detection faces[FACS_DETECTOR_MAX_FACES];
    facs_result result = {.size = sizeof(result)};
    const facs_frame pushed = {.size = sizeof(pushed),
                               .pixels = frame->pixels,
                               .width = frame->width,
                               .height = frame->height,
                               .stride = frame->stride,
                               .index = frame->index,
                               .time = frame->time};
    const facs_image picture = {.pixels = frame->pixels,
                                .width = frame->width,
                                .height = frame->height,
                                .stride = frame->stride};
    int status = facs_analyzer_push(analyzer, &pushed);
    if (status < 0)
        return facs_fail(c->error, FACS_ERROR_ENVIRONMENT, status, "%s",
                         facs_analyzer_error(analyzer));
    while (facs_analyzer_pull(analyzer, &result) == 0)
        ;
    if (c->listening)
        status = facs_detector_run(whole, &picture, faces, FACS_DETECTOR_MAX_FACES, c->error);
    return status < 0 ? status : c->status;
}

static int look_at_frames(facs_quantize_clips *c, facs_source *source, facs_frame_pool *pool,
                          facs_analyzer *analyzer, facs_detector *whole)
{
    const int64_t expected = facs_source_get_info(source)->frames_expected;
    const int64_t step = expected / MAX_FRAMES > MIN_STEP ? expected / MAX_FRAMES : MIN_STEP;
    facs_pool_frame *frame = NULL;

    for (int64_t i = 0; i < step * MAX_FRAMES; i++) {
        int status = facs_source_read(source, pool, &frame, c->error);
        if (status < 0 || !frame)
            return status;
        c->listening = i % step == 0;
        status = look(c, analyzer, whole, frame);
        facs_frame_pool_put(pool, frame);
        if (status < 0)
            return status;
        c->frames++;
        if (c->callbacks->progress && c->callbacks->progress(c->callbacks->opaque, c->frames))
            return facs_fail(c->error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped");
    }
    return 0;
}

/* Notes the clip's digest for the record, or its name's if it is not a file (a folder, a URL). */
static void note_clip(facs_quantize_clips *c, const char *name)
{
    facs_quantized_clip *clip = &c->seen[c->seen_count++];
    clip->name = name;
    if (facs_file_sha256(name, clip->sha256) < 0)
        facs_sha256(name, strlen(name), clip->sha256);
}

static int look_at_clip(facs_quantize_clips *c, const char *name)
{
    const facs_source_options source_options = {.log = c->options->log};
    facs_source *source = NULL;
    facs_frame_pool *pool = NULL;
    facs_analyzer *analyzer = NULL;
    facs_detector *whole = NULL;

    c->listening = 0;
    note_clip(c, name);
    int status = facs_source_open(&source, name, &source_options, c->error);
    if (status == 0 && facs_frame_pool_open(&pool, POOL_BYTES, 2, 0) < 0)
        status = facs_fail_memory(c->error, "frames");
    if (status == 0)
        status = facs_analyzer_open(&analyzer, c->models, c->options, c->error);
    if (status == 0)
        status = facs_retinaface_open(&whole, c->models->retinaface, 0, c->error);
    if (status == 0)
        status = look_at_frames(c, source, pool, analyzer, whole);
    facs_detector_close(&whole);
    facs_analyzer_close(&analyzer);
    facs_source_close(&source);
    facs_frame_pool_close(&pool);
    return status;
}

facs_taps facs_quantize_taps(facs_quantize_clips *clips)
{
    return (facs_taps){.tap = {take_pfld, take_detector}, .opaque = clips};
}

int facs_quantize_look(facs_quantize_clips *c, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        const int64_t frames = c->frames;
        int status = look_at_clip(c, names[i]);
        if (status < 0 && (c->error->kind != FACS_ERROR_INPUT || count == 1))
            return status;
        if (status < 0) {
            facs_log_write(&c->options->log, FACS_LOG_ERROR, "%s", c->error->text);
            c->seen_count -= c->frames == frames;
            c->left_out++;
        }
    }
    return c->left_out < count ? 0
                               : facs_fail(c->error, FACS_ERROR_INPUT, -ENODATA,
                                           "none of the %d clips can be read", count);
}
