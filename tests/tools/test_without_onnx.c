/*
 * If ONNX Runtime cannot be opened, the default chain still works, and whatever needs it says how
 * to get it. The command is given a missing library; a build without ONNX Runtime says the same.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static char rest[1200]; /* end of the command lines: the weights, and no runtime */

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    snprintf(rest, sizeof(rest), "%s --max-frames 3 --models %s --runtime absent.so",
             shared_path("videos/single_face.mp4"), shared_models());
    return 0;
}

static const char *line(const char *command, const char *more)
{
    static char text[1500];
    snprintf(text, sizeof(text), "%s %s %s", command, rest, more);
    return text;
}

static void test_the_default_chain(void **state)
{
    (void)state;
    const char *provider = NULL, *detector = NULL;
    outcome o = run_facs(line("extract", "-o a.csv --backend cpu"));
    if (o.status != 0)
        fail_msg("%s", o.err);
    outcome_free(&o);
    json_t *root = json_load_file(scratch("a.json"), 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_unpack(root, "{s:s, s:{s:s}}", "provider", &provider, "options",
                                 "detector", &detector),
                     0);
    assert_string_equal(provider, "CPU");
    assert_string_equal(detector, "mtcnn");
    assert_true(json_is_null(json_object_get(root, "runtime")));
    assert_int_equal(json_array_size(json_object_get(root, "networks")), 0);
    json_decref(root);
    o = run_facs(line("FeatureExtraction -f", "-out_dir out"));
    assert_int_equal(o.status, 0);
    outcome_free(&o);
}

static void test_what_needs_onnx_runtime(void **state)
{
    (void)state;
    static const char *const options[] = {"--landmarks pfld", "--detector retinaface",
                                          "--backend cuda", "--backend coreml", "--precision int8"};
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        char more[64];
        snprintf(more, sizeof(more), "-o b.csv --quiet %s", options[i]);
        assert_refused(line("extract", more), 3, RUNTIME_REMEDY);
        assert_false(exists(scratch("b.csv")));
    }
}

/* OpenFace's programs use OpenFace's detector. */
static void test_openfaces_programs_take_mtcnn(void **state)
{
    (void)state;
    assert_refused(line("FeatureExtraction -f", "--detector retinaface"), 2,
                   "FeatureExtraction uses mtcnn");
    assert_refused(line("FaceLandmarkImg -f", "--detector retinaface"), 2,
                   "FaceLandmarkImg uses mtcnn");
    assert_refused(line("FeatureExtraction -f", "--backend cuda"), 2, "mtcnn computes in fp32");
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_the_default_chain),
        IN_SCRATCH(test_what_needs_onnx_runtime),
        IN_SCRATCH(test_openfaces_programs_take_mtcnn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
