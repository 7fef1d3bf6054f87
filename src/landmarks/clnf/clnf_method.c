/* CLNF's settings, and its row. */
#include "landmarks/clnf/clnf_method.h"

#include "landmarks/clm/clm_method.h"
#include "landmarks/clnf/ccnf_experts.h"

#define FOLDER "openface/model/"

const facs_clm_settings facs_clnf_face = {
    .pdm = FOLDER "pdms/In-the-wild_aligned_PDM_68.txt",
    .points = FACS_LANDMARKS,
    .scales = 3,
    .open_experts = facs_ccnf_experts_open,
    .experts = {FOLDER "patch_experts/ccnf_patches_0.25_general.txt",
                FOLDER "patch_experts/ccnf_patches_0.35_general.txt",
                FOLDER "patch_experts/ccnf_patches_0.5_general.txt"},
    .window = {11, 9, 7},
    .regularisation = 25,
    .sigma = 1.5,
    .weight = 0,
    .refine = 1};

const facs_clm_settings facs_clnf_inner = {
    .pdm = FOLDER "model_inner/pdms/pdm_51_inner.txt",
    .points = 51,
    .scales = 1,
    .open_experts = facs_ccnf_experts_open,
    .experts = {FOLDER "model_inner/patch_experts/ccnf_patches_1.00_inner.txt"},
    .window = {9},
    .regularisation = 2.5,
    .sigma = 1.75,
    .weight = 2.5};

/* The experts of the right eye are the files without a side in their names. */
const facs_clm_settings facs_clnf_left_eye = {
    .pdm = FOLDER "model_eye/pdms/pdm_28_l_eye_3D_closed.txt",
    .points = FACS_EYE_LANDMARKS,
    .scales = 2,
    .open_experts = facs_ccnf_experts_open,
    .experts = {FOLDER "model_eye/patch_experts/left_ccnf_patches_1.00_synth_lid_.txt",
                FOLDER "model_eye/patch_experts/left_ccnf_patches_1.50_synth_lid_.txt"},
    .window = {3, 5},
    .regularisation = 0.5,
    .sigma = 1};

const facs_clm_settings facs_clnf_right_eye = {
    .pdm = FOLDER "model_eye/pdms/pdm_28_eye_3D_closed.txt",
    .points = FACS_EYE_LANDMARKS,
    .scales = 2,
    .open_experts = facs_ccnf_experts_open,
    .experts = {FOLDER "model_eye/patch_experts/ccnf_patches_1.00_synth_lid_.txt",
                FOLDER "model_eye/patch_experts/ccnf_patches_1.50_synth_lid_.txt"},
    .window = {3, 5},
    .regularisation = 0.5,
    .sigma = 1};

const facs_clm_kind facs_clnf_kind = {
    .part = {&facs_clnf_face, &facs_clnf_inner, &facs_clnf_left_eye, &facs_clnf_right_eye},
    .validator = FOLDER "detection_validation/validator_cnn.txt",
    .followed = {1, 3},
    .takes_inner = 1};

static int open(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error)
{
    (void)network;
    return facs_clm_method_open(models, &facs_clnf_kind, folder, crew, error);
}

static const char *file(int i)
{
    return facs_clm_kind_file(&facs_clnf_kind, i);
}

const facs_method facs_clnf_method = {.name = "clnf",
                                      .title = "CLNF",
                                      .file = file,
                                      .open = open,
                                      .close = facs_clm_method_close,
                                      FACS_CLM_METHOD};
