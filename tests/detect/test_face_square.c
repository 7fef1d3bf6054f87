/* The square of a face, and which boxes can be one. */
#include "detect/face_square.h"
#include "landmarks/track.h"

#include "cmocka_all.h"

#include <math.h>

static const facs_image picture = {.width = 640, .height = 480};

static void the_square_lies_round_the_landmarks(void **state)
{
    (void)state;
    float landmarks[2 * FACS_LANDMARKS], box[4], square[4];
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        landmarks[i] = 100 + (float)(i * 7 % 81); /* 100 to 180 */
        landmarks[i + FACS_LANDMARKS] = 200 + (float)(i * 13 % 101);
    }
    landmarks[5] = 180;
    landmarks[9 + FACS_LANDMARKS] = 300;
    facs_landmarks_box(landmarks, box);
    assert_float_equal(box[0], 100, 0);
    assert_float_equal(box[1], 200, 0);
    assert_float_equal(box[2], 80, 0);
    assert_float_equal(box[3], 100, 0);
    facs_face_square(box, square);
    assert_float_equal(square[2], 130, 1e-4); /* of the longer side, 100 */
    assert_float_equal(square[3], 130, 1e-4);
    assert_float_equal(square[0], 100 + 40 - 65, 1e-4);
    assert_float_equal(square[1], 200 + 50 - 65 - 13, 1e-4);
}

static void what_can_be_a_face(void **state)
{
    (void)state;
    static const struct {
        float box[4];
        int plausible, inside;
    } cases[] = {
        {{100, 100, 50, 60}, 1, 1},  {{-20, 100, 50, 60}, 1, 0},  {{-26, 100, 50, 60}, 0, 0},
        {{100, 100, 7, 7.9f}, 0, 1}, {{100, 100, 7, 8}, 1, 1},    {{0, 0, 1281, 9}, 0, 0},
        {{-600, 0, 1280, 9}, 1, 0},  {{600, 100, 50, 60}, 1, 0},  {{620, 100, 50, 60}, 0, 0},
        {{100, 100, 0, 60}, 0, 1},   {{100, 440, 50, 60}, 1, 0},  {{100, 451, 50, 60}, 0, 0},
        {{NAN, 100, 50, 60}, 0, 0},  {{100, 100, 50, NAN}, 0, 0}, {{100, 100, INFINITY, 60}, 0, 0},
        {{100, 100, -50, 60}, 0, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(facs_face_is_plausible(cases[i].box, &picture), cases[i].plausible);
        assert_int_equal(facs_face_is_inside(cases[i].box, &picture), cases[i].inside);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_square_lies_round_the_landmarks),
        cmocka_unit_test(what_can_be_a_face),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
