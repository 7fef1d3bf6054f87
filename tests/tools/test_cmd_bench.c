#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"
#include "tiny_world.h"

#include <facs/facs.h>

#include <jansson.h>
#include <string.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

static double figure(const json_t *root, facs_stage stage, const char *key)
{
    const json_t *stages = json_object_get(root, "stages");
    const json_t *value = json_object_get(json_object_get(stages, facs_stage_name(stage)), key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void test_figures(void **state)
{
    (void)state;
    outcome o = run_facs("bench frames --models models --landmarks pfld --detect-every 1 --json -");
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "frames")), TINY_FRAMES);
    assert_int_equal(json_integer_value(json_object_get(root, "faces")), TINY_FRAMES - 3);
    assert_string_equal(json_string_value(json_object_get(root, "provider")), "CPU");
    assert_string_equal(json_string_value(json_object_get(root, "precision")), "fp32");
    assert_string_equal(json_string_value(json_object_get(root, "landmarks")), "pfld");
    assert_true(json_real_value(json_object_get(root, "frames_per_second")) > 0);
    /* A process with ONNX Runtime needs more than 5 MB, and less than a machine has. */
    json_int_t peak = json_integer_value(json_object_get(root, "peak_memory_bytes"));
    assert_true(peak > 5000000 && peak < 20000000000);
    assert_int_equal((int)figure(root, FACS_STAGE_DECODE, "runs"), TINY_FRAMES);
    assert_int_equal((int)figure(root, FACS_STAGE_DETECT, "runs"), TINY_FRAMES);
    assert_int_equal((int)figure(root, FACS_STAGE_FHOG, "runs"), TINY_FRAMES - 3);
    for (int s = 0; s < FACS_STAGES; s++) {
        double runs = figure(root, (facs_stage)s, "runs");
        double mean = figure(root, (facs_stage)s, "mean_ms");
        double per_frame = figure(root, (facs_stage)s, "ms_per_frame");
        assert_true(mean > 0);
        /* With at most 12 runs, the 95th percentile is the slowest or second slowest. */
        assert_true(figure(root, (facs_stage)s, "p95_ms") > 0.5 * mean);
        assert_true(per_frame <= mean * 1.000001);
        assert_float_equal(per_frame, mean * runs / TINY_FRAMES, 1e-6 * mean);
    }
    json_decref(root);
    outcome_free(&o);
}

static void test_table(void **state)
{
    (void)state;
    outcome o = run_facs(
        "bench frames --models models --landmarks pfld --detect-every 1 --json figures.json");
    assert_int_equal(o.status, 0);
    assert_non_null(
        strstr(o.out, "frames: 320 x 240, 12 frames, 9 with a face, pfld, CPU, fp32\n"));
    for (int s = 0; s < FACS_STAGES; s++)
        assert_non_null(strstr(o.out, facs_stage_name((facs_stage)s)));
    assert_non_null(strstr(o.out, "frames/s "));
    assert_non_null(strstr(o.out, "peak memory "));
    outcome_free(&o);
    assert_true(exists(scratch("figures.json")));
    assert_false(exists(scratch("frames.csv"))); /* nothing else is written */
}

static void test_failures(void **state)
{
    (void)state;
    assert_refused("bench absent.mp4 --models models --landmarks pfld", 1, "absent.mp4");
    assert_refused("bench frames --models absent", 3, "absent: no such folder");
    assert_refused("bench frames --models models --landmarks pfld --features aus", 2,
                   "--features is not an option");
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_figures),
        IN_WORLD(test_table),
        IN_WORLD(test_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
