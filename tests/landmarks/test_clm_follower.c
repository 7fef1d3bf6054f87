/* Follows a face on a frame of the reference video with the real models. */
#include "cmocka_all.h"
#include "golden.h"
#include "whole_grey.h"

#include "detect/face_square.h"
#include "landmarks/clm/clm_follower.h"
#include "landmarks/clnf/clnf_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAME  100
#define WIDTH  640
#define HEIGHT 480

typedef struct scene {
    facs_clm_models *models;
    facs_clm_tools tools;
    facs_clm_follower follower;
    double *landmarks; /* OpenFace's, of all frames */
    uint8_t *pixels;
    facs_image picture;
    facs_detection seen; /* the box of OpenFace's landmarks */
} scene;

static scene open_scene(void)
{
    scene s = {.follower = {.following = 0}};
    facs_error error;
    const char *folder = shared_models();
    s.landmarks = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    s.pixels = golden_frame(FRAME);
    s.picture =
        (facs_image){.pixels = s.pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
    float landmarks[2 * FACS_LANDMARKS];
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        landmarks[i] = (float)s.landmarks[2 * FACS_LANDMARKS * FRAME + i];
    facs_landmarks_box(landmarks, s.seen.box);
    assert_int_equal(facs_clm_models_open(&s.models, &facs_clnf_kind, folder, NULL, &error), 0);
    const facs_method_stream stream = {.models = s.models,
                                       .pdm = facs_clm_models_pdm(s.models, FACS_CLM_FACE)};
    assert_int_equal(facs_clm_tools_open(&s.tools, &stream), 0);
    const facs_pixels whole = facs_pixels_of(&s.picture);
    assert_int_equal(facs_clm_tools_take(&s.tools, &whole), 0);
    return s;
}

static void close_scene(scene *s)
{
    facs_clm_tools_close(&s->tools);
    assert_null(s->tools.grey);
    facs_clm_models_close(&s->models);
    free(s->pixels);
    free(s->landmarks);
}

static void go_dark(scene *s)
{
    memset(s->pixels, 0, 3 * WIDTH * HEIGHT);
    const facs_pixels pixels = facs_pixels_of(&s->picture);
    assert_int_equal(facs_clm_tools_take(&s->tools, &pixels), 0);
}

/* Mean distance to OpenFace's landmarks, pixels. */
static double distance(const scene *s, const float *ours)
{
    const double *theirs = s->landmarks + 2 * FACS_LANDMARKS * FRAME;
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        sum += hypot((double)ours[i] - theirs[i],
                     (double)ours[i + FACS_LANDMARKS] - theirs[i + FACS_LANDMARKS]);
    return sum / FACS_LANDMARKS;
}

static void test_start_and_follow(void **state)
{
    (void)state;
    scene s = open_scene();
    facs_track track = {.detect_ms = 7};
    assert_int_equal(facs_clm_follower_follow(&s.follower, &s.tools, s.tools.workspace),
                     0); /* nothing to follow */
    facs_clm_follower_track(&s.follower, 0, &track);
    assert_true(track.success == 0 && track.confidence == 0 && track.detect_ms == 7);

    assert_int_equal(facs_clm_follower_start(&s.follower, &s.tools, &s.seen), 1);
    assert_int_equal(s.follower.following, 1);
    assert_int_equal(facs_clm_follower_follow(&s.follower, &s.tools, s.tools.workspace), 1);
    facs_clm_follower_track(&s.follower, 1, &track);
    assert_true(track.success == 1 && track.has_eyes == 1 && track.confidence > 0.9f);
    double off = distance(&s, track.landmarks);
    print_message("from their box, then one step: %.2f px from OpenFace's landmarks\n", off);
    assert_true(off < 1); /* OpenFace started elsewhere: from its last frame */
    close_scene(&s);
}

/* A rejected start does not replace what is followed. */
static void test_a_start_that_fails(void **state)
{
    (void)state;
    scene s = open_scene();
    const facs_detection nowhere = {.score = 1};
    assert_int_equal(facs_clm_follower_start(&s.follower, &s.tools, &nowhere), 0);
    assert_int_equal(s.follower.following, 0);
    assert_int_equal(facs_clm_follower_start(&s.follower, &s.tools, &s.seen), 1);
    const facs_clm_face face = s.follower.face;
    go_dark(&s);
    assert_int_equal(facs_clm_follower_start(&s.follower, &s.tools, &s.seen), 0);
    assert_memory_equal(s.follower.face.landmarks, face.landmarks, sizeof(face.landmarks));
    assert_int_equal(s.follower.following, 1);
    close_scene(&s);
}

/* OpenFace tries the old place a hundred and one times. */
static void test_a_loss(void **state)
{
    (void)state;
    scene s = open_scene();
    assert_int_equal(facs_clm_follower_start(&s.follower, &s.tools, &s.seen), 1);
    go_dark(&s);
    for (int n = 1; n <= 102; n++) {
        assert_int_equal(s.follower.following, 1);
        assert_int_equal(facs_clm_follower_follow(&s.follower, &s.tools, s.tools.workspace), 0);
        assert_int_equal(s.follower.failures, n);
    }
    assert_int_equal(s.follower.following, 0);
    close_scene(&s);
}

/* Parts of the turned picture are those of the whole one, turned; asked for in turns, as several
 * followers do. */
static void test_turned_parts(void **state)
{
    (void)state;
    static const facs_rectangle parts[] = {{3, 5, 90, 70}, {200, 300, 333, 479}, {470, 0, 999, 31}};
    uint8_t *whole = malloc(3 * WIDTH * HEIGHT), *grey = malloc(WIDTH * HEIGHT);
    assert_true(whole && grey);
    scene s = open_scene();
    for (int n = 0; n < 9; n++) {
        const int quarters = 1 + n % 3, width = quarters % 2 ? HEIGHT : WIDTH;
        const facs_image all = {.pixels = whole,
                                .width = width,
                                .height = WIDTH * HEIGHT / width,
                                .stride = 3 * (ptrdiff_t)width};
        facs_image_rotate(&s.picture, quarters, whole, all.stride);
        make_whole_grey(&all, grey, width);
        const facs_image turned = facs_clm_tools_picture(&s.tools, quarters);
        const facs_grey turned_grey = facs_clm_tools_grey(&s.tools, quarters);
        assert_true(turned.width == all.width && turned.height == all.height);
        const facs_rectangle *part = &parts[n / 3];
        const int right = part->right < width ? part->right : width;
        facs_image_need(&turned, *part);
        facs_grey_need(&turned_grey, *part);
        for (int y = part->top; y < part->bottom; y++) {
            const size_t count = (size_t)(right - part->left);
            assert_memory_equal(turned.pixels + y * turned.stride + (ptrdiff_t)3 * part->left,
                                whole + y * all.stride + (ptrdiff_t)3 * part->left, 3 * count);
            assert_memory_equal(turned_grey.pixels + y * turned_grey.stride + part->left,
                                grey + (ptrdiff_t)y * width + part->left, count);
        }
    }
    close_scene(&s);
    free(whole);
    free(grey);
}

/* Rows without a face must not look like trusted ones to someone who only reads the confidence. */
static void what_is_refused_loses_its_confidence(void **state)
{
    (void)state;
    facs_clm_follower follower = {.following = 1, .face = {.success = 1, .confidence = 0.975f}};
    facs_clm_follower_refuse(&follower, 3);
    assert_int_equal(follower.face.success, 0);
    assert_true(follower.face.confidence < 0.1f);
    assert_int_equal(follower.failures, 3);
    follower = (facs_clm_follower){.following = 1, .face = {.success = 0, .confidence = 0.475f}};
    facs_clm_follower_refuse(&follower, 4);
    assert_true(follower.face.confidence == 0.475f); /* the validator's own doubt stays */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_loses_its_confidence),
        cmocka_unit_test(test_start_and_follow),
        cmocka_unit_test(test_a_start_that_fails),
        cmocka_unit_test(test_a_loss),
        cmocka_unit_test(test_turned_parts),
    };
    return cmocka_run_group_tests_name("clm_follower", tests, NULL, NULL);
}
