#include "quantize/job.h"

#include "base/error.h"
#include "base/file.h"
#include "detect/retinaface.h"
#include "landmarks/pfld/pfld.h"
#include "nn/onnx_fold.h"
#include "nn/quantized.h"
#include "os/clock.h"

#include <errno.h>
#include <stdlib.h>

#define MIN_CHANNELS 16

/* Timing: the networks take turns for 15 rounds of 20 runs; the median round counts. */
#define ROUNDS 15
#define RUNS   20

/*
 * PFLD up to its last sum. The few convolutions after it take a twentieth of the time but, as
 * nothing evens out their errors, cause half of the landmarks' error: with them in int8 the
 * landmarks are 0.69 % of the outer-eye distance from FP32, without them 0.36 % (the reference
 * clip, calibrated on two others).
 */
static int before_the_last_sum(facs_onnx *model, const facs_onnx_node *node,
                               const facs_onnx_floats *kernel)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    int seen = 0;
    (void)kernel;
    for (size_t i = graph->n_node; i-- > 0;) {
        if (graph->node[i] == node)
            return seen;
        seen |= facs_onnx_is(graph->node[i], "Add");
    }
    return 0;
}

/*
 * RetinaFace's body is limited by rectifiers, depthwise convolutions and memory, which int8 does
 * not make faster; the 3x3 convolutions of its pyramid and context modules, half of the time, are
 * limited by multiply-adds.
 */
static int spatial(facs_onnx *model, const facs_onnx_node *node, const facs_onnx_floats *kernel)
{
    (void)model;
    return facs_onnx_integer(node, "group", 1) == 1 && kernel->dims[2] > 1 &&
           kernel->dims[1] >= MIN_CHANNELS;
}

/* How each network is quantised, and the input sizes to time it on, which are those it mostly gets;
 * they end with height 0. */
static const struct {
    facs_quantize_choice *in_bytes;
    struct {
        int64_t height, width;
    } usual[3];
} targets[FACS_NETWORKS] = {
    {before_the_last_sum, {{FACS_PFLD_SIDE, FACS_PFLD_SIDE}}},
    /* A whole 4:3 picture, and a face's surroundings. */
    {spatial, {{256, FACS_DETECTOR_SIDE}, {64, 64}}},
};

int facs_quantize_job_open(facs_quantize_job *j, facs_runtime *runtime, const char *folder,
                           facs_error *error)
{
    facs_file file = {.data = NULL};
    facs_onnx *model = NULL;

    j->network.path = facs_network_path(j->kind, folder, &j->name);
    j->tensors = calloc(1, sizeof(*j->tensors));
    int status = j->network.path && j->tensors ? 0 : facs_fail_memory(error, "a network");
    if (status == 0)
        status = facs_file_read(&file, j->network.path, FACS_ONNX_MAX_FILE, error);
    if (status == 0)
        status = facs_onnx_open(&model, file.data, file.size, j->network.path, error);
    if (status == 0) {
        facs_onnx_fold(model);
        facs_networks[j->kind].rewrite(model);
        status = facs_onnx_upgrade(model, error);
    }
    if (status == 0)
        status = facs_quantize_find(model, targets[j->kind].in_bytes, j->tensors, error);
    if (status == 0)
        status = facs_onnx_pack(model, &j->network.data, &j->network.size, error);
    if (status == 0)
        status = facs_calibrator_open(&j->calibrator, runtime, model, j->tensors, error);
    facs_onnx_close(&model);
    facs_file_free(&file);
    return status;
}

static int quantize(facs_quantize_job *j, unsigned char **data, size_t *size, facs_error *error)
{
    facs_onnx *model = NULL;
    if (j->tensors->inputs == 0)
        return facs_fail(error, FACS_ERROR_INPUT, -ENODATA,
                         "%s: cannot be calibrated, as no face was found: give clips that show "
                         "a face",
                         j->name);
    facs_calibrator_finish(j->calibrator);
    facs_calibrator_close(&j->calibrator);
    int status = facs_onnx_open(&model, j->network.data, j->network.size, j->network.path, error);
    if (status)
        return status;
    facs_onnx_quantize(model, targets[j->kind].in_bytes, j->tensors, facs_byte_products_saturate());
    status = facs_onnx_pack(model, data, size, error);
    facs_onnx_close(&model);
    return status;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Adds the median times of both networks on an input of that size to ms[0] and ms[1]. */
static int time_size(facs_session *sessions[2], int64_t height, int64_t width, double ms[2],
                     facs_error *error)
{
    const int64_t dims[FACS_NN_MAX_RANK] = {1, 3, height, width};
    facs_binding *bindings[2] = {NULL};
    double taken[2][ROUNDS];
    int status = facs_binding_open(&bindings[0], sessions[0], dims, error);
    if (status == 0)
        status = facs_binding_open(&bindings[1], sessions[1], dims, error);
    for (int round = 0; round < ROUNDS && status == 0; round++)
        for (int which = 0; which < 2 && status == 0; which++) {
            const double start = facs_clock_ms();
            for (int run = 0; run < RUNS && status == 0; run++)
                status = facs_binding_run(bindings[which], error);
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

/* Milliseconds of a run in FP32 and in int8, summed over the usual sizes. */
static int time_both(const facs_quantize_job *j, facs_runtime *runtime, const facs_file *made,
                     double ms[2], facs_error *error)
{
    const facs_session_options options = {.backend = FACS_BACKEND_CPU, .threads = 1};
    facs_session *sessions[2] = {NULL};
    ms[0] = ms[1] = 0;
    int status = facs_session_open_file(&sessions[0], runtime, &j->network, &options, error);
    if (status == 0)
        status = facs_session_open_file(&sessions[1], runtime, made, &options, error);
    /* A file that declares its input's size runs on no other. */
    const int64_t *declared = status == 0 ? sessions[0]->input : NULL;
    for (int i = 0; status == 0 && targets[j->kind].usual[i].height; i++) {
        const int open = declared[2] < 0 && declared[3] < 0;
        if (open || i == 0)
            status = time_size(sessions, open ? targets[j->kind].usual[i].height : declared[2],
                               open ? targets[j->kind].usual[i].width : declared[3], ms, error);
    }
    facs_session_close(&sessions[0]);
    facs_session_close(&sessions[1]);
    return status;
}

int facs_quantize_job_finish(facs_quantize_job *j, facs_runtime *runtime,
                             facs_quantized_record record, const facs_quantize_callbacks *callbacks,
                             facs_error *error)
{
    facs_file made = {.path = j->network.path};
    char *path = NULL;
    double ms[2];
    record.source = j->network.path;
    record.inputs = j->tensors->inputs;
    record.runtime = runtime->version;
    int status = quantize(j, &made.data, &made.size, error);
    if (status == 0)
        status = time_both(j, runtime, &made, ms, error);
    if (status == 0) {
        record.fp32_ms = ms[0];
        record.int8_ms = ms[1];
        status = facs_quantized_write(&path, &record, made.data, made.size, error);
    }
    if (status == 0 && callbacks->made) {
        const facs_quantized told = {.name = j->name,
                                     .path = path,
                                     .inputs = record.inputs,
                                     .fp32_ms = ms[0],
                                     .int8_ms = ms[1],
                                     .faster = facs_quantized_is_faster(ms[0], ms[1])};
        callbacks->made(callbacks->opaque, &told);
    }
    free(path);
    free(made.data);
    return status;
}

void facs_quantize_job_close(facs_quantize_job *j)
{
    facs_calibrator_close(&j->calibrator);
    free(j->tensors);
    facs_file_free(&j->network);
}
