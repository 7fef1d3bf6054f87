/* Where the weights are looked for, and what is said of damaged ones. */
#include "cmocka_all.h"
#include "folder.h"
#include "golden.h"

#include "os/file.h"
#include "os/process.h"
#include "pipeline/weights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/facs-weights-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    unsetenv("FACS_MODELS");
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

#define WITNESS "openface/AU_predictors/AU_all_best.txt"

static void test_named_folder(void **state)
{
    (void)state;
    char path[4096], small[4];
    facs_error error;

    assert_int_equal(facs_models_find("/no/such/folder", path, sizeof(path), &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "/no/such/folder"));
    assert_int_equal(facs_models_find(folder, path, sizeof(path), &error), -ENOENT);
    assert_non_null(strstr(error.text, WITNESS));
    make_file(WITNESS, "");
    assert_int_equal(facs_models_find(folder, path, sizeof(path), &error), 0);
    assert_string_equal(path, folder);
    assert_int_equal(facs_models_find(folder, small, sizeof(small), &error), -ENAMETOOLONG);
}

static void test_variable_comes_before_the_places(void **state)
{
    (void)state;
    char path[4096];
    facs_error error;

    make_file(WITNESS, "");
    setenv("FACS_MODELS", folder, 1);
    assert_int_equal(facs_models_find(NULL, path, sizeof(path), &error), 0);
    assert_string_equal(path, folder);
    setenv("FACS_MODELS", "/no/such/folder", 1);
    assert_int_equal(facs_models_find(NULL, path, sizeof(path), &error), -ENOENT);
    assert_non_null(strstr(error.text, FACS_VARIABLE("FACS_MODELS")));
}

/* If no folder is named: the one beside the checkout of a program that is not installed, the
 * user's, the installation's. */
static void test_places(void **state)
{
    (void)state;
    static const char *const names[] = {"shared/models/" WITNESS, "user/facs/models/" WITNESS,
                                        "share/facs/models/" WITNESS};
    static const char *const expected[] = {"checkout/../shared/models", "user/facs/models",
                                           "share/facs/models"};
    char path[4096], wanted[256];
    facs_error error;
    facs_place place = {.library = ""};

    snprintf(place.checkout, sizeof(place.checkout), "%s/checkout", folder);
    snprintf(place.data, sizeof(place.data), "%s/share/facs", folder);
    snprintf(path, sizeof(path), "%s/user", folder);
    setenv("XDG_DATA_HOME", path, 1);
    make_file("checkout/here", "");
    for (int i = 0; i < 3; i++)
        make_file(names[i], "");
    for (int i = 0; i < 3; i++) { /* the first is taken, until it is taken away */
        assert_int_equal(facs_weights_find(&place, NULL, path, sizeof(path), &error), 0);
        snprintf(wanted, sizeof(wanted), "%s/%s", folder, expected[i]);
        assert_string_equal(path, wanted);
        snprintf(wanted, sizeof(wanted), "%s/%s", folder, names[i]);
        assert_int_equal(unlink(wanted), 0);
    }
    assert_int_equal(facs_weights_find(&place, NULL, path, sizeof(path), &error), -ENOENT);
    for (int i = 0; i < 3; i++)
        assert_non_null(strstr(error.text, expected[i]));
    assert_int_equal(strstr(error.text, "/usr/share/facs/models") != NULL, !ON_WINDOWS);
    unsetenv("XDG_DATA_HOME");
}

/* A folder that came with a video must not bring weights: neither ../shared/models, nor a home that
 * is relative. */
static void test_the_current_folder_plays_no_part(void **state)
{
    (void)state;
    static const char *const home = "HOME";
    char path[4096], here[4096], before[4096];
    const facs_place nowhere = {.library = ""};
    facs_error error;

    assert_non_null(getcwd(here, sizeof(here)));
    snprintf(before, sizeof(before), "%s", getenv(home) ? getenv(home) : "");
    make_file("shared/models/" WITNESS, "");
    make_file("a/.local/share/facs/models/" WITNESS, "");
    snprintf(path, sizeof(path), "%s/a", folder);
    assert_int_equal(chdir(path), 0);
    unsetenv("XDG_DATA_HOME");
    setenv(home, ".", 1);
    assert_int_equal(facs_weights_find(&nowhere, NULL, path, sizeof(path), &error), -ENOENT);
    setenv(home, before, 1);
    assert_int_equal(chdir(here), 0);
}

/* OpenFace's own folders: that of its programs, as an installation and a build have it, the model
 * folder in it, and the one around. */
static void test_openface_installation(void **state)
{
    (void)state;
    static const char *const named[] = {"bin", "bin/model", "bin/model/", "source", "usr"};
    static const char *const expected[] = {"bin", "bin/model/..", "bin/model/..",
                                           "source/build/bin", "usr/etc/OpenFace"};
    char path[4096], wanted[256];
    facs_error error;
    make_file("bin/AU_predictors/AU_all_best.txt", "");
    make_file("bin/model/patch_experts/cen_patches_0.25_of.dat", "");
    make_file("source/build/bin/AU_predictors/AU_all_best.txt", "");
    make_file("usr/etc/OpenFace/AU_predictors/AU_all_best.txt", "");
    make_file("bin/else/x", "");
    for (int i = 0; i < 5; i++) {
        snprintf(wanted, sizeof(wanted), "%s/%s", folder, named[i]);
        assert_int_equal(facs_models_find(wanted, path, sizeof(path), &error), 0);
        char *found = facs_place_of_weights(path, WITNESS), *real = facs_path_absolute(found);
        assert_non_null(real);
        snprintf(wanted, sizeof(wanted), "%s/%s", folder, expected[i]);
        assert_true(facs_path_is_same(path, wanted));
        free(found);
        free(real);
    }
    snprintf(wanted, sizeof(wanted), "%s/bin/else", folder); /* its neighbours are nobody's */
    assert_int_equal(facs_models_find(wanted, path, sizeof(path), &error), -ENOENT);
    setenv("FACS_MODELS", wanted, 1);
    wanted[strlen(wanted) - strlen("/else")] = 0;
    setenv("FACS_MODELS", wanted, 1);
    assert_int_equal(facs_models_find(NULL, path, sizeof(path), &error), 0);
    assert_string_equal(path, wanted);
}

/* A folder of facs that happens to have such names in it stays one. */
static void test_paths_of_weights(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"ours", "ours/openface/model/x"},
                                           {"theirs", "theirs/model/x"},
                                           {"empty", "empty/openface/model/x"}};
    char in[256], wanted[256];
    make_file("ours/openface/x", "");
    make_file("ours/AU_predictors/x", "");
    make_file("theirs/AU_predictors/x", "");
    make_file("empty/x", "");
    for (int i = 0; i < 3; i++) {
        snprintf(in, sizeof(in), "%s/%s", folder, cases[i][0]);
        snprintf(wanted, sizeof(wanted), "%s/%s", folder, cases[i][1]);
        char *path = facs_place_of_weights(in, "openface/model/x");
        assert_string_equal(path, wanted);
        free(path);
    }
    char *path = facs_place_of_weights(in, "pfld.onnx");
    assert_non_null(strstr(path, "empty/pfld.onnx"));
    free(path);
}

typedef struct tally {
    int good, missing, damaged, unknown, needed;
    int ceclm; /* missing ones that only CE-CLM needs */
} tally;

static void count(void *opaque, const facs_model_file *file)
{
    tally *t = opaque;
    t->good += file->state == FACS_FILE_GOOD;
    t->missing += file->state == FACS_FILE_MISSING;
    t->damaged += file->state == FACS_FILE_DAMAGED;
    t->needed += file->needed == 1;
    t->unknown += file->state == FACS_FILE_UNKNOWN;
    t->ceclm += file->state == FACS_FILE_MISSING && file->needed == 3;
}

static void test_damaged_files(void **state)
{
    (void)state;
    tally t = {0};
    facs_error error;

    assert_int_equal(facs_models_check("/no/such/folder", count, &t, &error), -ENOENT);
    make_file("pfld.onnx", "not a network");
    assert_int_equal(facs_models_check(folder, count, &t, &error), 0);
    assert_int_equal(t.good, 0);
    assert_int_equal(t.damaged, 1);
    assert_true(t.missing > 50);
    assert_true(t.needed > 35 && t.needed < t.missing); /* lists, 17 + 18 predictors, nets, shape */
}

/* Experts of CE-CLM that are not OpenFace's are other networks, if the file is whole. */
static void test_other_experts_of_ceclm(void **state)
{
    (void)state;
    static const char name[] = "openface/model/patch_experts/cen_patches_0.35_of.dat";
    char made[128], path[128];
    tally t = {0};
    facs_error error;
    facs_own_row expected;
    snprintf(made, sizeof(made), "models/ceclm_made/%s", name);
    const char *from = shared_path(made);
    make_file(name, "");
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    for (int per_mille = 999; per_mille <= 1000; per_mille++) {
        cut_file(from, path, per_mille);
        memset(&t, 0, sizeof(t));
        assert_int_equal(facs_models_check(folder, count, &t, &error), 0);
        assert_int_equal(t.unknown, per_mille == 1000);
        assert_int_equal(t.damaged, per_mille != 1000);
    }
    static const char sha256[] = "a40cbb55d1dbcf7860744590a8d9a09d03f5f571718e6b330b00f5e12f9f87e6";
    assert_int_equal(facs_weights_judge(name, 785120, sha256, NULL, &expected),
                     FACS_WEIGHTS_UNKNOWN);
    assert_int_equal(facs_weights_judge(name, 60602360, sha256, NULL, &expected),
                     FACS_WEIGHTS_DAMAGED); /* OpenFace's, with a wrong bit */
}

/* The weights that the reference values were made with are those of the manifest, to the last bit.
 */
static void test_shared_weights_are_whole(void **state)
{
    (void)state;
    tally t = {0};
    facs_error error;
    assert_int_equal(facs_models_check(shared_models(), count, &t, &error), 0);
    assert_int_equal(t.missing, t.ceclm); /* they cannot be passed on, and are 430 MB */
    assert_int_equal(t.damaged, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_named_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_variable_comes_before_the_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_current_folder_plays_no_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_openface_installation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paths_of_weights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_experts_of_ceclm, set_up, tear_down),
        cmocka_unit_test(test_shared_weights_are_whole),
    };
    return cmocka_run_group_tests_name("weights", tests, NULL, NULL);
}
