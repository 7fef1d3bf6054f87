#include "landmarks/clm/clm_model_internal.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/exact_math.h"
#include "os/path.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define FOLDER "openface/model/"

#define MIN_REGULARISATION 0.001 /* OpenFace, CLNF::Fit */

/* Files and fit settings of a part: CLNF::Read (its parts) and FaceModelParameters::init. The
 * experts of the right eye are the files without a side in their names. */
typedef struct part_settings {
    const char *pdm;
    int points, scales;
    const char *experts[FACS_CLM_MAX_SCALES];
    int window[FACS_CLM_MAX_SCALES];
    double regularisation, sigma, weight; /* reg_factor; pixels of the map; weight_factor */
    int refine;                           /* refine_parameters: the first two depend on the scale */
} part_settings;

static const part_settings settings_of[FACS_CLM_PARTS] = {
    {.pdm = FOLDER "pdms/In-the-wild_aligned_PDM_68.txt",
     .points = FACS_LANDMARKS,
     .scales = 3,
     .experts = {FOLDER "patch_experts/ccnf_patches_0.25_general.txt",
                 FOLDER "patch_experts/ccnf_patches_0.35_general.txt",
                 FOLDER "patch_experts/ccnf_patches_0.5_general.txt"},
     .window = {11, 9, 7},
     .regularisation = 25,
     .sigma = 1.5,
     .weight = 0,
     .refine = 1},
    {.pdm = FOLDER "model_inner/pdms/pdm_51_inner.txt",
     .points = 51,
     .scales = 1,
     .experts = {FOLDER "model_inner/patch_experts/ccnf_patches_1.00_inner.txt"},
     .window = {9},
     .regularisation = 2.5,
     .sigma = 1.75,
     .weight = 2.5},
    {.pdm = FOLDER "model_eye/pdms/pdm_28_l_eye_3D_closed.txt",
     .points = 28,
     .scales = 2,
     .experts = {FOLDER "model_eye/patch_experts/left_ccnf_patches_1.00_synth_lid_.txt",
                 FOLDER "model_eye/patch_experts/left_ccnf_patches_1.50_synth_lid_.txt"},
     .window = {3, 5},
     .regularisation = 0.5,
     .sigma = 1},
    {.pdm = FOLDER "model_eye/pdms/pdm_28_eye_3D_closed.txt",
     .points = 28,
     .scales = 2,
     .experts = {FOLDER "model_eye/patch_experts/ccnf_patches_1.00_synth_lid_.txt",
                 FOLDER "model_eye/patch_experts/ccnf_patches_1.50_synth_lid_.txt"},
     .window = {3, 5},
     .regularisation = 0.5,
     .sigma = 1},
};

static void settle_scale(facs_clm_scale *scale, const part_settings *settings, int k)
{
    double octaves = settings->refine ? facs_exact_log2(scale->scale / 0.25) : 0;

    scale->regularisation = fmax(settings->regularisation - 15 * octaves, MIN_REGULARISATION);
    facs_kernel_make(&scale->kernel, settings->window[k], settings->sigma + 0.25 * octaves);
}

static int weigh_views(facs_clm_scale *scale, const facs_pdm *pdm, double weight)
{
    int views = facs_patch_experts_views(scale->experts), n = pdm->points;
    size_t table = facs_pdm_table_size(pdm);

    scale->weight = calloc((size_t)views * (size_t)n, sizeof(double));
    scale->table = malloc((size_t)views * table * sizeof(double));
    if (!scale->weight || !scale->table)
        return -ENOMEM;
    for (int view = 0; view < views; view++) {
        double *weights = scale->weight + view * n;
        for (int i = 0; i < n; i++)
            if (facs_patch_experts_visible(scale->experts, view, i))
                weights[i] =
                    weight > 0
                        ? weight * (double)facs_patch_experts_confidence(scale->experts, view, i)
                        : 1;
        facs_pdm_weigh(pdm, weights, scale->table + (size_t)view * table);
    }
    return 0;
}

static int open_scale(facs_clm_model *model, const char *folder, const part_settings *settings,
                      facs_error *error)
{
    int k = model->scales, status;
    facs_clm_scale *scale = &model->scale[k];
    char *path = facs_path_join(folder, settings->experts[k]);

    if (!path)
        return facs_fail_memory(error, "a path");
    status = facs_patch_experts_open(&scale->experts, path, settings->points, settings->window[k],
                                     error);
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

static int open_pdm(facs_clm_model *model, const char *folder, const part_settings *settings,
                    facs_error *error)
{
    char *path = facs_path_join(folder, settings->pdm);
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

int facs_clm_model_open(facs_clm_model **out, const char *folder, facs_clm_part part,
                        facs_error *error)
{
    const part_settings *settings = &settings_of[part];

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

const char *facs_clm_model_file(facs_clm_part part, int i)
{
    const part_settings *settings = &settings_of[part];
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
        free((*model)->scale[k].table);
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
