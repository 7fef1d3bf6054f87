/* Where the weights are looked for, and what is said of damaged ones. */
#include "cmocka_all.h"
#include "golden.h"

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
    assert_non_null(strstr(error.text, "$FACS_MODELS"));
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
    assert_non_null(strstr(error.text, "/usr/share/facs/models"));
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

typedef struct tally {
    int good, missing, damaged, needed;
} tally;

static void count(void *opaque, const facs_model_file *file)
{
    tally *t = opaque;
    t->good += file->state == FACS_FILE_GOOD;
    t->missing += file->state == FACS_FILE_MISSING;
    t->damaged += file->state == FACS_FILE_DAMAGED;
    t->needed += file->needed == 1;
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

/* The weights that the reference values were made with are those of the manifest, to the last bit.
 */
static void test_shared_weights_are_whole(void **state)
{
    (void)state;
    tally t = {0};
    facs_error error;
    assert_int_equal(facs_models_check(shared_models(), count, &t, &error), 0);
    assert_int_equal(t.missing, 0);
    assert_int_equal(t.damaged, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_named_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_variable_comes_before_the_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_current_folder_plays_no_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_files, set_up, tear_down),
        cmocka_unit_test(test_shared_weights_are_whole),
    };
    return cmocka_run_group_tests_name("weights", tests, NULL, NULL);
}
