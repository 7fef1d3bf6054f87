/* facs_quantize: makes int8 networks from the FP32 files, calibrated on clips. */
#include "base/error.h"
#include "base/sized.h"
#include "pipeline/options.h"
#include "quantize/clips.h"
#include "quantize/job.h"
#include "quantize/part.h"

#include <errno.h>
#include <stdlib.h>

typedef struct quantization {
    facs_quantize_clips clips;
    facs_runtime *runtime;
    facs_quantize_job jobs[FACS_NETWORKS];
} quantization;

int facs_quantize_check(facs_error *error)
{
    (void)error;
    return 0;
}

static void close_quantization(quantization *q)
{
    facs_models_close(&q->clips.models);
    for (int i = 0; i < FACS_NETWORKS; i++)
        facs_quantize_job_close(&q->jobs[i]);
    facs_runtime_close(&q->runtime);
    free(q->clips.seen);
}

/* The landmark method that runs on a network. */
static facs_landmark_method method_on_network(void)
{
    int i = 0;
    while (!(facs_landmark_method_traits((facs_landmark_method)i) & FACS_METHOD_ONNX))
        i++;
    return (facs_landmark_method)i;
}

/* Uses the networks as a run with one face does, one frame after the other. */
static facs_options analysis_options(const facs_options *given)
{
    facs_options options = *given;
    options.backend = FACS_BACKEND_CPU;
    options.precision = FACS_PRECISION_FP32;
    options.landmark_method = method_on_network();
    options.detector = FACS_DETECTOR_RETINAFACE;
    options.detect_every = 1; /* the detector sees the face's surroundings in each frame */
    options.faces = 1;
    options.batch = 1; /* a frame's crop is processed with the frame */
    options.threads = 1;
    return options;
}

static int finish_jobs(quantization *q, int count, facs_error *error)
{
    const facs_quantize_clips *clips = &q->clips;
    const facs_quantized_record record = {.clips = clips->seen, .clip_count = clips->seen_count};
    int status = 0;
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++)
        status = facs_quantize_job_finish(&q->jobs[i], q->runtime, record, clips->callbacks, error);
    if (status == 0 && clips->left_out > 0)
        status = facs_fail(error, FACS_ERROR_INPUT, -EIO,
                           "%d of %d clips cannot be read: the networks were made from the others",
                           clips->left_out, count);
    return status;
}

static int run(quantization *q, const char *const *names, int count, const facs_options *given,
               facs_error *error)
{
    char folder[4096];
    const facs_options options = analysis_options(given);
    facs_quantize_clips *clips = &q->clips;
    const facs_taps taps = facs_quantize_taps(clips);
    clips->options = &options;
    int status = facs_models_find(options.models, folder, sizeof(folder), error);
    if (status == 0)
        status = facs_runtime_open(&q->runtime, options.runtime, &options.log, error);
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++) {
        q->jobs[i].kind = (facs_network_kind)i;
        status = facs_quantize_job_open(&q->jobs[i], q->runtime, folder, error);
        clips->calibrators[i] = q->jobs[i].calibrator;
    }
    if (status == 0)
        status = facs_models_open_tapped(&clips->models, &options, &taps, error);
    if (status == 0)
        status = facs_models_warn(clips->models, options.au, NULL, &options.log, error);
    if (status == 0)
        status = facs_quantize_look(clips, names, count);
    facs_models_close(&clips->models);
    return status < 0 ? status : finish_jobs(q, count, error);
}

int facs_quantize(const char *const *clips, int count, const facs_options *options,
                  const facs_quantize_callbacks *callbacks, facs_error *error)
{
    facs_quantize_callbacks own_callbacks = {.progress = NULL};
    facs_options own;
    facs_error own_error;
    error = error ? error : &own_error;
    *error = (facs_error){.kind = FACS_ERROR_NONE};
    int status = facs_options_read(&own, options, error);
    if (status == 0 && callbacks)
        status =
            facs_sized_read(&own_callbacks, callbacks, &FACS_SIZED(facs_quantize_callbacks), error);
    if (status < 0)
        return status;
    if (!clips || count < 1)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "clips: expected one or more");
    quantization q = {.clips = {.callbacks = &own_callbacks, .error = error}};
    q.clips.seen = calloc((size_t)count, sizeof(*q.clips.seen));
    status = q.clips.seen ? run(&q, clips, count, &own, error)
                          : facs_fail_memory(error, "the list of clips");
    close_quantization(&q);
    return status;
}
