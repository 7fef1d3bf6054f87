/* facs quantize and --precision as a user sees them, with tiny networks, which have nothing to
 * quantize, and with the weights. */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"
#include "tiny_world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return setenv("XDG_CACHE_HOME", scratch("cache"), 1);
}

#define EXTRACT "extract frames --models models --landmarks pfld "

static void test_wrong_usage(void **state)
{
    (void)state;
    assert_refused("quantize", 2, "facs quantize expects CLIP...");
    assert_refused(EXTRACT "--precision int4", 2,
                   "--precision: expected fp32, fp16 or int8, not \"int4\"");
    assert_refused(EXTRACT "--precision int8 --backend cuda", 2, "int8 is computed on the CPU");
    assert_refused("quantize frames --precision int8", 2, "--precision is not an option");
}

static void test_nothing_made(void **state)
{
    (void)state;
    assert_refused(EXTRACT "--precision int8", 3, "make one with facs quantize CLIP...");
    assert_false(exists(scratch("frames.csv")));
    assert_refused("quantize frames --models models", 3, "nothing to quantise");
    assert_refused("quantize absent.mp4 --models absent", 3, "absent: no such folder");
}

/* Finds the same faces with 16 bits, and the result records the precision. */
static void test_fp16(void **state)
{
    (void)state;
    outcome o = run_facs(EXTRACT "--precision fp16 --summary");
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *json = read_text(scratch("frames.json"));
    assert_non_null(strstr(json, "\"precision\": \"fp16\""));
    assert_null(strstr(json, "\"precision\": \"fp32\""));
    free(json);
}

/* Damages the networks that were made and marks them as faster, so that they are opened whatever
 * this machine's times were. Returns their number. */
static int cut_made_files(void)
{
    char folder[512], path[1024];
    int count = 0;
    snprintf(folder, sizeof(folder), "%s", scratch("cache/facs/quantized"));
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (const struct dirent *entry = readdir(list); entry; entry = readdir(list))
        if (strstr(entry->d_name, ".onnx") || strstr(entry->d_name, ".json")) {
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
            if (strstr(path, ".json"))
                write_text(path, "{\"fp32_ms\": 2, \"int8_ms\": 1}");
            else
                count += truncate(path, 5000) == 0;
        }
    closedir(list);
    return count;
}

/* Networks from a few frames: the same bytes each time, and the same results for any threads. */
static void test_weights(void **state)
{
    (void)state;
    char arguments[1024];
    const char *clip = shared_path("videos/single_face.mp4"), *models = shared_models();
    snprintf(arguments, sizeof(arguments), "quantize %s --models %s --quiet", clip, models);
    outcome o = run_facs(arguments);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "pfld.onnx: int8 "));
    assert_non_null(strstr(o.out, "retinaface_mobilenet025.onnx: int8 "));
    assert_non_null(strstr(o.out, "/cache/facs/quantized/pfld-"));
    outcome_free(&o);
    for (int threads = 1; threads <= 2; threads++) {
        snprintf(arguments, sizeof(arguments),
                 "extract %s --models %s --landmarks pfld --precision int8 --max-frames 20 --quiet "
                 "--threads %d -o %d.csv",
                 clip, models, threads, threads);
        o = run_facs(arguments);
        assert_int_equal(o.status, 0);
        outcome_free(&o);
    }
    char *one = read_text(scratch("1.csv")), *two = read_text(scratch("2.csv"));
    assert_string_equal(one, two);
    free(one);
    free(two);
    snprintf(arguments, sizeof(arguments), "doctor --models %s", models);
    o = run_facs(arguments);
    assert_non_null(strstr(o.out, "\nint8      pfld.onnx: "));
    outcome_free(&o);
    assert_int_equal(cut_made_files(), 2);
    snprintf(arguments, sizeof(arguments),
             "extract %s --models %s --landmarks pfld --precision int8 -o 3.csv", clip, models);
    assert_refused(arguments, 3, "run facs quantize again");
}

/* Clips that cannot be read are reported and left out; the networks are made from the others. */
static void test_clips_that_fail(void **state)
{
    (void)state;
    char arguments[1024];
    const char *clip = shared_path("videos/single_face.mp4"), *models = shared_models();
    snprintf(arguments, sizeof(arguments), "quantize absent.mp4 missing.mp4 --models %s --quiet",
             models);
    outcome o = run_facs(arguments);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: absent.mp4: "));
    assert_non_null(strstr(o.err, "facs: missing.mp4: "));
    assert_non_null(strstr(o.err, "facs: none of the 2 clips can be read"));
    outcome_free(&o);
    snprintf(arguments, sizeof(arguments), "quantize absent.mp4 %s --models %s --quiet", clip,
             models);
    o = run_facs(arguments);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: absent.mp4: "));
    assert_non_null(strstr(o.err, "1 of 2 clips cannot be read: the networks were made from"));
    assert_non_null(strstr(o.out, "/cache/facs/quantized/pfld-"));
    outcome_free(&o);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_wrong_usage), IN_WORLD(test_nothing_made),    IN_WORLD(test_fp16),
        IN_WORLD(test_weights),     IN_WORLD(test_clips_that_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
