#include "pipeline/models.h"

#include "base/cpu.h"
#include "base/crew.h"
#include "base/error.h"
#include "base/frame_pool.h"
#include "base/log.h"
#include "nn/quantized.h"
#include "os/place.h"
#include "os/process.h"
#include "os/thread.h"
#include "pipeline/model_files.h"
#include "pipeline/options.h"
#include "pipeline/weights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More threads than this do not make these small networks faster. */
#define MAX_DEFAULT_THREADS 4

static int open_back_end(facs_models *models, facs_au_models au, facs_error *error)
{
    char *pdm = facs_place_of_weights(models->folder, FACS_PDM_FILE);
    char *triangles = facs_place_of_weights(models->folder, FACS_TRIANGLE_FILE);
    int status = pdm && triangles ? facs_pdm_open(&models->pdm, pdm, error)
                                  : facs_fail_memory(error, "a path");
    if (status == 0 && (models->pdm->points != FACS_LANDMARKS || models->pdm->modes != FACS_MODES))
        status =
            facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                      "%s: expected %d points and %d modes, found %d and %d; fetch it again", pdm,
                      FACS_LANDMARKS, FACS_MODES, models->pdm->points, models->pdm->modes);
    if (status == 0)
        status = facs_triangulation_open(&models->triangulation, triangles, FACS_LANDMARKS, error);
    free(pdm);
    free(triangles);
    return status < 0 ? status : facs_models_open_au_set(models, au, error);
}

static int default_threads(int cores)
{
    return cores > MAX_DEFAULT_THREADS ? MAX_DEFAULT_THREADS : cores;
}

/* Find the file to open for int8. *path is NULL, and the log says so, if fp32 is as fast here. */
static int find_int8(char **path, const char *source, const char *name, const facs_log *log,
                     facs_error *error)
{
    double fp32_ms, int8_ms;
    int status = facs_quantized_find(path, &fp32_ms, &int8_ms, source, error);
    if (status < 0 || facs_quantized_is_faster(fp32_ms, int8_ms))
        return status;
    facs_log_write(log, FACS_LOG_WARNING,
                   "%s: fp32 is used because int8 is not faster on this machine (%.2f ms per run, "
                   "fp32 %.2f ms)",
                   name, int8_ms, fp32_ms);
    free(*path);
    *path = NULL;
    return 0;
}

/* What both networks are opened with. */
typedef struct network_opening {
    facs_precision precision;
    const facs_taps *taps;
    facs_session_options session;
} network_opening;

static int open_network(facs_session **session, facs_models *models, facs_network_kind kind,
                        const network_opening *opening, facs_error *error)
{
    const facs_network *about = &facs_networks[kind];
    const facs_precision precision = opening->precision;
    facs_session_options options = opening->session;
    facs_network_file *network = models->networks;
    const char *name;
    int status = 0;
    char *path = facs_network_path(kind, models->folder, &name);
    if (!path)
        return facs_fail_memory(error, "a path");
    while (network->name)
        network++;
    network->name = name;
    if (precision == FACS_PRECISION_INT8)
        status = find_int8(&network->path, path, name, &options.log, error);
    network->precision =
        precision == FACS_PRECISION_INT8 && !network->path ? FACS_PRECISION_FP32 : precision;
    memcpy(options.fixed_input, about->fixed_input, sizeof(options.fixed_input));
    options.tap = opening->taps->tap[kind];
    options.rewrite = network->path ? NULL : about->rewrite;
    options.half = precision == FACS_PRECISION_FP16;
    if (status == 0)
        status = facs_session_open(session, models->runtime, network->path ? network->path : path,
                                   &options, error);
    if (status == -EINVAL && network->path)
        facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                  "%s: not a usable ONNX model: run facs quantize again", network->path);
    free(path);
    return status;
}

static int open_landmarks(facs_models *models, facs_precision precision, facs_session *network,
                          facs_crew *crew, facs_error *error)
{
    const facs_method *method = models->method;
    if (!method->open)
        return 0;
    int status = method->open(&models->landmarks, models->folder, network, crew, error);
    models->is_half = status == 0 && precision == FACS_PRECISION_FP16 && method->halve;
    if (models->is_half)
        method->halve(models->landmarks);
    return status;
}

/* Open the landmark network and RetinaFace, as far as they are needed. The detector runs on the
 * same provider as the landmarks, so that only one is in use and reported. */
static int open_networks(facs_models *models, const facs_options *options, const facs_taps *taps,
                         facs_error *error)
{
    const facs_method *method = models->method;
    /* In batches each thread has its own frame; otherwise they share the network's layers. */
    network_opening opening = {
        .precision = options->precision,
        .taps = taps,
        .session = {.backend = options->precision == FACS_PRECISION_INT8 ? FACS_BACKEND_CPU
                                                                         : options->backend,
                    .threads = facs_options_batch(options, method) > 1 ? 1 : models->threads,
                    .tap_opaque = taps->opaque,
                    .log = options->log}};
    facs_session *network;
    int status = facs_runtime_open(&models->runtime, options->runtime, &options->log, error);
    if (status == 0 && method->traits & FACS_METHOD_ONNX) {
        status = open_network(&network, models, method->network, &opening, error);
        if (status == 0) {
            opening.session.backend = network->provider->backend;
            status = open_landmarks(models, options->precision, network, NULL, error);
        }
    }
    if (status < 0 || facs_options_detector(options) != FACS_DETECTOR_RETINAFACE)
        return status;
    return open_network(&models->retinaface, models, FACS_NETWORK_DETECTOR, &opening, error);
}

/* A part of the models that is read in parallel with others: a task of the crew. */
typedef struct part_opening {
    facs_task task;
    facs_models *models;
    facs_au_models au;
    int status;
    facs_error error;
} part_opening;

static void read_back_end(void *self, int member)
{
    part_opening *part = self;
    (void)member;
    part->status = open_back_end(part->models, part->au, &part->error);
}

static void read_mtcnn(void *self, int member)
{
    part_opening *part = self;
    (void)member;
    part->status = facs_mtcnn_models_open(&part->models->mtcnn, part->models->folder, &part->error);
}

static int await(facs_crew *crew, part_opening *part, int status, facs_error *error)
{
    facs_crew_await(crew, &part->task);
    if (status == 0 && part->status < 0 && error)
        *error = part->error;
    return status < 0 ? status : part->status;
}

/* Open everything that options need. ONNX Runtime is opened only if something runs on it, and on
 * this thread. */
static int open_parts(facs_models *models, const facs_options *options, const facs_taps *taps,
                      facs_crew *crew, facs_error *error)
{
    const int onnx = (models->method->traits & FACS_METHOD_ONNX) != 0;
    const facs_detector_kind kind = facs_options_detector(options);
    const int mtcnn = kind == FACS_DETECTOR_MTCNN;
    part_opening back_end = {
        .task = {.run = read_back_end, .self = &back_end}, .models = models, .au = options->au};
    part_opening detector = {.task = {.run = read_mtcnn, .self = &detector}, .models = models};
    int status = 0;
    facs_crew_begin(crew, &back_end.task);
    if (mtcnn)
        facs_crew_begin(crew, &detector.task);
    if (!onnx)
        status = open_landmarks(models, options->precision, NULL, crew, error);
    status = await(crew, &back_end, status, error);
    if (mtcnn)
        status = await(crew, &detector, status, error);
    if (status < 0 || (!onnx && kind != FACS_DETECTOR_RETINAFACE))
        return status;
    return open_networks(models, options, taps, error);
}

/* On all cores: runs that share the models wait for them. */
static int open_with_crew(facs_models *models, const facs_options *options, const facs_taps *taps,
                          facs_error *error)
{
    facs_crew *crew;
    const int threads =
        options->threads ? options->threads : default_threads(facs_processor_count());
    int status = facs_crew_open(&crew, threads);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "%d threads could not be started",
                         threads);
    status = open_parts(models, options, taps, crew, error);
    facs_crew_close(&crew);
    return status;
}

static facs_models *new_models(const char *folder)
{
    facs_models *models = calloc(1, sizeof(*models));
    if (!models)
        return NULL;
    models->folder = strdup(folder);
    models->au = calloc(1, sizeof(*models->au));
    models->shelves.medians = facs_neutral_shelf_open();
    models->shelves.pools = facs_frame_pool_shelf_open();
    if (models->folder && models->au && models->shelves.medians && models->shelves.pools &&
        facs_mutex_init(&models->au->lock) == 0)
        return models;
    facs_shelf_close(&models->shelves.medians);
    facs_shelf_close(&models->shelves.pools);
    free(models->folder);
    free(models->au);
    free(models);
    return NULL;
}

int facs_models_open_tapped(facs_models **out, const facs_options *options, const facs_taps *taps,
                            facs_error *error)
{
    char folder[4096];
    *out = NULL;
    int status = facs_options_check_models(options, error);
    if (status == 0)
        status = facs_cpu_check(error);
    if (status == 0)
        status = facs_models_find(options->models, folder, sizeof(folder), error);
    if (status < 0)
        return status;
    facs_models *models = new_models(folder);
    if (!models)
        return facs_fail_memory(error, "the models");
    models->method = facs_method_of(options->landmark_method);
    models->threads = options->threads ? options->threads
                                       : default_threads(options->cores ? options->cores
                                                                        : facs_processor_count());
    facs_log_write(&options->log, FACS_LOG_INFO, "models: %s, landmarks: %s", folder,
                   models->method->title);
    facs_models_list(models->names, folder, options);
    status = facs_models_begin_digests(models, options->au, error);
    if (status == 0) {
        status = open_with_crew(models, options, taps, error);
        status = facs_models_check_files(models, options->au, status, error);
    }
    if (status < 0)
        facs_models_close(&models);
    *out = models;
    return status;
}

int facs_models_open(facs_models **out, const facs_options *options, facs_error *error)
{
    if (!out)
        return facs_fail_null(error, "out");
    facs_options own;
    *out = NULL;
    int status = facs_options_read(&own, options, error);
    if (status == 0)
        facs_models_tell_missing(facs_models_settle(&own, NULL), NULL, &own.log);
    if (status == 0)
        status = facs_models_open_tapped(out, &own, &(facs_taps){.opaque = NULL}, error);
    if (status == 0)
        status = facs_models_warn(*out, own.au, NULL, &own.log, error);
    if (status < 0)
        facs_models_close(out);
    return status;
}

facs_detector_source facs_models_detector(const facs_models *models, const facs_options *options)
{
    return (facs_detector_source){
        .mtcnn = models->mtcnn, .retinaface = models->retinaface, .min_face = options->min_face};
}

void facs_models_close(facs_models **models)
{
    if (!models || !*models)
        return;
    facs_session_close(&(*models)->retinaface);
    facs_mtcnn_models_close(&(*models)->mtcnn);
    if ((*models)->landmarks)
        (*models)->method->close((*models)->landmarks);
    for (int i = 0; i < FACS_NETWORKS; i++)
        free((*models)->networks[i].path);
    facs_runtime_close(&(*models)->runtime);
    for (int i = 0; i < FACS_AU_NONE; i++)
        facs_au_set_close(&(*models)->au->set[i]);
    facs_mutex_destroy(&(*models)->au->lock);
    for (int i = 0; i <= FACS_AU_NONE; i++)
        facs_digests_close(&(*models)->au->digests[i]);
    free((*models)->au);
    facs_shelf_close(&(*models)->shelves.medians);
    facs_shelf_close(&(*models)->shelves.pools);
    facs_triangulation_close(&(*models)->triangulation);
    facs_pdm_close(&(*models)->pdm);
    free((*models)->folder);
    free(*models);
    *models = NULL;
}

const char *facs_models_provider(const facs_models *models)
{
    if (!models)
        return NULL;
    if (models->retinaface)
        return models->retinaface->provider->name;
    return models->mtcnn ? "CPU" : "none";
}

facs_precision facs_models_precision(const facs_models *models)
{
    if (!models)
        return FACS_PRECISION_FP32;
    return models->is_half ? FACS_PRECISION_FP16 : models->networks[0].precision;
}
