/* facs_extract of a part of an input: begin and end. */
#include "cmocka_all.h"
#include "csv_table.h"
#include "folder.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Analyzes the pictures, two a second, and returns the frames' numbers; free() them. */
static double *frames_of(facs_extract_options options, int *rows, facs_summary *summary)
{
    facs_error error;
    options.csv = in_folder("part.csv");
    options.json = in_folder("part.json");
    options.overlay = in_folder("part.mkv");
    options.fps = 2;
    *summary = (facs_summary){.size = sizeof(*summary)};
    const int status = facs_extract(in_folder("frames"), &options, summary, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    csv_table table = csv_table_read(options.csv);
    double *frame = csv_table_column(&table, "frame");
    double *time = csv_table_column(&table, "timestamp");
    *rows = (int)table.rows;
    for (int n = 0; n < *rows; n++)
        assert_true(time[n] == (frame[n] - 1) / 2);
    free(time);
    csv_table_free(&table);
    return frame;
}

static int64_t expected;

static int keep_expected(void *opaque, const facs_progress *progress)
{
    (void)opaque;
    expected = progress->frames_expected;
    return 0;
}

static void test_rows(void **state)
{
    (void)state;
    int rows;
    facs_summary summary;
    facs_extract_options options = tiny_world_options();
    options.begin = 1;
    options.end = 4.5;
    options.progress = keep_expected;
    double *frame = frames_of(options, &rows, &summary);
    assert_int_equal(rows, 7);
    assert_true(frame[0] == 3 && frame[6] == 9);
    assert_int_equal(summary.expected, 7);
    assert_int_equal(expected, 7);
    assert_true(summary.complete);
    free(frame);
    char *json = read_text_of(in_folder("part.json"));
    assert_non_null(strstr(json, "\"from\": 1.0"));
    assert_non_null(strstr(json, "\"to\": 4.5"));
    free(json);
}

/* Every n-th frame is one of the whole input, wherever the part begins. */
static void test_every(void **state)
{
    (void)state;
    int rows;
    facs_summary summary;
    facs_extract_options options = tiny_world_options();
    options.begin = 1;
    options.every = 3;
    double *frame = frames_of(options, &rows, &summary);
    assert_int_equal(rows, 3);
    assert_true(frame[0] == 4 && frame[1] == 7 && frame[2] == 10);
    free(frame);
}

static void test_resume_compares(void **state)
{
    (void)state;
    int rows;
    char reason[256];
    facs_error error;
    facs_summary summary;
    facs_resume *resume;
    facs_extract_options options = tiny_world_options();
    options.end = 2;
    free(frames_of(options, &rows, &summary));
    assert_int_equal(rows, 4);
    options.csv = in_folder("part.csv");
    options.json = in_folder("part.json");
    options.fps = 2;
    assert_int_equal(facs_resume_open(&resume, &error), 0);
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        1);
    options.end = 2.5;
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        0);
    facs_resume_close(&resume);
}

static void count_line(void *opaque, facs_log_level level, const char *text)
{
    int *lines = opaque;
    *lines += level == FACS_LOG_WARNING && strstr(text, "a file of CE-CLM is missing") != NULL;
}

/* A study asks about every input before any is analyzed, and the runs say it anyway. */
static void test_resume_does_not_complain_about_models(void **state)
{
    (void)state;
    static const char *const folders[] = {"models/openface", "models/openface/model",
                                          "models/openface/model/patch_experts"};
    int lines = 0;
    char reason[256];
    facs_error error;
    facs_resume *resume;
    facs_extract_options options = tiny_world_options();
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        mkdir(in_folder(folders[i]), 0700); /* some are there */
    write_in_folder("models/openface/model/patch_experts/cen_patches_0.25_of.dat", "");
    options.analysis.landmark_method = FACS_LANDMARKS_AUTO;
    options.analysis.log = (facs_log){count_line, &lines, FACS_LOG_WARNING};
    options.csv = in_folder("none.csv");
    options.json = in_folder("none.json");
    assert_int_equal(facs_resume_open(&resume, &error), 0);
    assert_int_equal(
        facs_resume_check(resume, in_folder("frames"), &options, reason, sizeof(reason), &error),
        0);
    facs_resume_close(&resume);
    assert_int_equal(lines, 0);
    assert_true(facs_extract(in_folder("frames"), &options, NULL, &error) < 0);
    assert_int_equal(lines, 1);
}

static void assert_fails(double begin, double end, facs_error_kind kind, const char *words)
{
    facs_error error;
    facs_extract_options options = tiny_world_options();
    options.fps = 2;
    options.begin = begin;
    options.end = end;
    assert_int_equal(facs_extract(in_folder("frames"), &options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, kind);
    if (!strstr(error.text, words))
        fail_msg("\"%s\" does not say \"%s\"", error.text, words);
}

static void test_failures(void **state)
{
    (void)state;
    assert_fails(6, 0, FACS_ERROR_INPUT, "its last frame is at 5.500 s");
    assert_fails(1.1, 1.4, FACS_ERROR_INPUT, "no frame from 1.100 to 1.400 s");
    assert_fails(2, 2, FACS_ERROR_USAGE, "end: expected a time after begin");
    assert_fails(-1, 0, FACS_ERROR_USAGE, "begin: expected");
    assert_fails(0, -1, FACS_ERROR_USAGE, "end: expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every),
        cmocka_unit_test(test_resume_compares),
        cmocka_unit_test(test_resume_does_not_complain_about_models),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, tiny_world_set_up, tiny_world_tear_down);
}
