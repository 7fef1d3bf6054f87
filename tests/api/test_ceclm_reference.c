/*
 * CE-CLM on real videos, with small networks in the form of OpenFace's: agreement with what
 * OpenFace makes of the same networks. Skipped without ../shared.
 */
#include "agreement.h"
#include "cmocka_all.h"
#include "csv_table.h"
#include "folder.h"
#include "golden.h"
#include "sanitized.h"

#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>

static facs_extract_options ceclm_options(const char *models)
{
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = models;
    options.analysis.landmark_method = FACS_LANDMARKS_CECLM;
    options.csv = in_folder("ceclm.csv");
    options.overwrite = FACS_OVERWRITE_ALL;
    options.max_frames = SANITIZED ? 30 : 0;
    return options;
}

static void extract(const char *video, const facs_extract_options *options)
{
    facs_error error;
    if (facs_extract(video, options, NULL, &error) < 0)
        fail_msg("%s: %s", video, error.text);
}

static agreement agreement_on(const char *models, const char *clip, const char *golden)
{
    const facs_extract_options options = ceclm_options(models);
    extract(shared_path(clip), &options);
    return SANITIZED ? (agreement){.mean_r = 1, .presence = 1, .state = 1}
                     : compare_tables(options.csv, shared_path(golden));
}

/* As close as OpenFace is to itself with another library for its matrix products, which moves the
 * landmarks by .014 to .017 %. */
static void test_agreement_with_openface(void **state)
{
    if (ON_WINDOWS)
        skip(); /* needs links to folders */
    (void)state;
    static const char *const clips[][2] = {
        {"videos/default.wmv", "golden/ceclm/default.csv"},
        {"videos/changeLighting.wmv", "golden/ceclm/changeLighting.csv"},
        {"videos/single_face.mp4", "golden/ceclm/single_face.csv"}};
    const char *models = shared_ceclm_models();
    for (int i = 0; i < 3; i++) {
        const agreement a = agreement_on(models, clips[i][0], clips[i][1]);
        assert_true(a.mean_r >= .99);
        assert_true(a.mean_error <= .03);
        assert_true(a.presence >= .98);
        assert_true(a.landmarks <= .0005);
        assert_true(a.state >= .99);
        assert_true(a.gaze <= 1);
        assert_true(a.place <= 1 && a.turn <= .005);
    }
}

/* A face that comes, and one that goes: at its end OpenFace takes something else for a face, in a
 * few frames. */
static void test_faces_that_come_and_go(void **state)
{
    if (ON_WINDOWS)
        skip(); /* needs links to folders */
    (void)state;
    const char *models = shared_ceclm_models();
    agreement a = agreement_on(models, "videos/noface_face.mov", "golden/ceclm/noface_face.csv");
    assert_true(a.landmarks <= .001 && a.state >= .99);
    a = agreement_on(models, "videos/face_noface.mov", "golden/ceclm/face_noface.csv");
    assert_true(a.landmarks <= .001 && a.state >= .95);
}

/* The same bytes for any number of threads. */
static void test_threads(void **state)
{
    if (ON_WINDOWS)
        skip(); /* needs links to folders */
    (void)state;
    const char *models = shared_ceclm_models();
    const char *csv[] = {in_folder("1.csv"), in_folder("2.csv"), in_folder("4.csv")};
    size_t size[3];
    unsigned char *bytes[3];
    for (int i = 0; i < 3; i++) {
        facs_extract_options options = ceclm_options(models);
        options.analysis.threads = 1 << i;
        options.csv = csv[i];
        options.full_precision = 1;
        extract(shared_path("videos/single_face.mp4"), &options);
        bytes[i] = read_whole(csv[i], &size[i]);
        assert_int_equal(size[i], size[0]);
        assert_memory_equal(bytes[i], bytes[0], size[0]);
    }
    for (int i = 0; i < 3; i++)
        free(bytes[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_agreement_with_openface, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_faces_that_come_and_go, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_threads, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests_name("ceclm_reference", tests, NULL, NULL);
}
