#include "landmarks/clm/clm_model_internal.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/exact_math.h"
#include "os/memory.h"
#include "os/place.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define MIN_REGULARISATION 0.001 /* OpenFace, CLNF::Fit */

static void settle_scale(facs_clm_scale *scale, const facs_clm_settings *settings, int k)
{
    /* In CLNF::Fit the scale 1 counts as 0.5. */
    double octaves = settings->refine ? facs_exact_log2(fmin(scale->scale, 0.5) / 0.25) : 0;

    scale->regularisation = fmax(settings->regularisation - 15 * octaves, MIN_REGULARISATION);
    facs_kernel_make(&scale->kernel, settings->window[k], settings->sigma + 0.25 * octaves);
}

static int new_tables(facs_clm_scale *scale, size_t numbers)
{
    scale->tables = calloc(1, sizeof(*scale->tables));
    if (scale->tables && facs_mutex_init(&scale->tables->lock) != 0) {
        free(scale->tables);
        scale->tables = NULL;
    }
    if (!scale->tables)
        return -ENOMEM;
    scale->tables->table = facs_aligned_alloc(FACS_PDM_ALIGNMENT, numbers * sizeof(double));
    return scale->tables->table ? 0 : -ENOMEM;
}

static void free_tables(facs_clm_scale *scale)
{
    if (!scale->tables)
        return;
    facs_mutex_destroy(&scale->tables->lock);
    facs_aligned_free(scale->tables->table);
    free(scale->tables);
}

static int weigh_views(facs_clm_scale *scale, const facs_pdm *pdm, double weight)
{
    int views = facs_patch_experts_views(scale->experts), n = pdm->points;

    scale->weight = calloc((size_t)views * (size_t)n, sizeof(double));
    if (!scale->weight || new_tables(scale, (size_t)views * facs_pdm_table_size(pdm)) != 0)
        return -ENOMEM;
    for (int view = 0; view < views; view++) {
        double *weights = scale->weight + view * n;
        for (int i = 0; i < n; i++)
            if (facs_patch_experts_visible(scale->experts, view, i))
                weights[i] =
                    weight > 0
                        ? weight * (double)facs_patch_experts_confidence(scale->experts, view, i)
                        : 1;
    }
    return 0;
}

int facs_clm_scale_prepare(const facs_clm_scale *scale, const facs_pdm *pdm, int view,
                           const double **table, facs_error *error)
{
    struct facs_clm_tables *tables = scale->tables;
    double *own = tables->table + (size_t)view * facs_pdm_table_size(pdm);
    int status = facs_patch_experts_prepare(scale->experts, view, error);

    *table = own;
    if (status < 0 || atomic_load_explicit(&tables->made[view], memory_order_acquire))
        return status;
    if ((status = facs_mutex_lock(&tables->lock)) < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "the lock of a shape model failed");
    if (!atomic_load(&tables->made[view]))
        facs_pdm_weigh(pdm, scale->weight + view * pdm->points, own);
    atomic_store_explicit(&tables->made[view], 1, memory_order_release);
    facs_mutex_unlock(&tables->lock);
    return 0;
}

static int open_scale(facs_clm_model *model, const char *folder, const facs_clm_settings *settings,
                      facs_error *error)
{
    int k = model->scales, status;
    facs_clm_scale *scale = &model->scale[k];
    char *path = facs_place_of_weights(folder, settings->experts[k]);

    if (!path)
        return facs_fail_memory(error, "a path");
    status =
        settings->open_experts(&scale->experts, path, settings->points, settings->window[k], error);
    if (status)
        goto done;
    scale->scale = facs_patch_experts_scale(scale->experts);
    settle_scale(scale, settings, k);
    if (weigh_views(scale, model->pdm, settings->weight) != 0)
        status = facs_fail_memory(error, path);
done:
    model->scales++;
    free(path);
    return status;
}

static int open_pdm(facs_clm_model *model, const char *folder, const facs_clm_settings *settings,
                    facs_error *error)
{
    char *path = facs_place_of_weights(folder, settings->pdm);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = facs_pdm_open(&model->pdm, path, error);
    if (status == 0 && model->pdm->points != settings->points)
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                           "%s: expected %d points, found %d; fetch it again", path,
                           settings->points, model->pdm->points);
    free(path);
    return status;
}

int facs_clm_model_open(facs_clm_model **out, const char *folder, const facs_clm_settings *settings,
                        facs_error *error)
{
    *out = NULL;
    facs_clm_model *model = calloc(1, sizeof(*model));
    int status = model ? open_pdm(model, folder, settings, error)
                       : facs_fail_memory(error, "a landmark model");
    while (status == 0 && model->scales < settings->scales)
        status = open_scale(model, folder, settings, error);
    if (status) {
        facs_clm_model_close(&model);
        return status;
    }
    model->sample_area = FACS_FASTEST(facs_area_sample);
    model->mean_shift = FACS_FASTEST(facs_mean_shift);
    *out = model;
    return status;
}

const char *facs_clm_settings_file(const facs_clm_settings *settings, int i)
{
    if (i == 0)
        return settings->pdm;
    return i >= 1 && i <= settings->scales ? settings->experts[i - 1] : NULL;
}

void facs_clm_model_close(facs_clm_model **model)
{
    if (!*model)
        return;
    for (int k = 0; k < (*model)->scales; k++) {
        facs_patch_experts_close(&(*model)->scale[k].experts);
        free((*model)->scale[k].weight);
        free_tables(&(*model)->scale[k]);
    }
    facs_pdm_close(&(*model)->pdm);
    free(*model);
    *model = NULL;
}

const facs_pdm *facs_clm_model_pdm(const facs_clm_model *model)
{
    return model->pdm;
}

double facs_clm_model_scale(const facs_clm_model *model)
{
    return model->scale[0].scale;
}

int facs_clm_model_scales(const facs_clm_model *model)
{
    return model->scales;
}

int facs_clm_model_views(const facs_clm_model *model)
{
    return facs_patch_experts_views(model->scale[0].experts);
}

void facs_clm_model_halve(facs_clm_model *model)
{
    for (int k = 0; k < model->scales; k++)
        facs_patch_experts_halve(model->scale[k].experts);
}

size_t facs_clm_model_scratch_bytes(const facs_clm_model *model)
{
    size_t max = 0;
    for (int k = 0; k < model->scales; k++)
        if (model->scale[k].experts->scratch_bytes > max)
            max = model->scale[k].experts->scratch_bytes;
    return max;
}
