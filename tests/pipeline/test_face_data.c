/* What the worker leaves with a frame, on small models in OpenFace's formats. */
#include "pipeline/face_data.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "own_manifest.h"
#include "pipeline/analyzer.h"
#include "pipeline/models.h"
#include "tiny_au.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH  320
#define HEIGHT 240

/* A frame of noise with a face in it. */
typedef struct scene {
    facs_options options;
    facs_models *models;
    facs_analyzer *analyzer;
    uint8_t pixels[3 * WIDTH * HEIGHT];
    float landmarks[2 * FACS_LANDMARKS];
    facs_pool_frame frame;
    facs_result result;
} scene;

static int open_scene(void **state)
{
    float points[2 * FACS_LANDMARKS]; /* interleaved, in the unit square */
    scene *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    make_folder();
    tiny_au_write(in_folder(""));
    own_manifest_write(in_folder(""));
    tiny_au_points(points);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        s->landmarks[i] = 60 + 200 * points[2 * i];
        s->landmarks[i + FACS_LANDMARKS] = 20 + 200 * points[2 * i + 1];
    }
    for (size_t i = 0; i < sizeof(s->pixels); i++)
        s->pixels[i] = (uint8_t)(1 + (i * 2654435761u >> 9) % 255); /* nowhere black */
    s->options = (facs_options){.size = sizeof(s->options),
                                .models = in_folder(""),
                                .landmark_method = FACS_LANDMARKS_GIVEN,
                                .detect_every = 1,
                                .faces = 1};
    facs_error error = {.kind = FACS_ERROR_NONE};
    int status = facs_models_open(&s->models, &s->options, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    assert_int_equal(facs_analyzer_open(&s->analyzer, s->models, &s->options, &error), 0);
    s->result.size = sizeof(s->result);
    s->frame = (facs_pool_frame){
        .pixels = s->pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    scene *s = *state;
    facs_analyzer_close(&s->analyzer);
    facs_models_close(&s->models);
    free(s);
    remove_folder();
    return 0;
}

static facs_image picture_of(const scene *s)
{
    return (facs_image){.pixels = s->pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
}

/* Analyze the frame, with its face or without; free() the data. */
static facs_face_data *fill(scene *s, int face, const facs_face_data_options *options)
{
    static const float nowhere[2 * FACS_LANDMARKS];
    const facs_frame pushed = {.size = sizeof(pushed),
                               .pixels = s->pixels,
                               .width = WIDTH,
                               .height = HEIGHT,
                               .stride = 3 * WIDTH,
                               .landmarks = face ? s->landmarks : nowhere};
    assert_int_equal(facs_analyzer_push(s->analyzer, &pushed), 0);
    assert_int_equal(facs_analyzer_pull(s->analyzer, &s->result), 0);
    assert_int_equal(s->result.success, face);
    const facs_image picture = picture_of(s);
    s->frame.extra = malloc(facs_face_data_bytes(options));
    assert_non_null(s->frame.extra);
    memset(s->frame.extra, 0xa5, facs_face_data_bytes(options));
    facs_face_data_fill(options, facs_people_back_end(s->analyzer->people, 0), &s->frame, &picture,
                        0, &s->result);
    assert_ptr_equal(facs_face_data_of(&s->frame, 0), s->frame.extra);
    return s->frame.extra;
}

static void test_nothing_wanted_costs_nothing(void **state)
{
    (void)state;
    assert_int_equal(facs_face_data_bytes(&(facs_face_data_options){.form = {112, 0.7}}), 0);
}

/* The numbers are those of the very face that the predictors saw: masked, 112 pixels. */
static void test_fhog_is_that_of_the_aligned_face(void **state)
{
    scene *s = *state;
    float fhog[FACS_FHOG_SIZE];
    int black = 0;
    const facs_face_data_options options = {
        .wanted = 1, .form = facs_aligned_au, .analysis = &s->options};
    facs_face_data *data = fill(s, 1, &options);
    assert_int_equal(data->described, 1);
    facs_fhog(data->aligned, fhog);
    assert_memory_equal(data->fhog, fhog, sizeof(fhog));
    for (int i = 0; i < FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE; i++)
        black += !data->aligned[3 * i];
    assert_in_range(black, 112 * 112 / 10, 112 * 112 * 9 / 10); /* outside the mask */
    free(data);
}

static void test_forms(void **state)
{
    scene *s = *state;
    const int side = 50, pixels = side * side;
    facs_face_data_options options = {.wanted = 1, .form = {side, 0.3}, .analysis = &s->options};
    facs_face_data *masked = fill(s, 1, &options);
    options.unmasked = 1;
    facs_face_data *whole = fill(s, 1, &options);
    options.grey = 1;
    facs_face_data *grey = fill(s, 1, &options);
    int surroundings = 0;
    for (int i = 0; i < pixels; i++) {
        const uint8_t *in = masked->aligned + 3 * i, *all = whole->aligned + 3 * i;
        const double level = 0.114 * all[0] + 0.587 * all[1] + 0.299 * all[2]; /* BT.601 */
        if (in[0])
            assert_memory_equal(in, all, 3);
        else
            surroundings += all[0] != 0;
        assert_true(fabs(grey->aligned[i] - level) < 0.6); /* rounded, from 14 bits */
    }
    assert_true(surroundings > pixels / 10);
    assert_memory_equal(masked->fhog, grey->fhog, sizeof(grey->fhog)); /* not of these forms */
    free(masked);
    free(whole);
    free(grey);
}

static void test_no_face(void **state)
{
    scene *s = *state;
    const facs_face_data_options options = {
        .wanted = 1, .form = {20, 0.1}, .analysis = &s->options};
    free(fill(s, 1, &options)); /* what was there before is not shown again */
    facs_face_data *data = fill(s, 0, &options);
    assert_int_equal(data->described, 0);
    assert_true(data->camera.fx == 250 && data->camera.cx == 160); /* OpenFace's rule */
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        assert_true(data->fhog[i] == 0);
    for (int i = 0; i < 3 * 20 * 20; i++)
        assert_int_equal(data->aligned[i], 0);
    free(data);
}

/* A head at 1 m, looking straight: two squares about the optical centre. */
static void test_cube_and_gaze(void **state)
{
    scene *s = *state;
    const facs_face_data_options options = {.wanted = 1, .analysis = &s->options};
    free(fill(s, 1, &options));
    facs_result result = {
        .size = sizeof(result), .success = 1, .pose = {[2] = 1000}, .gaze = {0, 0, -1, 1, 0, 0}};
    for (int i = 0; i < FACS_EYE_POINTS; i++) {
        result.eye_landmarks_3d[i] = i < 28 ? -30 : 30;
        result.eye_landmarks_3d[i + 2 * FACS_EYE_POINTS] = 1000;
    }
    facs_face_data *data = malloc(facs_face_data_bytes(&options));
    assert_non_null(data);
    s->frame.extra = data;
    const facs_image picture = picture_of(s);
    facs_face_data_fill(&options, facs_people_back_end(s->analyzer->people, 0), &s->frame, &picture,
                        0, &result);
    for (int i = 0; i < FACS_CUBE_CORNERS; i++) {
        double off = 250 * 100.0 / (i & 4 ? 1100 : 900);
        assert_true(fabs((double)data->marks.cube[i][0] - (160 + (i & 1 ? off : -off))) < 1e-3);
        assert_true(fabs((double)data->marks.cube[i][1] - (120 + (i & 2 ? off : -off))) < 1e-3);
    }
    /* The head's axes: from its centre to the right, down, and away, where only the centre is seen.
     */
    const double along = 250 * 55.0 / 1000;
    assert_true(fabs((double)data->marks.axes[0][0] - 160) < 1e-3);
    assert_true(fabs((double)data->marks.axes[1][0] - (160 + along)) < 1e-3);
    assert_true(fabs((double)data->marks.axes[2][1] - (120 + along)) < 1e-3);
    assert_true(fabs((double)data->marks.axes[3][0] - 160) < 1e-3);
    assert_true(fabs((double)data->marks.axes[3][1] - 120) < 1e-3);
    /* The left eye looks at the camera, the right one 50 mm to the right. */
    assert_int_equal(data->marks.has_gaze, 1);
    assert_true(fabs((double)data->marks.gaze[0][0][0] - (160 - 7.5)) < 1e-3);
    assert_true(fabs((double)data->marks.gaze[0][1][0] - (160 - 250 * 30 / 950.0)) < 1e-3);
    assert_true(fabs((double)data->marks.gaze[1][0][0] - (160 + 7.5)) < 1e-3);
    assert_true(fabs((double)data->marks.gaze[1][1][0] - (160 + 20)) < 1e-3);
    assert_true(fabs((double)data->marks.gaze[1][1][1] - 120) < 1e-3);
    result.pose[2] = -500; /* behind the camera: finite all the same */
    facs_face_data_fill(&options, facs_people_back_end(s->analyzer->people, 0), &s->frame, &picture,
                        0, &result);
    for (int i = 0; i < FACS_CUBE_CORNERS; i++)
        assert_true(isfinite(data->marks.cube[i][0]) && isfinite(data->marks.cube[i][1]));
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_wanted_costs_nothing),
        cmocka_unit_test_setup_teardown(test_fhog_is_that_of_the_aligned_face, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(test_forms, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(test_no_face, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(test_cube_and_gaze, open_scene, close_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
