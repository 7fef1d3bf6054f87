/*
 * Several faces through the public interface: results per frame, each face's own series, one file
 * for each. Runs the weights on multi_face.avi, with three people; skipped without ../shared.
 */
#include "cmocka_all.h"
#include "csv_table.h"
#include "golden.h"
#include "make_clip.h"
#include "sanitized.h"

#include <facs/facs.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIP   "videos/multi_face.avi"
#define FRAMES (SANITIZED ? 20 : 60)
#define PEOPLE 3

static facs_extract_options shared_options(void)
{
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = shared_models();
    options.analysis.backend = FACS_BACKEND_CPU;
    options.full_precision = 1;
    options.max_frames = FRAMES;
    return options;
}

static facs_summary extract(const facs_extract_options *options)
{
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    int status = facs_extract(shared_path(CLIP), options, &summary, &error);
    if (status < 0)
        fail_msg("%s", error.text);
    return summary;
}

/* ---- Push and pull --------------------------------------------------------------------------- */

static uint8_t dark[480 * 640 * 3];

static void test_push_and_pull(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    facs_models *models;
    facs_analyzer *analyzer;
    facs_result result = {.size = sizeof(result)};
    float points[2 * FACS_LANDMARKS] = {0};
    facs_frame frame = {
        .size = sizeof(frame), .pixels = dark, .width = 640, .height = 480, .stride = 3 * 640};
    options.analysis.faces = 4;
    assert_int_equal(facs_models_open(&models, &options.analysis, NULL), 0);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options.analysis, NULL), 0);
    for (int n = 0; n < 3; n++) { /* number 0 is there before any face is */
        frame.index = n;
        assert_int_equal(facs_analyzer_push(analyzer, &frame), 0);
        assert_int_equal(facs_analyzer_push(analyzer, &frame), -EAGAIN);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), 0);
        assert_true(result.index == n && result.face_id == 0 && result.success == 0);
        assert_int_equal(facs_analyzer_pull(analyzer, &result), -EAGAIN);
    }
    frame.landmarks = points; /* of which of the faces? */
    assert_int_equal(facs_analyzer_push(analyzer, &frame), -EINVAL);
    assert_non_null(strstr(facs_analyzer_error(analyzer), "one face"));
    assert_int_equal(facs_analyzer_series(analyzer, 0, &result), -EAGAIN);
    assert_int_equal(facs_analyzer_finish(analyzer), 0);
    assert_int_equal(facs_analyzer_finish(analyzer), 0);
    assert_int_equal(facs_analyzer_series(analyzer, 2, &result), 0);
    assert_true(result.index == 2 && facs_analyzer_count(analyzer) == 3);
    assert_int_equal(facs_analyzer_series(analyzer, 3, &result), -ERANGE);
    assert_int_equal(facs_analyzer_series(analyzer, -1, &result), -ERANGE);
    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
}

static void assert_refused(const facs_extract_options *options, const char *sentence)
{
    facs_error error;
    assert_int_equal(facs_extract("x.avi", options, NULL, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    if (!strstr(error.text, sentence))
        fail_msg("%s", error.text);
}

static void test_what_cannot_be(void **state)
{
    (void)state;
    facs_extract_options options;
    facs_default_extract_options(&options);
    assert_int_equal(options.analysis.faces, 1);
    options.analysis.faces = FACS_MAX_FACES + 1;
    assert_refused(&options, "faces: expected a number from 1 to 32");
    options.analysis.faces = -1;
    assert_refused(&options, "faces: expected a number from 1 to 32");
    options.analysis.faces = 2;
    options.analysis.landmark_method = FACS_LANDMARKS_PFLD;
    assert_refused(&options, "PFLD landmarks follow one face");
    options.analysis.landmark_method = FACS_LANDMARKS_CLNF;
    options.landmarks = "points.csv";
    assert_refused(&options, "given landmarks follow one face");
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* Row n of all is row n / 3 of face n % 3's own file: all three appear in the first frame. */
static void assert_parted(const csv_table *all, const csv_table *own, size_t face)
{
    assert_int_equal(own->rows, FRAMES);
    assert_int_equal(own->columns, all->columns);
    for (size_t n = 0; n < own->rows; n++) {
        const double *row = own->cells + n * own->columns;
        assert_memory_equal(row, all->cells + (PEOPLE * n + face) * all->columns,
                            own->columns * sizeof(*row));
        assert_true(row[0] == (double)n + 1 && row[1] == (double)face);
    }
}

static void test_a_file_for_each(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.analysis.faces = 0;
    options.csv = in_folder("all.csv");
    facs_summary summary = extract(&options);
    assert_int_equal(summary.frames, FRAMES);
    assert_int_equal(summary.rows, PEOPLE * FRAMES);
    assert_int_equal(summary.people, PEOPLE);
    options.csv = in_folder("x.csv");
    options.json = in_folder("x.json");
    options.per_face = 1;
    extract(&options);
    csv_table all = csv_table_read(in_folder("all.csv"));
    assert_int_equal(all.rows, PEOPLE * FRAMES);
    size_t size;
    unsigned char *json = read_whole(in_folder("x.json"), &size);
    for (size_t face = 0; face < PEOPLE; face++) {
        char name[32];
        snprintf(name, sizeof(name), "x_face%02zu.csv", face);
        csv_table own = csv_table_read(in_folder(name));
        assert_parted(&all, &own, face);
        csv_table_free(&own);
        json[size - 1] = 0; /* its last line's end */
        assert_non_null(strstr((char *)json, name));
    }
    free(json);
    csv_table_free(&all);
}

/* The face in front has the same numbers as when it alone is tracked. */
static void test_each_has_its_own_neutral_face(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    options.csv = in_folder("one.csv");
    facs_summary summary = extract(&options);
    assert_true(summary.rows == FRAMES && summary.people == 1);
    options.analysis.faces = 3;
    options.per_face = 1;
    options.csv = in_folder("x.csv");
    extract(&options);
    csv_table one = csv_table_read(in_folder("one.csv"));
    csv_table first = csv_table_read(in_folder("x_face00.csv"));
    assert_int_equal(one.columns, first.columns);
    assert_int_equal(one.rows, first.rows);
    assert_memory_equal(one.cells, first.cells, one.rows * one.columns * sizeof(*one.cells));
    csv_table_free(&first);
    csv_table_free(&one);
}

/* The other outputs have a record, a picture and a drawing for each face of a frame. */
static void test_other_files(void **state)
{
    (void)state;
    facs_extract_options options = shared_options();
    size_t size;
    options.analysis.faces = 0;
    options.max_frames = 4;
    options.hog = in_folder("x.hog");
    options.aligned = in_folder("aligned");
    options.tracked = in_folder("x.avi");
    extract(&options);
    free(read_whole(in_folder("x.hog"), &size));
    assert_int_equal(size, 4 * PEOPLE * (16 + 4 * 4464));
    for (int face = 0; face < PEOPLE; face++)
        for (int n = 1; n <= 4; n++) {
            char name[64];
            snprintf(name, sizeof(name), "aligned/frame_det_%02d_%06d.bmp", face, n);
            free(read_whole(in_folder(name), &size));
            assert_true(size > 112 * 112 * 3);
        }
    facs_extract_options again = shared_options();
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    assert_int_equal(facs_extract(in_folder("x.avi"), &again, &summary, &error), 0);
    assert_int_equal(summary.frames, 4); /* a frame of the video for each, not for each row */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_push_and_pull, folder_set_up, folder_tear_down),
        cmocka_unit_test(test_what_cannot_be),
        cmocka_unit_test_setup_teardown(test_a_file_for_each, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_each_has_its_own_neutral_face, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_other_files, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests_name("several_faces", tests, NULL, NULL);
}
