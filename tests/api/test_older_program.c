/*
 * A program that was compiled against an older header runs with the library of today: nothing is
 * read or written beyond its smaller structs, and what they lack is as it always was.
 */
#include <facs.h> /* older/facs.h */

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH  64
#define HEIGHT 48
#define GUARD  4096

/* From tiny_world.c, whose header has the current structs. */
int tiny_world_set_up(void **state);
int tiny_world_tear_down(void **state);

/* A struct of the program, followed by bytes that the library must not touch. */
#define GUARDED(type)                                                                              \
    struct {                                                                                       \
        type theirs;                                                                               \
        unsigned char guard[GUARD];                                                                \
    }
#define SET_GUARD(guarded)   memset((guarded).guard, 0xa5, GUARD)
#define CHECK_GUARD(guarded) check_guard((guarded).guard)

static void check_guard(const unsigned char guard[GUARD])
{
    for (int i = 0; i < GUARD; i++)
        assert_int_equal(guard[i], 0xa5);
}

static void defaults_end_with_the_struct(void **state)
{
    (void)state;
    GUARDED(facs_options) analysis;
    GUARDED(facs_extract_options) run;
    SET_GUARD(analysis);
    SET_GUARD(run);
    facs_default_options(&analysis.theirs);
    facs_default_extract_options(&run.theirs);
    CHECK_GUARD(analysis);
    CHECK_GUARD(run);
    assert_int_equal(analysis.theirs.size, sizeof(facs_options));
    assert_true(analysis.theirs.detect_every > 0 && analysis.theirs.faces == 1);
    assert_int_equal(run.theirs.size, sizeof(facs_extract_options));
    assert_int_equal(run.theirs.analysis.size, sizeof(facs_options));
    assert_int_equal(run.theirs.analysis.detect_every, analysis.theirs.detect_every);
    assert_true(run.theirs.every == 1 && run.theirs.aligned_size == 112);
}

static facs_models *open_models(const facs_options *options)
{
    facs_models *models;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_models_open(&models, options, &error);
    assert_string_equal(error.text, "");
    return models;
}

static void an_analyzer_fills_the_result_as_far_as_it_reaches(void **state)
{
    (void)state;
    static const uint8_t dark[3 * WIDTH * HEIGHT];
    facs_analyzer *analyzer;
    GUARDED(facs_options) options;
    GUARDED(facs_frame) frame;
    GUARDED(facs_result) result;
    float points[2 * FACS_LANDMARKS];
    char line[65536];
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        points[i] = 20 + (float)(i * 7 % 23);
        points[FACS_LANDMARKS + i] = 10 + (float)(i * 5 % 27);
    }
    SET_GUARD(options);
    SET_GUARD(frame);
    SET_GUARD(result);
    facs_default_options(&options.theirs);
    options.theirs.models = in_folder("models");
    options.theirs.landmark_method = FACS_LANDMARKS_PFLD;
    options.theirs.backend = FACS_BACKEND_CPU;
    facs_models *models = open_models(&options.theirs);
    assert_int_equal(facs_analyzer_open(&analyzer, models, &options.theirs, NULL), 0);
    frame.theirs = (facs_frame){.size = sizeof(facs_frame),
                                .pixels = dark,
                                .width = WIDTH,
                                .height = HEIGHT,
                                .stride = 3 * WIDTH,
                                .index = 7,
                                .landmarks = points};
    result.theirs.size = sizeof(facs_result);
    assert_int_equal(facs_analyzer_push(analyzer, &frame.theirs), 0);
    assert_int_equal(facs_analyzer_pull(analyzer, &result.theirs), 0);
    CHECK_GUARD(options);
    CHECK_GUARD(frame);
    CHECK_GUARD(result);
    assert_int_equal(result.theirs.size, sizeof(facs_result));
    assert_true(result.theirs.index == 7 && result.theirs.success == 1);
    assert_int_equal(result.theirs.damaged, 0); /* the guard's bytes are no member of the frame */
    assert_memory_equal(result.theirs.landmarks, points, sizeof(points));
    assert_true(facs_json_line(line, sizeof(line), &result.theirs, NULL, FACS_FEATURE_POSE, 0) > 0);
    result.theirs.size = 0;
    assert_int_equal(facs_analyzer_push(analyzer, &frame.theirs), 0);
    assert_int_equal(facs_analyzer_pull(analyzer, &result.theirs), -EINVAL);
    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
}

static void a_run_takes_the_defaults_of_what_the_options_lack(void **state)
{
    (void)state;
    facs_error error = {.kind = FACS_ERROR_NONE};
    GUARDED(facs_extract_options) options;
    GUARDED(facs_summary) summary;
    size_t size;
    SET_GUARD(options);
    SET_GUARD(summary);
    facs_default_extract_options(&options.theirs);
    options.theirs.analysis.models = in_folder("models");
    options.theirs.analysis.landmark_method = FACS_LANDMARKS_PFLD;
    options.theirs.analysis.backend = FACS_BACKEND_CPU;
    options.theirs.csv = in_folder("older.csv");
    options.theirs.max_frames = 3;
    summary.theirs.size = sizeof(facs_summary);
    facs_extract(in_folder("frames"), &options.theirs, &summary.theirs, &error);
    assert_string_equal(error.text, "");
    CHECK_GUARD(options);
    CHECK_GUARD(summary);
    assert_true(summary.theirs.frames == 3 && summary.theirs.rows == 3);
    assert_true(summary.theirs.faces > 0);
    free(read_whole(in_folder("older.csv"), &size));
    assert_true(size > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_end_with_the_struct, tiny_world_set_up,
                                        tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(an_analyzer_fills_the_result_as_far_as_it_reaches,
                                        tiny_world_set_up, tiny_world_tear_down),
        cmocka_unit_test_setup_teardown(a_run_takes_the_defaults_of_what_the_options_lack,
                                        tiny_world_set_up, tiny_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
