/* facs_quantize: networks in bytes, from the FP32 files and from what they see in clips. */
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sized.h"
#include "detect/retinaface.h"
#include "media/source.h"
#include "nn/byte_products.h"
#include "nn/calibrate.h"
#include "nn/onnx_fold.h"
#include "nn/quantized.h"
#include "os/clock.h"
#include "pipeline/models.h"
#include "pipeline/networks.h"
#include "pipeline/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of a clip's frames, how many are looked at, and at least how far apart: neighbours are alike. */
#define MAX_FRAMES 300
#define MIN_STEP   3

#define POOL_BYTES ((size_t)16 << 20)

/* Timing: so many rounds of so many runs in turns; the median round counts. */
#define ROUNDS 15
#define RUNS   20

/* One network on its way. */
typedef struct job {
    facs_network_kind kind;
    const char *name;
    char *path;
    unsigned char *data; /* the rewritten network, in FP32 */
    size_t size;
    facs_quantize_tensors *tensors;
    facs_calibrator *calibrator;
} job;

typedef struct quantization {
    const facs_options *options;
    const facs_quantize_callbacks *callbacks;
    facs_runtime *runtime;
    facs_models *models;
    job jobs[FACS_NETWORKS];
    facs_quantized_clip *clips;
    int clip_count;
    int64_t frames; /* looked at, of all clips */
    int listening;  /* the inputs of this frame are taken */
    int status;     /* of what was done with the inputs */
    facs_error *error;
} quantization;

/* ---- What the networks see
 * ----------------------------------------------------------------------- */

static void take(quantization *q, facs_network_kind kind, const float *input,
                 const int64_t dims[FACS_NN_MAX_RANK])
{
    if (q->listening && q->status == 0)
        q->status = facs_calibrator_add(q->jobs[kind].calibrator, input, dims, q->error);
}

static void take_pfld(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK])
{
    take(opaque, FACS_NETWORK_PFLD, input, dims);
}

static void take_detector(void *opaque, const float *input, const int64_t dims[FACS_NN_MAX_RANK])
{
    take(opaque, FACS_NETWORK_DETECTOR, input, dims);
}

/* A frame through the analyzer, which looks for the face near where it was, and through a detector
 * that looks at the whole picture, as the analyzer does when it has lost the face. */
static int look(quantization *q, facs_analyzer *analyzer, facs_detector *whole,
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
        return facs_fail(q->error, FACS_ERROR_ENVIRONMENT, status, "%s",
                         facs_analyzer_error(analyzer));
    while (facs_analyzer_pull(analyzer, &result) == 0)
        ;
    if (q->listening)
        status = facs_detector_run(whole, &picture, faces, FACS_DETECTOR_MAX_FACES, q->error);
    return status < 0 ? status : q->status;
}

static int look_at_frames(quantization *q, facs_source *source, facs_frame_pool *pool,
                          facs_analyzer *analyzer, facs_detector *whole)
{
    const int64_t expected = facs_source_get_info(source)->frames_expected;
    const int64_t step = expected / MAX_FRAMES > MIN_STEP ? expected / MAX_FRAMES : MIN_STEP;
    facs_pool_frame *frame = NULL;

    for (int64_t i = 0; i < step * MAX_FRAMES; i++) {
        int status = facs_source_read(source, pool, &frame, q->error);
        if (status < 0 || !frame)
            return status;
        q->listening = i % step == 0;
        status = look(q, analyzer, whole, frame);
        facs_frame_pool_put(pool, frame);
        if (status < 0)
            return status;
        q->frames++;
        if (q->callbacks->progress && q->callbacks->progress(q->callbacks->opaque, q->frames))
            return facs_fail(q->error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped");
    }
    return 0;
}

/* The clip's digest goes into the record; of what is no file (a folder, a URL), its name's. */
static int note_clip(quantization *q, const char *name)
{
    facs_quantized_clip *clip = &q->clips[q->clip_count++];
    clip->name = name;
    if (facs_file_sha256(name, clip->sha256) == 0 ||
        facs_sha256(name, strlen(name), clip->sha256) == 0)
        return 0;
    return facs_fail_memory(q->error, "a digest");
}

static int look_at_clip(quantization *q, const facs_options *options, const char *name)
{
    const facs_source_options source_options = {.log = options->log};
    facs_source *source = NULL;
    facs_frame_pool *pool = NULL;
    facs_analyzer *analyzer = NULL;
    facs_detector *whole = NULL;

    q->listening = 0;
    int status = note_clip(q, name);
    if (status == 0)
        status = facs_source_open(&source, name, &source_options, q->error);
    if (status == 0 && facs_frame_pool_open(&pool, POOL_BYTES, 2, 0) < 0)
        status = facs_fail_memory(q->error, "frames");
    if (status == 0)
        status = facs_analyzer_open(&analyzer, q->models, options, q->error);
    if (status == 0)
        status = facs_retinaface_open(&whole, q->models->retinaface, 0, q->error);
    if (status == 0)
        status = look_at_frames(q, source, pool, analyzer, whole);
    facs_detector_close(&whole);
    facs_analyzer_close(&analyzer);
    if (source)
        facs_source_close(&source);
    if (pool)
        facs_frame_pool_close(&pool);
    return status;
}

/* A clip that cannot be read is said and left out, and counted. */
static int look_at_clips(quantization *q, const facs_options *options, const char *const *clips,
                         int count, int *left_out)
{
    for (int i = 0; i < count; i++) {
        const int64_t frames = q->frames;
        int status = look_at_clip(q, options, clips[i]);
        if (status < 0 && (q->error->kind != FACS_ERROR_INPUT || count == 1))
            return status;
        if (status < 0) {
            facs_log_write(&options->log, FACS_LOG_ERROR, "%s", q->error->text);
            q->clip_count -= q->frames == frames;
            ++*left_out;
        }
    }
    return *left_out < count ? 0
                             : facs_fail(q->error, FACS_ERROR_INPUT, -ENODATA,
                                         "none of the %d clips can be read", count);
}

/* ---- A network
 * ------------------------------------------------------------------------------------ */

/* Rewrite the file's network, and begin to watch it. */
static int open_job(quantization *q, job *j, const char *folder)
{
    const facs_network *network = facs_network_of(j->kind);
    facs_file file = {.data = NULL};
    facs_onnx *model = NULL;

    j->path = facs_network_path(j->kind, folder, &j->name);
    j->tensors = calloc(1, sizeof(*j->tensors));
    int status = j->path && j->tensors ? 0 : facs_fail_memory(q->error, "a network");
    if (status == 0)
        status = facs_file_read(&file, j->path, FACS_ONNX_MAX_FILE, q->error);
    if (status == 0)
        status = facs_onnx_open(&model, file.data, file.size, j->path, q->error);
    if (status == 0) {
        facs_onnx_fold(model);
        network->rewrite(model);
        status = facs_onnx_upgrade(model, q->error);
    }
    if (status == 0)
        status = facs_quantize_find(model, network->in_bytes, j->tensors, q->error);
    if (status == 0)
        status = facs_onnx_pack(model, &j->data, &j->size, q->error);
    if (status == 0)
        status = facs_calibrator_open(&j->calibrator, q->runtime, model, j->tensors, q->error);
    facs_onnx_close(&model);
    facs_file_free(&file);
    return status;
}

static int quantize(quantization *q, job *j, unsigned char **data, size_t *size)
{
    facs_onnx *model = NULL;
    if (facs_calibrator_inputs(j->calibrator) == 0)
        return facs_fail(q->error, FACS_ERROR_INPUT, -ENODATA,
                         "%s: nothing to calibrate it with, as no face was found: give clips with "
                         "a face in them",
                         j->name);
    facs_calibrator_finish(j->calibrator);
    facs_calibrator_close(&j->calibrator);
    int status = facs_onnx_open(&model, j->data, j->size, j->path, q->error);
    if (status)
        return status;
    facs_onnx_quantize(model, facs_network_of(j->kind)->in_bytes, j->tensors,
                       facs_byte_products_saturate());
    status = facs_onnx_pack(model, data, size, q->error);
    facs_onnx_close(&model);
    return status;
}

/* ---- Time
 * ------------------------------------------------------------------------------------------ */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Medians of both networks on an input of that size, added to ms[0] and ms[1]. */
static int time_size(quantization *q, facs_session *sessions[2], int64_t height, int64_t width,
                     double ms[2])
{
    const int64_t dims[FACS_NN_MAX_RANK] = {1, 3, height, width};
    facs_binding *bindings[2] = {NULL};
    double taken[2][ROUNDS];
    int status = facs_binding_open(&bindings[0], sessions[0], dims, q->error);
    if (status == 0)
        status = facs_binding_open(&bindings[1], sessions[1], dims, q->error);
    for (int round = 0; round < ROUNDS && status == 0; round++)
        for (int which = 0; which < 2 && status == 0; which++) {
            const double start = facs_clock_ms();
            for (int run = 0; run < RUNS && status == 0; run++)
                status = facs_binding_run(bindings[which], q->error);
            taken[which][round] = (facs_clock_ms() - start) / RUNS;
        }
    for (int which = 0; which < 2 && status == 0; which++) {
        qsort(taken[which], ROUNDS, sizeof(double), compare);
        ms[which] += taken[which][ROUNDS / 2];
    }
    facs_binding_close(&bindings[0]);
    facs_binding_close(&bindings[1]);
    return status;
}

/* Milliseconds of a run in FP32 and in bytes; the sum over the usual sizes. */
static int time_both(quantization *q, const job *j, const unsigned char *data, size_t size,
                     double ms[2])
{
    const facs_network *network = facs_network_of(j->kind);
    const facs_session_options options = {.backend = FACS_BACKEND_CPU, .threads = 1};
    facs_session *sessions[2] = {NULL};
    ms[0] = ms[1] = 0;
    int status = facs_session_open_bytes(&sessions[0], q->runtime, j->path, j->data, j->size,
                                         &options, q->error);
    if (status == 0)
        status = facs_session_open_bytes(&sessions[1], q->runtime, j->path, data, size, &options,
                                         q->error);
    /* A file that declares its input's sides runs on no others. */
    const int64_t *declared = status == 0 ? facs_session_input(sessions[0]) : NULL;
    for (int i = 0; status == 0 && network->usual[i].height; i++) {
        const int open = declared[2] < 0 && declared[3] < 0;
        if (open || i == 0)
            status = time_size(q, sessions, open ? network->usual[i].height : declared[2],
                               open ? network->usual[i].width : declared[3], ms);
    }
    facs_session_close(&sessions[0]);
    facs_session_close(&sessions[1]);
    return status;
}

/* Quantise, time, and keep. */
static int finish_job(quantization *q, job *j)
{
    unsigned char *data = NULL;
    size_t size = 0;
    char *path = NULL;
    double ms[2];
    facs_quantized_record record = {.source = j->path,
                                    .clips = q->clips,
                                    .clip_count = q->clip_count,
                                    .inputs = facs_calibrator_inputs(j->calibrator),
                                    .runtime = facs_runtime_version(q->runtime)};
    int status = quantize(q, j, &data, &size);
    if (status == 0)
        status = time_both(q, j, data, size, ms);
    if (status == 0) {
        record.fp32_ms = ms[0];
        record.int8_ms = ms[1];
        status = facs_quantized_write(&path, &record, data, size, q->error);
    }
    if (status == 0 && q->callbacks->made) {
        const facs_quantized made = {.name = j->name,
                                     .path = path,
                                     .inputs = record.inputs,
                                     .fp32_ms = ms[0],
                                     .int8_ms = ms[1],
                                     .faster = facs_quantized_is_faster(ms[0], ms[1])};
        q->callbacks->made(q->callbacks->opaque, &made);
    }
    free(path);
    free(data);
    return status;
}

static void close_quantization(quantization *q)
{
    facs_models_close(&q->models);
    for (int i = 0; i < FACS_NETWORKS; i++) {
        facs_calibrator_close(&q->jobs[i].calibrator);
        free(q->jobs[i].tensors);
        free(q->jobs[i].data);
        free(q->jobs[i].path);
    }
    facs_runtime_close(&q->runtime);
    free(q->clips);
}

/* The landmarks that run on a network here. */
static facs_landmark_method method_on_network(void)
{
    int i = 0;
    while (!(facs_method_at(i)->traits & FACS_METHOD_ONNX))
        i++;
    return facs_method_at(i)->value;
}

static int run(quantization *q, const char *const *clips, int count)
{
    char folder[4096];
    int left_out = 0;
    const facs_taps taps = {.tap = {take_pfld, take_detector}, .opaque = q};
    facs_options options = *q->options;
    options.backend = FACS_BACKEND_CPU;
    options.precision = FACS_PRECISION_FP32;
    options.landmark_method = method_on_network();
    options.detector = FACS_DETECTOR_RETINAFACE;
    options.detect_every =
        1; /* so that each frame that is looked at shows the face's surroundings */
    options.faces = 1;
    options.batch = 1; /* so that a frame's crop is looked at with the frame */
    options.threads = 1;

    int status = facs_models_find(options.models, folder, sizeof(folder), q->error);
    if (status == 0)
        status = facs_runtime_open(&q->runtime, options.runtime, &options.log, q->error);
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++) {
        q->jobs[i].kind = (facs_network_kind)i;
        status = open_job(q, &q->jobs[i], folder);
    }
    if (status == 0)
        status = facs_models_open_tapped(&q->models, &options, &taps, q->error);
    if (status == 0)
        status = facs_models_warn(q->models, options.au, NULL, &options.log, q->error);
    if (status == 0)
        status = look_at_clips(q, &options, clips, count, &left_out);
    facs_models_close(&q->models);
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++)
        status = finish_job(q, &q->jobs[i]);
    if (status == 0 && left_out > 0)
        status = facs_fail(q->error, FACS_ERROR_INPUT, -EIO,
                           "%d of %d clips cannot be read: the networks were made from the others",
                           left_out, count);
    return status;
}

int facs_quantize(const char *const *clips, int count, const facs_options *options,
                  const facs_quantize_callbacks *callbacks, facs_error *error)
{
    facs_quantize_callbacks own_callbacks = {.progress = NULL};
    facs_options own;
    facs_error own_error;
    quantization q = {.options = &own, .callbacks = &own_callbacks};

    q.error = error ? error : &own_error;
    *q.error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = facs_options_read(&own, options, q.error);
    if (status == 0 && callbacks)
        status = facs_sized_read(&own_callbacks, callbacks, &FACS_SIZED(facs_quantize_callbacks),
                                 q.error);
    if (status < 0)
        return status;
    if (!clips || count < 1)
        return facs_fail(q.error, FACS_ERROR_USAGE, -EINVAL, "clips: expected one or more");
    q.clips = calloc((size_t)count, sizeof(*q.clips));
    status = q.clips ? run(&q, clips, count) : facs_fail_memory(q.error, "the list of clips");
    close_quantization(&q);
    return status;
}

int facs_quantized_list(const facs_options *options,
                        void (*each)(void *opaque, const facs_quantized *network), void *opaque,
                        facs_error *error)
{
    char folder[4096];
    facs_options own;
    int status = facs_options_read(&own, options, error);
    if (status == 0)
        status = facs_models_find(own.models, folder, sizeof(folder), error);
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++) {
        facs_quantized found = {.inputs = 0};
        char *made = NULL, *path = facs_network_path((facs_network_kind)i, folder, &found.name);
        if (!path)
            return facs_fail_memory(error, "a path");
        status = facs_quantized_find(&made, &found.fp32_ms, &found.int8_ms, path, error);
        if (status == 0) {
            found.path = made;
            found.faster = facs_quantized_is_faster(found.fp32_ms, found.int8_ms);
            each(opaque, &found);
        }
        free(made);
        free(path);
    }
    return status;
}
