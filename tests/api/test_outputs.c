/* facs_extract's other files, from end to end on small models. */
#include "cmocka_all.h"
#include "make_clip.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static facs_extract_options all_outputs(void)
{
    static char paths[5][256];
    static const char *const names[] = {"x.csv", "x.hog", "x_aligned", "x.avi", "x_of_details.txt"};
    facs_extract_options options = tiny_world_options();
    for (int i = 0; i < 5; i++)
        snprintf(paths[i], sizeof(paths[i]), "%s", in_folder(names[i]));
    options.csv = paths[0];
    options.hog = paths[1];
    options.aligned = paths[2];
    options.tracked = paths[3];
    options.details = paths[4];
    options.analysis.detect_every = 1;
    return options;
}

static void run(const char *input, const facs_extract_options *options)
{
    facs_error error;
    int status = facs_extract(in_folder(input), options, NULL, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
}

static unsigned char *read_csv(const char *name)
{
    size_t size;
    unsigned char *text = read_whole(in_folder(name), &size);
    text[size] = 0; /* there is room for it */
    return text;
}

/* The files are there, and the numbers of the CSV are those of a run that writes nothing else. */
static void test_they_change_no_number(void **state)
{
    (void)state;
    facs_extract_options options = all_outputs();
    facs_extract_options plain = tiny_world_options();
    options.full_precision = plain.full_precision = 1;
    plain.analysis.detect_every = 1;
    plain.csv = in_folder("plain.csv");
    run("frames", &options);
    run("frames", &plain);
    unsigned char *a = read_csv("x.csv"), *b = read_csv("plain.csv");
    assert_string_equal((char *)a, (char *)b);
    free(a);
    free(b);
    assert_true(tiny_world_has("x.hog") && tiny_world_has("x.avi") &&
                tiny_world_has("x_of_details.txt"));
    for (int n = 0; n < TINY_FRAMES; n++) {
        char name[64];
        snprintf(name, sizeof(name), "x_aligned/frame_det_00_%06d.bmp", n + 1);
        assert_true(tiny_world_has(name));
    }
}

/* A record of the .hog says whether its frame has a face. */
static void test_hog_by_frame(void **state)
{
    (void)state;
    const size_t record = 16 + 4 * 4464;
    facs_extract_options options = all_outputs();
    size_t size;
    run("frames", &options);
    unsigned char *hog = read_whole(in_folder("x.hog"), &size);
    assert_int_equal(size, TINY_FRAMES * record);
    for (int n = 0; n < TINY_FRAMES; n++) {
        float numbers[1 + 4464], sum = 0;
        memcpy(numbers, hog + (size_t)n * record + 12, sizeof(numbers));
        assert_true(numbers[0] == (tiny_world_has_face(n) ? 1.0f : -1.0f));
        for (int i = 1; i <= 4464; i++)
            sum += numbers[i];
        assert_int_equal(sum > 0, tiny_world_has_face(n));
    }
    free(hog);
}

/* ---- The overlay ----------------------------------------------------------------------------- */

typedef struct drawing {
    int64_t max; /* frames drawn that progress told of */
    int stop;    /* 1: stop as soon as there is one */
} drawing;

static int watch_drawing(void *opaque, const facs_progress *progress)
{
    drawing *d = opaque;
    if (progress->frames_drawn > 0)
        assert_int_equal(progress->frames_done, TINY_FRAMES);
    d->max = progress->frames_drawn > d->max ? progress->frames_drawn : d->max;
    return d->stop && progress->frames_drawn > 0;
}

static facs_extract_options with_overlay(drawing *d)
{
    static char csv[256], overlay[256];
    facs_extract_options options = tiny_world_options();
    snprintf(csv, sizeof(csv), "%s", in_folder("x.csv"));
    snprintf(overlay, sizeof(overlay), "%s", in_folder("x_overlay.mkv"));
    options.csv = csv;
    options.overlay = overlay;
    options.analysis.detect_every = 1;
    options.full_precision = 1;
    options.progress = watch_drawing;
    options.opaque = d;
    return options;
}

/* It has all frames with a panel beside them, and the CSV is the same with and without it. */
static void test_an_overlay(void **state)
{
    (void)state;
    drawing d = {0};
    facs_extract_options options = with_overlay(&d);
    facs_extract_options plain = tiny_world_options();
    plain.full_precision = plain.analysis.detect_every = 1;
    plain.csv = in_folder("plain.csv");
    run("frames", &options);
    run("frames", &plain);
    unsigned char *a = read_csv("x.csv"), *b = read_csv("plain.csv");
    assert_string_equal((char *)a, (char *)b);
    free(a);
    free(b);
    assert_true(d.max >= 1 && d.max <= TINY_FRAMES);
    assert_false(tiny_world_has_part("x_overlay.mkv"));

    /* The overlay is a complete video: analyzing it gives its frames and size. */
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    plain.csv = NULL;
    assert_int_equal(facs_extract(in_folder("x_overlay.mkv"), &plain, &summary, &error), 0);
    assert_int_equal(summary.frames, TINY_FRAMES);
    assert_int_equal(summary.width, 940); /* 320x240 twice as large, and the panel */
    assert_int_equal(summary.height, 480);
}

/* Stopped during the drawing: the numbers are complete, the overlay is not. */
static void test_an_overlay_that_is_stopped(void **state)
{
    (void)state;
    facs_error error;
    drawing d = {.stop = 1};
    const facs_extract_options options = with_overlay(&d);
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(tiny_world_has("x.csv") && tiny_world_has_part("x_overlay.mkv"));
    assert_false(tiny_world_has("x_overlay.mkv"));
}

/* A picture of a still image; a picture of a video, or an unknown ending, fails at once. */
static void test_names_of_an_overlay(void **state)
{
    (void)state;
    facs_error error;
    drawing d = {0};
    facs_extract_options options = with_overlay(&d);
    options.overlay = in_folder("x.png");
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    options.progress = NULL;
    run("frames/000.ppm", &options);
    assert_true(tiny_world_has("x.png"));
    options.overlay = in_folder("x.doc");
    options.overwrite = FACS_OVERWRITE_ALL; /* x.csv is of the image */
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_non_null(strstr(error.text, "x.doc: expected a video's name"));
}

static int stop_after_4(void *opaque, const facs_result *result)
{
    (void)opaque;
    return result->index == 3;
}

/* No file has its final name; the results so far exist. */
static void test_a_run_that_is_stopped(void **state)
{
    (void)state;
    facs_error error;
    facs_extract_options options = all_outputs();
    options.result = stop_after_4;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -ECANCELED);
    assert_false(tiny_world_has("x.hog") || tiny_world_has("x.avi") ||
                 tiny_world_has("x_aligned") || tiny_world_has("x.csv") ||
                 tiny_world_has("x_of_details.txt"));
    assert_true(tiny_world_has_part("x.hog") && tiny_world_has_part("x.avi"));
    char picture[600];
    snprintf(picture, sizeof(picture), "%s/frame_det_00_000003.bmp",
             find_part(in_folder("x_aligned")));
    struct stat status;
    assert_int_equal(stat(picture, &status), 0);
}

static void test_a_still_image(void **state)
{
    (void)state;
    facs_error error;
    facs_extract_options options = all_outputs();
    options.tracked = in_folder("x.png");
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT); /* a picture of a video */
    assert_non_null(strstr(error.text, "frames is not a single image, so it cannot be drawn to"));
    run("frames/000.ppm", &options);
    assert_true(tiny_world_has("x.png") && tiny_world_has("x_aligned/face_det_000000.bmp"));
}

static void test_options_out_of_range(void **state)
{
    (void)state;
    facs_error error;
    facs_extract_options options = all_outputs();
    options.aligned_size = 0;
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    assert_non_null(strstr(error.text, "aligned_size"));
    options.aligned_size = 2049;
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    options = all_outputs();
    options.aligned_scale = -1;
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    assert_non_null(strstr(error.text, "aligned_scale"));
    options = all_outputs();
    options.aligned_format = "gif";
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    assert_non_null(strstr(error.text, "aligned_format: expected bmp, jpg, jpeg or png"));
    options.aligned_format = "../x.png";
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    options = all_outputs();
    options.aligned_flags = 8;
    assert_int_equal(facs_extract("x", &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error.text, "aligned_flags"));
}

/* Models that are kept: opened once, found again though their files have gone, the same numbers. */
static void test_kept_models(void **state)
{
    (void)state;
    facs_models *models = NULL;
    facs_extract_options options = tiny_world_options();
    options.kept = &models;
    options.csv = in_folder("a.csv");
    run("frames", &options);
    assert_non_null(models);
    const facs_models *first = models;
    assert_int_equal(remove(in_folder("models/pfld.onnx")), 0);
    options.csv = in_folder("b.csv");
    run("frames", &options);
    assert_ptr_equal(models, first);
    facs_models_close(&models);
    unsigned char *a = read_csv("a.csv"), *b = read_csv("b.csv");
    assert_string_equal((char *)a, (char *)b);
    free(a);
    free(b);

    facs_error error; /* what fails to open is not kept */
    options.csv = in_folder("c.csv");
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -ENOENT);
    assert_null(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_they_change_no_number, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_hog_by_frame, tiny_world_set_up, tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_an_overlay, tiny_world_set_up, tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_an_overlay_that_is_stopped, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_names_of_an_overlay, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_a_run_that_is_stopped, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_a_still_image, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_options_out_of_range, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(test_kept_models, tiny_world_set_up, tiny_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
