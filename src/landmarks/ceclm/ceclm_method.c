/* CE-CLM's settings, and its row. */
#include "landmarks/ceclm/ceclm_method.h"

#include "landmarks/ceclm/cen_experts.h"
#include "landmarks/clm/clm_method.h"
#include "landmarks/clnf/clnf_method.h"

#define FOLDER "openface/model/"

/* FaceModelParameters: 22.5 = 0.9 * 25 and 2.25 = 1.5 * 1.5, the factors being CE-CLM's. */
const facs_clm_settings facs_ceclm_face = {
    .pdm = FOLDER "pdms/In-the-wild_aligned_PDM_68.txt",
    .points = FACS_LANDMARKS,
    .scales = 4,
    .open_experts = facs_cen_experts_open,
    .experts = {FOLDER "patch_experts/cen_patches_0.25_of.dat",
                FOLDER "patch_experts/cen_patches_0.35_of.dat",
                FOLDER "patch_experts/cen_patches_0.50_of.dat",
                FOLDER "patch_experts/cen_patches_1.00_of.dat"},
    .window = {11, 9, 7, 5},
    .regularisation = 22.5,
    .sigma = 2.25,
    .weight = 0,
    .refine = 1};

/* OpenFace's model has no inner part. Here it is CLNF's, which shows what single points do. */
const facs_clm_kind facs_ceclm_kind = {
    .part = {&facs_ceclm_face, &facs_clnf_inner, &facs_clnf_left_eye, &facs_clnf_right_eye},
    .validator = FOLDER "detection_validation/validator_cnn_68.txt",
    .followed = {1, 3},
    .takes_inner = 0,
    .early = FOLDER "early_term_cen_of.txt"};

static int open(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error)
{
    (void)network;
    return facs_clm_method_open(models, &facs_ceclm_kind, folder, crew, error);
}

static const char *file(int i)
{
    return facs_clm_kind_file(&facs_ceclm_kind, i);
}

const facs_method facs_ceclm_method = {.name = "ceclm",
                                       .title = "CE-CLM",
                                       .file = file,
                                       .open = open,
                                       .halve = facs_clm_method_halve,
                                       .close = facs_clm_method_close,
                                       FACS_CLM_METHOD};
