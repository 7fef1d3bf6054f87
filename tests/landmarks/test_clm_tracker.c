/* When the detector is asked, and when it is believed: frames of the reference video with the real
 * landmark models, and a detector that says what the test wants. */
#include "base/canvas.h"
#include "cmocka_all.h"
#include "golden.h"
#include "scripted_detector.h"

#include "detect/face_square.h"
#include "landmarks/clm/clm_tracker.h"
#include "landmarks/clnf/clnf_method.h"
#include "shape/quarter_turn.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAME  100
#define WIDTH  640
#define HEIGHT 480
/* Pixels; the outer eye corners are 110 apart. OpenFace's landmarks come from the previous frame,
 * these from a detector's box. */
#define NEAR 2.0

#define BYTES ((size_t)3 * WIDTH * HEIGHT)

typedef struct scene {
    facs_clm_models *models;
    facs_clm_tracker *tracker;
    scripted_detector *detector;
    float landmarks[2 * FACS_LANDMARKS]; /* OpenFace's */
    uint8_t *face, *other;               /* the frame; and a picture of something else */
    facs_detection seen;
    facs_track track;
    int closed;
} scene;

static scene open_scene(const int region[4])
{
    scene s = {.closed = 0};
    facs_error error;
    const char *folder = shared_models();
    double *landmarks = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        s.landmarks[i] = (float)landmarks[2 * FACS_LANDMARKS * FRAME + i];
    free(landmarks);
    s.face = golden_frame(FRAME);
    s.other = malloc(BYTES);
    assert_non_null(s.other);
    for (size_t i = 0; i < BYTES; i++)
        s.other[i] = (uint8_t)(i / 3 / 20 * 2654435761U >> 24); /* stripes: nobody's face */
    s.seen = (facs_detection){.score = 1};
    facs_landmarks_box(s.landmarks, s.seen.box);
    s.detector = scripted_detector_open();
    facs_face_search search = {.detector = &s.detector->base};
    if (region)
        memcpy(search.region, region, sizeof(search.region));
    assert_int_equal(facs_clm_models_open(&s.models, &facs_clnf_kind, folder, NULL, &error), 0);
    const facs_method_stream stream = {.models = s.models,
                                       .pdm = facs_clm_models_pdm(s.models, FACS_CLM_FACE)};
    assert_int_equal(facs_clm_tracker_open(&s.tracker, &stream, &search, &error), 0);
    return s;
}

static void close_scene(scene *s)
{
    s->detector->closed = &s->closed;
    facs_clm_tracker_close(&s->tracker);
    assert_null(s->tracker);
    assert_int_equal(s->closed, 1);
    facs_clm_models_close(&s->models);
    free(s->face);
    free(s->other);
}

/* Returns whether there is a face in the next picture; counts runs and nears for this picture. */
static int next(scene *s, const uint8_t *pixels)
{
    facs_error error;
    const facs_image picture = {
        .pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
    const facs_pixels looked_at = facs_pixels_of(&picture);
    s->detector->runs = s->detector->nears = 0;
    assert_int_equal(facs_clm_tracker_next(s->tracker, &looked_at, &s->track, &error), 0);
    return s->track.success;
}

static void see(scene *s, int whether)
{
    s->detector->seen[0] = s->seen;
    s->detector->count = whether;
}

/* Mean distance of the track's landmarks to OpenFace's, pixels. */
static double distance(const scene *s, const float *landmarks)
{
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        sum +=
            hypot((double)(s->track.landmarks[i] - landmarks[i]),
                  (double)(s->track.landmarks[i + FACS_LANDMARKS] - landmarks[i + FACS_LANDMARKS]));
    return sum / FACS_LANDMARKS;
}

/* OpenFace looks in the first frame and then in every twelfth. facs also looks at the turned
 * pictures: at all of them first, then at one at a time. */
static void test_looks_while_there_is_nobody(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    for (int frame = 0; frame < 30; frame++) {
        assert_int_equal(next(&s, s.other), 0);
        assert_int_equal(s.detector->runs, frame % 12 ? 0 : frame ? 2 : 4);
        assert_true(s.track.confidence == 0);
    }
    see(&s, 1);
    for (int frame = 30; frame < 36; frame++)
        assert_int_equal(next(&s, s.face), 0);
    assert_int_equal(next(&s, s.face), 1);
    print_message("%.2f px from OpenFace's landmarks\n", distance(&s, s.landmarks));
    assert_true(distance(&s, s.landmarks) < NEAR);
    assert_int_equal(next(&s, s.face), 1);
    assert_int_equal(s.detector->runs + s.detector->nears, 0);
    close_scene(&s);
}

/* OpenFace looks in the first frame of a loss and in every second one, a hundred and one times at
 * the old place, and then continues as if there had been nobody. */
static void test_looks_after_a_loss(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    uint8_t *black = calloc(1, BYTES);
    assert_non_null(black);
    see(&s, 1);
    assert_int_equal(next(&s, s.face), 1);
    see(&s, 0);
    for (int lost = 1; lost <= 132; lost++) {
        assert_int_equal(next(&s, black), 0);
        const int is_time = lost <= 102 ? lost % 2 == 1 : lost % 12 == 1;
        /* The 102nd failure ends it: OpenFace's counter is then 101, and it looks when one more is
         * a multiple of twelve. */
        assert_int_equal(s.detector->runs > 0, is_time);
    }
    free(black);
    close_scene(&s);
}

/* Loses the face for this many frames, while the detector sees nothing. */
static void lose(scene *s, int frames)
{
    uint8_t *black = calloc(1, BYTES);
    assert_non_null(black);
    see(s, 1);
    assert_int_equal(next(s, s->face), 1);
    see(s, 0);
    for (int i = 0; i < frames; i++)
        assert_int_equal(next(s, black), 0);
    free(black);
}

/* The validator's word is enough after a moment, but not after a while (otherwise the letters of a
 * title became a face, at the end of face_noface.mov). */
static void test_a_lost_face_comes_back(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    lose(&s, 5);
    assert_int_equal(next(&s, s.face), 1);
    lose(&s, 6);
    assert_int_equal(next(&s, s.face), 0);
    assert_int_equal(next(&s, s.face), 0);
    see(&s, 1);
    assert_int_equal(next(&s, s.face), 1);
    assert_true(distance(&s, s.landmarks) < NEAR);
    close_scene(&s);
}

/* A followed face is checked now and then. If the detector does not see it (a profile), that is no
 * reason to give it up. */
static void test_a_followed_face_is_checked(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    int checks = 0;
    see(&s, 1);
    assert_int_equal(next(&s, s.face), 1);
    for (int frame = 0; frame < 90; frame++) {
        assert_int_equal(next(&s, s.face), 1);
        assert_int_equal(s.detector->runs, 0);
        checks += s.detector->nears;
    }
    assert_int_equal(checks, 3);
    see(&s, 0);
    for (int frame = 0; frame < 60; frame++)
        assert_int_equal(next(&s, s.face), 1);
    close_scene(&s);
}

/* If the detector sees the face elsewhere, the better start wins. */
static void test_the_better_start_wins(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    float wrong[2 * FACS_LANDMARKS];
    see(&s, 1);
    /* First starts it a third of a face too low, where it is not found. */
    s.detector->seen[0].box[1] += s.seen.box[3] / 2;
    next(&s, s.face);
    memcpy(wrong, s.track.landmarks, sizeof(wrong));
    see(&s, 1);
    for (int frame = 0; frame < 31; frame++)
        next(&s, s.face);
    assert_int_equal(s.track.success, 1);
    assert_true(distance(&s, s.landmarks) < NEAR);
    close_scene(&s);
}

/* After a cut there is a face only where the detector sees one, and then at once. */
static void test_a_cut(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    see(&s, 1);
    assert_int_equal(next(&s, s.face), 1);
    assert_int_equal(s.track.is_cut, 0);
    see(&s, 0);
    assert_int_equal(next(&s, s.other), 0);
    assert_int_equal(s.track.is_cut, 1);
    assert_int_equal(next(&s, s.face), 0); /* the validator's word alone */
    see(&s, 1);
    assert_int_equal(next(&s, s.face), 1);
    close_scene(&s);
}

/* Of several faces it follows the same person, not the widest face. */
static void test_it_stays_with_the_person(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    lose(&s, 7);
    see(&s, 1);
    s.detector->seen[1] = (facs_detection){.box = {0, 0, 300, 300}, .score = 1};
    s.detector->count = 2;
    next(&s, s.face);
    assert_int_equal(next(&s, s.face), 1);
    assert_true(distance(&s, s.landmarks) < NEAR);
    close_scene(&s);
}

static void test_a_region(void **state)
{
    (void)state;
    const int beside[4] = {0, 0, 100, HEIGHT}, around[4] = {100, 100, 400, 380};
    scene s = open_scene(beside);
    see(&s, 1);
    for (int frame = 0; frame < 3; frame++)
        assert_int_equal(next(&s, s.face), 0);
    close_scene(&s);
    s = open_scene(around);
    see(&s, 1);
    s.detector->seen[0].box[0] -= 100; /* as the detector sees only the region */
    s.detector->seen[0].box[1] -= 100;
    assert_int_equal(next(&s, s.face), 1);
    assert_true(distance(&s, s.landmarks) < NEAR);
    close_scene(&s);
}

/* 1: this is the frame, upright. */
static int is_upright(const facs_image *picture, const void *self)
{
    const uint8_t *frame = self;
    facs_image_need_all(picture);
    return picture->width == WIDTH &&
           memcmp(picture->pixels + 100 * picture->stride, frame + 100 * 3 * WIDTH, 3 * WIDTH) == 0;
}

/* A head on its side or upside down is looked for, found and followed in an upright copy. */
static void test_turned_heads(void **state)
{
    (void)state;
    for (int quarters = 1; quarters < 4; quarters++) {
        scene s = open_scene(NULL);
        const facs_image upright = {
            .pixels = s.face, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
        const facs_quarter_turn turn = {quarters, WIDTH, HEIGHT};
        const facs_quarter_turn back = facs_quarter_turn_back(&turn);
        const facs_image turned = {.pixels = s.other,
                                   .width = back.width,
                                   .height = back.height,
                                   .stride = 3 * (ptrdiff_t)back.width};
        float landmarks[2 * FACS_LANDMARKS];
        facs_error error;
        facs_image_rotate(&upright, quarters, s.other, turned.stride);
        memcpy(landmarks, s.landmarks, sizeof(landmarks));
        facs_quarter_turn_points(&turn, landmarks, FACS_LANDMARKS);
        see(&s, 1);
        s.detector->shows = is_upright;
        s.detector->self = s.face;
        const facs_pixels looked_at = facs_pixels_of(&turned);
        for (int frame = 0; frame < 40; frame++) {
            assert_int_equal(facs_clm_tracker_next(s.tracker, &looked_at, &s.track, &error), 0);
            assert_int_equal(s.track.success, 1);
            assert_true(distance(&s, landmarks) < NEAR);
        }
        assert_int_equal(s.detector->nears, 1);
        assert_true(fabs(fabs(s.track.tracked.global[3]) - (quarters == 2 ? 3.14 : 1.57)) < 0.2);
        close_scene(&s);
    }
}

static void test_failures(void **state)
{
    (void)state;
    scene s = open_scene(NULL);
    const facs_image picture = {
        .pixels = s.face, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
    const facs_pixels looked_at = facs_pixels_of(&picture);
    facs_error error;
    s.detector->status = -EIO;
    assert_int_equal(facs_clm_tracker_next(s.tracker, &looked_at, &s.track, &error), -EIO);
    facs_clm_tracker_cancel(s.tracker);
    assert_int_equal(s.detector->status, -1);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks_while_there_is_nobody),
        cmocka_unit_test(test_looks_after_a_loss),
        cmocka_unit_test(test_a_lost_face_comes_back),
        cmocka_unit_test(test_a_followed_face_is_checked),
        cmocka_unit_test(test_the_better_start_wins),
        cmocka_unit_test(test_a_cut),
        cmocka_unit_test(test_it_stays_with_the_person),
        cmocka_unit_test(test_a_region),
        cmocka_unit_test(test_turned_heads),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests_name("clm_tracker", tests, NULL, NULL);
}
