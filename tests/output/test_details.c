/* NAME_of_details.txt, line by line. */
#include "output/details.h"

#include "cmocka_all.h"
#include "made_frame.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the sink writes for one frame; the caller frees it. */
static char *write_details(const char *input, const facs_extract_options *options,
                           unsigned features)
{
    facs_sink sink;
    facs_error error;
    const facs_source_info source = {.kind = input ? "video" : "camera"};
    const facs_csv_options columns = {.features = features};
    const facs_output_run run = {
        .input = input, .source = &source, .options = options, .columns = &columns};
    const facs_result result = {.size = sizeof(result), .success = 1};
    facs_pool_frame frame = made_frame(0, 8, 8, 0);
    assert_int_equal(facs_details_open(&sink, scratch("x_of_details.txt"), &run, &error), 0);
    assert_int_equal(sink.row(sink.self, &result, &frame, &error), 0);
    assert_false(exists(scratch("x_of_details.txt")));
    assert_int_equal(sink.finish(sink.self, NULL, &error), 0);
    assert_int_equal(sink.commit(sink.self, &error), 0);
    facs_sink_close(&sink);
    made_frame_free(&frame);
    assert_false(has_part("x_of_details.txt"));
    return read_text(scratch("x_of_details.txt"));
}

static void test_everything(void **state)
{
    (void)state;
    facs_extract_options results;
    facs_default_extract_options(&results);
    results.csv = "out/x.csv";
    results.hog = "out/x.hog";
    results.tracked = "out/x.avi";
    results.aligned = "out/x_aligned";
    char *text = write_details("/absent/x.mp4", &results, FACS_FEATURE_ALL);
    assert_string_equal(text, "Input:/absent/x.mp4\n"
                              "Input full path:/absent/x.mp4\n"
                              "Camera parameters:500,510,320.5,240\n"
                              "Output HOG:x.hog\n"
                              "Output video:x.avi\n"
                              "Output aligned directory:x_aligned\n"
                              "Output csv:x.csv\n"
                              "Gaze: 1\nAUs: 1\nLandmarks 2D: 1\nLandmarks 3D: 1\nPose: 1\n"
                              "Shape parameters: 1\n");
    free(text);
}

static void test_little(void **state)
{
    (void)state;
    facs_extract_options results;
    facs_default_extract_options(&results);
    results.csv = "x.csv";
    results.tracked = "x.jpg";
    char *text = write_details(NULL, &results, FACS_FEATURE_POSE);
    assert_string_equal(text, "Input:webcam\n"
                              "Camera parameters:500,510,320.5,240\n"
                              "Output image:x.jpg\n"
                              "Output csv:x.csv\n"
                              "Gaze: 0\nAUs: 0\nLandmarks 2D: 0\nLandmarks 3D: 0\nPose: 1\n"
                              "Shape parameters: 0\n");
    free(text);
}

/* For a relative name, the full path is given as well. */
static void test_the_full_path(void **state)
{
    (void)state;
    facs_extract_options results;
    facs_default_extract_options(&results);
    char *text = write_details(".", &results, 0);
    char *here = realpath(".", NULL), expected[4200];
    assert_non_null(here);
    snprintf(expected, sizeof(expected), "Input:.\nInput full path:%s\n", here);
    assert_int_equal(strncmp(text, expected, strlen(expected)), 0);
    free(here);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_everything, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_little, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_full_path, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
