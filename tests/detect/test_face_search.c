/* Where to look for faces, and which one to take. */
#include "cmocka_all.h"
#include "scripted_detector.h"

#include "detect/face_search.h"

#include <errno.h>

#define WIDTH  320
#define HEIGHT 240

static uint8_t pixels[3 * WIDTH * HEIGHT];
static const facs_image picture = {
    .pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};

static scripted_detector *detector;
static facs_detection faces[SCRIPTED_MAX];

static int open_detector(void **state)
{
    (void)state;
    detector = scripted_detector_open();
    detector->seen[0] = (facs_detection){.box = {10, 20, 60, 60}, .score = 1, .points = {30, 40}};
    detector->seen[1] = (facs_detection){.box = {140, 100, 40, 40}, .score = .9f};
    detector->seen[2] = (facs_detection){.box = {145, 105, 30, 30}, .score = .5f, .faint = 1};
    detector->count = 3;
    return 0;
}

static int close_detector(void **state)
{
    (void)state;
    facs_detector *base = &detector->base;
    facs_detector_close(&base);
    return 0;
}

static void the_whole_picture(void **state)
{
    (void)state;
    const facs_face_search search = {.detector = &detector->base};
    const float far[4] = {-500, 900, 3, 3};
    assert_int_equal(facs_face_search_run(&search, &picture, faces, SCRIPTED_MAX, NULL), 3);
    assert_true(detector->last.pixels == pixels && detector->last.width == WIDTH);
    assert_true(faces[0].box[0] == 10 && faces[0].points[1] == 40);
    assert_int_equal(facs_face_search_covers(&search, far), 1);
    detector->status = -EIO;
    assert_int_equal(facs_face_search_run(&search, &picture, faces, SCRIPTED_MAX, NULL), -EIO);
}

/* The detector sees only the region; its results are moved to the region's place. */
static void a_region(void **state)
{
    (void)state;
    const facs_face_search search = {.detector = &detector->base, .region = {100, 50, 400, 100}};
    const float inside[4] = {100, 40, 20, 40}, outside[4] = {100, 20, 20, 40};
    assert_int_equal(facs_face_search_run(&search, &picture, faces, SCRIPTED_MAX, NULL), 3);
    assert_true(detector->last.pixels == pixels + 3 * (50 * WIDTH + 100));
    assert_int_equal(detector->last.width, 220); /* up to the picture's edge */
    assert_int_equal(detector->last.height, 100);
    assert_true(faces[0].box[0] == 110 && faces[0].box[1] == 70 && faces[0].box[2] == 60);
    assert_true(faces[0].points[0] == 130 && faces[0].points[1] == 90);
    assert_int_equal(facs_face_search_covers(&search, inside), 1);
    assert_int_equal(facs_face_search_covers(&search, outside), 0);
}

/* None of the picture is in the region: the detector is not asked. */
static void a_region_outside(void **state)
{
    (void)state;
    const facs_face_search search = {.detector = &detector->base, .region = {WIDTH, 0, 10, 10}};
    assert_int_equal(facs_face_search_run(&search, &picture, faces, SCRIPTED_MAX, NULL), 0);
    assert_int_equal(detector->runs, 0);
}

static void faces_that_are_too_small(void **state)
{
    (void)state;
    const facs_face_search search = {.detector = &detector->base, .min_face = 40};
    assert_int_equal(facs_face_search_run(&search, &picture, faces, SCRIPTED_MAX, NULL), 2);
    assert_true(faces[0].box[2] == 60 && faces[1].box[2] == 40);
}

static void which_one(void **state)
{
    (void)state;
    facs_face_search search = {.detector = &detector->base};
    assert_ptr_equal(facs_face_search_choose(&search, &picture, detector->seen, 3),
                     &detector->seen[0]);
    search.choice = FACS_FACE_CENTRAL; /* the faint one is nearer, but only just */
    assert_ptr_equal(facs_face_search_choose(&search, &picture, detector->seen, 3),
                     &detector->seen[1]);
    search.region[2] = search.region[3] = 90; /* the first is nearest to its centre */
    assert_ptr_equal(facs_face_search_choose(&search, &picture, detector->seen, 3),
                     &detector->seen[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_whole_picture, open_detector, close_detector),
        cmocka_unit_test_setup_teardown(a_region, open_detector, close_detector),
        cmocka_unit_test_setup_teardown(a_region_outside, open_detector, close_detector),
        cmocka_unit_test_setup_teardown(faces_that_are_too_small, open_detector, close_detector),
        cmocka_unit_test_setup_teardown(which_one, open_detector, close_detector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
