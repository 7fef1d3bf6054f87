/* CE-CLM from files to landmarks: made experts in OpenFace's form, which look for spots. */
#include "landmarks/ceclm/ceclm_method.h"

#include "base/crew.h"
#include "cmocka_all.h"
#include "folder.h"
#include "landmarks/clm/early_file.h"
#include "landmarks/method.h"
#include "made_clm.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PATCHES "%s/openface/model/patch_experts/cen_patches_%s_of.dat"

static const double true_global[6] = {1, .1, -.15, .05, 320, 240};
static const double true_local[FACS_PDM_MAX_MODES] = {10, -8, 6, -4};

/* The face's parameters, a little off. */
static facs_clm_face face_near(void)
{
    static const double global[6] = {1.01, .1, -.15, .05, 324, 237};
    facs_clm_face face;
    memset(&face, 0, sizeof(face));
    memcpy(face.global, global, sizeof(global));
    return face;
}

/* Closes the models. */
static facs_clm_face find_with(facs_clm_models *models, facs_clm_reach reach, facs_crew *crew,
                               int *failure, facs_error *error)
{
    facs_clm_workspace *workspace;
    facs_clm_face face = face_near();

    assert_int_equal(facs_clm_workspace_open(&workspace, models, crew), 0);
    const facs_pdm *pdm = facs_clm_models_pdm(models, FACS_CLM_FACE);
    const facs_grey picture = made_clm_picture(pdm, true_global, true_local);
    facs_clm_find(models, &picture, reach, &face, workspace);
    *failure = facs_clm_workspace_failure(workspace, error);
    if (*failure == 0)
        assert_true(made_clm_distance(pdm, true_global, true_local, face.landmarks) < 0.2);
    facs_clm_workspace_close(&workspace);
    facs_clm_models_close(&models);
    return face;
}

static facs_clm_face find(const char *folder, facs_clm_reach reach, facs_crew *crew, int *failure,
                          facs_error *error)
{
    facs_clm_models *models;

    if (facs_clm_models_open(&models, &facs_ceclm_kind, folder, crew, error) != 0)
        fail_msg("%s", error->text);
    return find_with(models, reach, crew, failure, error);
}

/* Within a fifth of a pixel: between every two places that are computed, one is interpolated. */
static void spots_are_found(void **state)
{
    (void)state;
    facs_error error;
    facs_crew *crew;
    const char *folder = made_clm_folder();

    for (int reach = FACS_CLM_FAR; reach <= FACS_CLM_NEAR; reach++) {
        int failure;
        const facs_clm_face alone = find(folder, (facs_clm_reach)reach, NULL, &failure, &error);
        assert_int_equal(failure, 0);
        assert_true(isfinite(alone.log_likelihood));
        assert_int_equal(facs_crew_open(&crew, 3), 0);
        const facs_clm_face shared = find(folder, (facs_clm_reach)reach, crew, &failure, &error);
        facs_crew_close(&crew);
        assert_memory_equal(alone.landmarks, shared.landmarks, sizeof(alone.landmarks));
        assert_true(alone.log_likelihood == shared.log_likelihood);
    }
    made_clm_remove();
}

/* A twentieth of a pixel: .02 % of the face's width. */
static void weights_of_16_bits_find_the_same(void **state)
{
    (void)state;
    facs_error error;
    void *half;
    int failure;
    const char *folder = made_clm_folder();
    const facs_clm_face exact = find(folder, FACS_CLM_FAR, NULL, &failure, &error);

    assert_int_equal(facs_ceclm_method.open(&half, folder, NULL, NULL, &error), 0);
    facs_ceclm_method.halve(half);
    const facs_clm_face face = find_with(half, FACS_CLM_FAR, NULL, &failure, &error);
    assert_int_equal(failure, 0);
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        assert_float_equal(face.landmarks[i], exact.landmarks[i], 0.05);
    assert_true(face.log_likelihood != exact.log_likelihood); /* they are other weights */
    made_clm_remove();
}

/* Overwrites a number of the first expert of a view that this face shows. */
static void damage(const char *folder, const char *scale)
{
    static const unsigned char none[4] = {0, 0, 0xc0, 0x7f};
    char path[512];
    snprintf(path, sizeof(path), PATCHES, folder, scale);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 2600 + 16 + 4 + 12 + 4 + 12 + 40, SEEK_SET), 0);
    assert_int_equal(fwrite(none, 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
}

/* A weight that is not a number is noticed when its view is used, and ends the run with a sentence.
 */
static void weights_that_are_not_numbers_end_the_run(void **state)
{
    (void)state;
    static const char *const scales[] = {"0.25", "1.00"};

    for (int i = 0; i < 2; i++) {
        facs_error error;
        int failure;
        const char *folder = made_clm_folder();
        damage(folder, scales[i]);
        find(folder, FACS_CLM_NEAR, NULL, &failure, &error);
        assert_int_equal(failure, 0); /* it does not look at these scales */
        const facs_clm_face face = find(folder, FACS_CLM_FAR, NULL, &failure, &error);
        assert_int_equal(failure, -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "in view 0, landmark 0, layer 0"));
        assert_int_equal(face.success, 0);
        made_clm_remove();
    }
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {
        "patch_experts/cen_patches_0.25_of.dat", "patch_experts/cen_patches_1.00_of.dat",
        "detection_validation/validator_cnn_68.txt", "early_term_cen_of.txt"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        facs_clm_models *models;
        facs_error error;
        char path[512];
        const char *folder = made_clm_folder();
        snprintf(path, sizeof(path), "%s/openface/model/%s", folder, names[i]);
        remove_tree(path);
        assert_int_equal(facs_clm_models_open(&models, &facs_ceclm_kind, folder, NULL, &error),
                         -ENOENT);
        assert_non_null(strstr(error.text, names[i]));
        made_clm_remove();
    }
}

static void thresholds_of_the_first_look_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence; /* NULL: it is good */
    } cases[] = {{"1 .5 0 -1 -.2 1e-3\n", NULL},
                 {"", "found end of file"},
                 {"1 .5 0 -1 -.2", "a cutoff for each view"},
                 {"1 .5 0 -1 -.2 .1 .1", "end of file"},
                 {"1 nan 0 -1 -.2 .1", "a weight for each view"},
                 {"1 .5 0 -1e9 -.2 .1", "a bias for each view within 1000"},
                 {"1 .5 0 x -.2 .1", "a bias for each view"}};
    facs_clm_early early;
    facs_error error;

    make_folder();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write_in_folder("early.txt", cases[i].text);
        const int status = facs_early_file_read(&early, 2, in_folder("early.txt"), &error);
        assert_int_equal(status, cases[i].sentence ? -EINVAL : 0);
        if (cases[i].sentence && !strstr(error.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].text, error.text);
        if (!cases[i].sentence)
            assert_true(early.weight[1] == .5 && early.bias[0] == 0 && early.cutoff[1] == 1e-3);
    }
    assert_int_equal(facs_early_file_read(&early, 2, in_folder("none"), &error), -ENOENT);
    remove_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spots_are_found),
        cmocka_unit_test(weights_of_16_bits_find_the_same),
        cmocka_unit_test(weights_that_are_not_numbers_end_the_run),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(thresholds_of_the_first_look_are_read),
    };
    return cmocka_run_group_tests_name("ceclm", tests, NULL, NULL);
}
