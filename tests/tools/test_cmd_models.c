/* facs models and facs doctor say what is missing, where, and what to do. */
#include "spawn.h"

#include "cmocka_all.h"
#include "folder.h"
#include "golden.h"
#include "os/process.h"
#include "own_manifest.h"
#include "scratch.h"
#include "tiny_world.h"

#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make(); /* made-up models whose sizes differ from the manifest count as damaged */
    return unlink(scratch("models/manifest.tsv"));
}

static void test_damaged_and_missing_files_are_named(void **state)
{
    (void)state;
    outcome o = run_facs("models --models models");
    assert_int_equal(o.status, 3);
    assert_int_equal(strncmp(o.out, "models\n\n", 8), 0);
    assert_non_null(strstr(o.out, "MISSING  needed"));
    assert_non_null(strstr(o.out, "DAMAGED  needed"));
    assert_non_null(strstr(o.out, "DAMAGED  onnx"));
    assert_null(strstr(o.err, "pfld.onnx")); /* it is needed only if asked for */
    assert_non_null(
        strstr(o.err, "facs: models/openface/model/mtcnn_detector/PNet.dat is missing ("));
    assert_non_null(strstr(o.err, "it is available from "));
    assert_non_null(strstr(o.err, "facs: to download what is missing, run \"make models\" in the "
                                  "source tree\n"));
    assert_non_null(
        strstr(o.err, "facs: models/openface/AU_predictors/AU_all_best.txt is damaged"));
    outcome_free(&o);
}

/* The folder's own list accepts other weights under these names. */
static void test_own_files(void **state)
{
    (void)state;
    own_manifest_write(scratch("models"));
    outcome o = run_facs("models --models models");
    assert_int_equal(o.status, 3); /* MTCNN's and others are missing */
    assert_non_null(strstr(o.out, "own      needed"));
    assert_null(strstr(o.out, "DAMAGED"));
    assert_non_null(strstr(o.out, " 0 damaged, "));
    assert_non_null(strstr(o.out, " of your own, listed in models/manifest.tsv\n"));
    outcome_free(&o);
}

/* Other networks in whole files are taken, files that were cut short are not. */
static void test_files_of_ceclm(void **state)
{
    (void)state;
    static const char *const scales[] = {"0.25", "0.35", "0.50", "1.00"};
    static const char *const others[] = {"detection_validation/validator_cnn_68.txt",
                                         "early_term_cen_of.txt"};
    const char *const folders[] = {"models/openface/model", "models/openface/model/patch_experts",
                                   "models/openface/model/detection_validation"};
    char from[600], to[128];
    for (int i = 0; i < 3; i++)
        assert_int_equal(mkdir(scratch(folders[i]), 0700), 0);
    for (int i = 0; i < 2; i++) {
        snprintf(from, sizeof(from), "models/openface/model/%s", others[i]);
        snprintf(to, sizeof(to), "models/openface/model/%s", others[i]);
        cut_file(shared_path(from), scratch(to), 1000);
    }
    for (int i = 0; i < 8; i++) { /* first all but one cut short */
        snprintf(from, sizeof(from),
                 "models/ceclm_made/openface/model/patch_experts/cen_patches_%s_of.dat",
                 scales[i % 4]);
        snprintf(to, sizeof(to), "models/openface/model/patch_experts/cen_patches_%s_of.dat",
                 scales[i % 4]);
        cut_file(shared_path(from), scratch(to), i < 3 ? 700 : 1000);
        if (i != 3 && i != 7)
            continue;
        outcome o = run_facs("models --models models");
        assert_non_null(strstr(o.out, i == 3 ? "CE-CLM: 3 of its 6 files are damaged, so "
                                               "--landmarks auto does not work; to download them"
                                             : "CE-CLM: its 6 files are here, so --landmarks auto "
                                               "takes CE-CLM\n"));
        assert_non_null(strstr(o.out, i == 3 ? ", 1 unknown\n" : ", 4 unknown\n"));
        outcome_free(&o);
    }
}

/* Makes the folders on the way to a file. */
static void make_folders_for(char *path)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(scratch(path), 0700); /* or it is there already */
        *slash = '/';
    }
}

/* Has one of the weights in "linked", too. */
static void link_weights(void *folder, const facs_model_file *file)
{
    char from[1300], to[256];
    if (file->state == FACS_FILE_MISSING)
        return;
    snprintf(from, sizeof(from), "%s/%s", (const char *)folder, file->name);
    snprintf(to, sizeof(to), "linked/%s", file->name);
    make_folders_for(to);
    borrow_file(from, scratch(to));
}

/* All weights, and the networks of CE-CLM, of which one is no file of experts. */
static void test_a_damaged_file_of_ceclm_is_in_the_way(void **state)
{
    static const char *const scales[] = {"0.25", "0.35", "0.50", "1.00"};
    char made[256], name[128], folder[1200];
    (void)state;
    snprintf(folder, sizeof(folder), "%s", shared_models());
    assert_int_equal(facs_models_check(folder, link_weights, folder, NULL), 0);
    for (int damaged = 1; damaged >= 0; damaged--) {
        for (int i = 0; i < 4; i++) {
            snprintf(name, sizeof(name), "openface/model/patch_experts/cen_patches_%s_of.dat",
                     scales[i]);
            snprintf(made, sizeof(made), "models/ceclm_made/%s", name);
            char to[300];
            snprintf(to, sizeof(to), "linked/%s", name);
            cut_file(shared_path(made), scratch(to), i < damaged ? 700 : 1000);
        }
        outcome o = run_facs("doctor --models linked");
        assert_int_equal(o.status, damaged ? 3 : 0);
        assert_non_null(strstr(o.out, damaged ? "landmarks NO: damaged files of CE-CLM"
                                              : "landmarks CE-CLM, by --landmarks auto: "));
        assert_non_null(
            strstr(o.out, damaged ? "facs extract does not work" : "facs extract works here\n"));
        outcome_free(&o);
        o = run_facs("models --models linked");
        assert_int_equal(o.status, damaged ? 3 : 0);
        outcome_free(&o);
    }
}

static void test_no_folder(void **state)
{
    (void)state;
    assert_refused("models --models absent", 3, "absent: no such folder");
    assert_int_equal(mkdir(scratch("empty"), 0700), 0);
    assert_refused("models --models empty", 3, "empty: the folder holds no models");
    assert_int_equal(setenv("FACS_MODELS", "elsewhere", 1), 0);
    assert_refused("models", 3,
                   "elsewhere: no such folder (from " FACS_VARIABLE("FACS_MODELS") ")");
    assert_int_equal(unsetenv("FACS_MODELS"), 0);
}

static void test_doctor_says_what_is_wrong(void **state)
{
    (void)state;
    outcome o = run_facs("doctor --models absent --runtime absent.so");
    assert_int_equal(o.status, 3);
    assert_non_null(strstr(o.out, facs_version()));
    assert_non_null(strstr(o.out, "runtime   no: "));
    assert_true(strstr(o.out, "absent.so") || strstr(o.out, "was built without"));
    assert_non_null(strstr(o.out, "models    NO: absent: no such folder"));
    assert_non_null(strstr(o.out, "facs extract does not work here yet\n"));
    outcome_free(&o);
    o = run_facs("doctor --models models");
    assert_int_equal(o.status, 3);
    assert_non_null(strstr(o.out, "that facs extract needs are missing or damaged"));
    outcome_free(&o);
}

static void test_all_weights_are_complete(void **state)
{
    char arguments[1200];
    const char *folder = shared_models();
    (void)state;
    assert_int_equal(scratch_setup(state), 0);
    snprintf(arguments, sizeof(arguments), "models --models %s", folder);
    outcome o = run_facs(arguments);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "complete onnx      2987921  none stated          pfld.onnx\n"));
    assert_non_null(strstr(o.out, " 4 missing, 0 damaged\n"));
    assert_non_null(strstr(o.out, "MISSING  ceclm    60602360"));
    assert_non_null(strstr(o.out, "CE-CLM: 4 of its 6 files are missing, so --landmarks "
                                  "auto takes CLNF; to download them (430 MB), run \"make models "
                                  "LANDMARKS=ceclm\" in the source tree"));
    outcome_free(&o);
    snprintf(arguments, sizeof(arguments), "doctor --models %s", folder);
    o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "landmarks CLNF, by --landmarks auto: "));
    assert_non_null(strstr(o.out, "facs extract works here\n"));
    outcome_free(&o);
    scratch_teardown(state);
}

/* What else a run may need, and what for. */
static void test_doctor_names_the_parts(void **state)
{
    (void)state;
    static const char *const parts[] = {"\njobs      ", "\nkernels   ", "\ncameras   ",
                                        "\ndrawing   ", "\nreport    ", "\nquantize  ",
                                        "\npage      ", "\nruntime   "};
    outcome o = run_facs("doctor --models models");
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        assert_non_null(strstr(o.out, parts[i]));
    outcome_free(&o);
}

/* ONNX Runtime is needed only for some options. */
static void test_doctor_without_the_runtime(void **state)
{
    (void)state;
    char arguments[1200];
    snprintf(arguments, sizeof(arguments), "doctor --runtime absent.so --models %s",
             shared_models());
    outcome o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, RUNTIME_REMEDY));
    assert_non_null(strstr(o.out, "facs extract works here\n"));
    assert_non_null(strstr(o.out, "it does not: ONNX Runtime is missing\n"));
    outcome_free(&o);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_damaged_and_missing_files_are_named),
        IN_WORLD(test_own_files),
        IN_WORLD(test_files_of_ceclm),
        IN_WORLD(test_a_damaged_file_of_ceclm_is_in_the_way),
        IN_WORLD(test_no_folder),
        IN_WORLD(test_doctor_says_what_is_wrong),
        IN_WORLD(test_doctor_names_the_parts),
        IN_WORLD(test_doctor_without_the_runtime),
        cmocka_unit_test(test_all_weights_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
