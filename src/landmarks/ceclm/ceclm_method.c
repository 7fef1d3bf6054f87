/* CE-CLM's settings, and its row. */
#include "landmarks/ceclm/ceclm_method.h"

#include "base/error.h"
#include "landmarks/ceclm/cen_experts.h"
#include "landmarks/ceclm/early_file.h"
#include "landmarks/clm/clm_method.h"
#include "landmarks/clnf/clnf_method.h"
#include "os/place.h"

#include <stdlib.h>

#define FOLDER "openface/model/"
#define EARLY  FOLDER "early_term_cen_of.txt"

/* FaceModelParameters: 22.5 = 0.9 * 25 and 2.25 = 1.5 * 1.5, the factors being CE-CLM's. */
#define FACE(opener)                                                                               \
    {                                                                                              \
        .pdm = FOLDER "pdms/In-the-wild_aligned_PDM_68.txt", .points = FACS_LANDMARKS,             \
        .scales = 4, .open_experts = opener,                                                       \
        .experts = {FOLDER "patch_experts/cen_patches_0.25_of.dat",                                \
                    FOLDER "patch_experts/cen_patches_0.35_of.dat",                                \
                    FOLDER "patch_experts/cen_patches_0.50_of.dat",                                \
                    FOLDER "patch_experts/cen_patches_1.00_of.dat"},                               \
        .window = {11, 9, 7, 5}, .regularisation = 22.5, .sigma = 2.25, .weight = 0, .refine = 1   \
    }

/* OpenFace's model has no inner part. Here it is CLNF's, which shows what single points do. */
#define KIND(face)                                                                                 \
    {                                                                                              \
        .part = {&face, &facs_clnf_inner, &facs_clnf_left_eye, &facs_clnf_right_eye},              \
        .validator = FOLDER "detection_validation/validator_cnn_68.txt", .followed = {1, 3},       \
        .takes_inner = 0                                                                           \
    }

const facs_clm_settings facs_ceclm_face = FACE(facs_cen_experts_open);
const facs_clm_kind facs_ceclm_kind = KIND(facs_ceclm_face);

static const facs_clm_settings half_face = FACE(facs_cen_half_experts_open);
static const facs_clm_kind half_kind = KIND(half_face);

static int read_early(facs_clm_models *models, const char *folder, facs_error *error)
{
    facs_clm_early early;
    char *path = facs_place_of_weights(folder, EARLY);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = facs_early_file_read(&early, facs_clm_models_views(models), path, error);
    if (status == 0)
        facs_clm_models_end_early(models, &early);
    free(path);
    return status;
}

static int open_kind(facs_clm_models **out, const facs_clm_kind *kind, const char *folder,
                     facs_crew *crew, facs_error *error)
{
    int status = facs_clm_models_open(out, kind, folder, crew, error);
    if (status == 0)
        status = read_early(*out, folder, error);
    if (status < 0)
        facs_clm_models_close(out);
    return status;
}

int facs_ceclm_models_open(facs_clm_models **out, const char *folder, facs_crew *crew,
                           facs_error *error)
{
    return open_kind(out, &facs_ceclm_kind, folder, crew, error);
}

static int open(void **models, const char *folder, facs_session *network, facs_crew *crew,
                facs_error *error)
{
    facs_clm_models *own;
    (void)network;
    int status = facs_ceclm_models_open(&own, folder, crew, error);
    *models = own;
    return status;
}

static int open_half(void **models, const char *folder, facs_session *network, facs_crew *crew,
                     facs_error *error)
{
    facs_clm_models *own;
    (void)network;
    int status = open_kind(&own, &half_kind, folder, crew, error);
    *models = own;
    return status;
}

static const char *file(int i)
{
    int count = 0;
    while (facs_clm_kind_file(&facs_ceclm_kind, count))
        count++;
    return i == count ? EARLY : facs_clm_kind_file(&facs_ceclm_kind, i);
}

const facs_method facs_ceclm_method = {.name = "ceclm",
                                       .title = "CE-CLM",
                                       .file = file,
                                       .open = open,
                                       .close = facs_clm_method_close,
                                       .open_half = open_half,
                                       FACS_CLM_METHOD};
