/* MTCNN's squares: order, suppression, and corrections, truncated as in OpenFace. */
#include "cmocka_all.h"

#include "detect/mtcnn_boxes.h"

#include <math.h>

static facs_candidate at(float x, float y, float width, float height, float score, int order)
{
    return (facs_candidate){.box = {x, y, width, height}, .score = score, .order = order};
}

static void a_probability_is_that_of_two_outputs(void **state)
{
    (void)state;
    for (int i = -160; i <= 160; i++) {
        const float d = (float)i / 2;
        assert_true(fabs((double)facs_mtcnn_probability(d, 0) - 1 / (1 + exp((double)d))) < 1e-7);
    }
    assert_true(facs_mtcnn_probability(-17, 0) == 1 - 0x1p-24f);
    assert_true(facs_mtcnn_coarse_probability(-17, 0) == 1); /* 1 + 4e-8 is 1 in 32 bits */
    assert_float_equal(facs_mtcnn_coarse_probability(0, 0), 0.5f, 0);
    assert_float_equal(facs_mtcnn_coarse_probability(NAN, 0), 0, 0);
    assert_float_equal(facs_mtcnn_probability(1e30f, -1e30f), 0, 0);
    assert_float_equal(facs_mtcnn_probability(-1e30f, 1e30f), 1, 0);
    assert_float_equal(facs_mtcnn_probability(NAN, 0), 0, 0);
    assert_float_equal(facs_mtcnn_probability(INFINITY, INFINITY), 0, 0);
}

static void the_best_drops_what_overlaps_it(void **state)
{
    (void)state;
    /* 10 x 10 moved by 5: a third of both; by 3: 70 of 130 */
    facs_candidate c[] = {at(0, 0, 10, 10, .7f, 0), at(5, 0, 10, 10, .8f, 1),
                          at(8, 0, 10, 10, .9f, 2)};
    assert_int_equal(facs_mtcnn_suppress(c, 3, 0.5f, FACS_OVERLAP_UNION), 2);
    assert_float_equal(c[0].score, .9f, 0);
    assert_float_equal(c[1].score, .7f, 0);
    assert_int_equal(c[0].order, 0);
    assert_int_equal(c[1].order, 1);
    assert_int_equal(facs_mtcnn_suppress(c, 0, 0.5f, FACS_OVERLAP_UNION), 0);
}

static void of_equals_the_later_one_stays(void **state)
{
    (void)state;
    facs_candidate c[] = {at(1, 0, 10, 10, .9f, 0), at(2, 0, 10, 10, .9f, 7),
                          at(3, 0, 10, 10, .9f, 3)};
    assert_int_equal(facs_mtcnn_suppress(c, 3, 0.5f, FACS_OVERLAP_UNION), 1);
    assert_float_equal(c[0].box[0], 2, 0);
}

/* A small box in a large one: 4 of 100 of the union, all of the smaller. */
static void the_last_suppression_goes_by_the_smaller_box(void **state)
{
    (void)state;
    facs_candidate c[] = {at(0, 0, 10, 10, .9f, 0), at(4, 4, 2, 2, .8f, 1)};
    assert_int_equal(facs_mtcnn_suppress(c, 2, 0.7f, FACS_OVERLAP_UNION), 2);
    assert_int_equal(facs_mtcnn_suppress(c, 2, 0.7f, FACS_OVERLAP_SMALLER), 1);
}

/* 10.4 counts as 10: 7 of 10 columns are shared, which is not more than the limit. */
static void overlaps_are_of_whole_numbers(void **state)
{
    (void)state;
    facs_candidate c[] = {at(0, 0, 10.4f, 10, .9f, 0), at(3.4f, 0, 10.4f, 10, .8f, 1)};
    assert_int_equal(facs_mtcnn_suppress(c, 2, 0.7f, FACS_OVERLAP_SMALLER), 2);
    c[1] = at(2.4f, 0, 10.4f, 10, .8f, 1);
    assert_int_equal(facs_mtcnn_suppress(c, 2, 0.7f, FACS_OVERLAP_SMALLER), 1);
}

static void corrections_move_edges_in_sides(void **state)
{
    (void)state;
    facs_candidate c = at(100, 200, 50, 40, 1, 0);
    const float correction[4] = {0.1f, -0.25f, 0.2f, 0.5f};
    for (int k = 0; k < 4; k++)
        c.correction[k] = correction[k];
    facs_mtcnn_correct(&c, 0);
    const float expected[4] = {105, 190, 55, 70};
    for (int k = 0; k < 4; k++)
        assert_float_equal(c.box[k], expected[k], 1e-4);
    c = at(100, 200, 49, 39, 1, 0); /* the last stage counts one pixel more */
    for (int k = 0; k < 4; k++)
        c.correction[k] = correction[k];
    facs_mtcnn_correct(&c, 1);
    for (int k = 0; k < 4; k++)
        assert_float_equal(c.box[k], expected[k], 1e-4);
}

static void squares_are_whole_and_about_the_middle(void **state)
{
    (void)state;
    facs_candidate c = at(10.5f, 20.25f, 30.9f, 50.7f, 1, 0);
    assert_int_equal(facs_mtcnn_square(&c), 1);
    const float expected[4] = {0, 20, 50, 50}; /* 10.5 - 9.9, 20.25 and 50.7 truncated */
    for (int k = 0; k < 4; k++)
        assert_float_equal(c.box[k], expected[k], 0);
    c = at(-10.5f, 0, 4, 4, 1, 0); /* towards 0 */
    assert_int_equal(facs_mtcnn_square(&c), 1);
    assert_float_equal(c.box[0], -10, 0);
}

static void boxes_that_no_picture_has_are_none(void **state)
{
    (void)state;
    const facs_candidate none[] = {at(NAN, 0, 9, 9, 1, 0),   at(0, INFINITY, 9, 9, 1, 0),
                                   at(0, 0, 1e9f, 9, 1, 0),  at(0, 0, 0, 0, 1, 0),
                                   at(0, 0, -5, -9, 1, 0),   at(2e6f, 0, 9, 9, 1, 0),
                                   at(0, 0, NAN, NAN, 1, 0), at(0, 0, 0.5f, 0.9f, 1, 0)};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        facs_candidate c = none[i];
        assert_int_equal(facs_mtcnn_is_box(&c), 0);
        assert_int_equal(facs_mtcnn_square(&c), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_probability_is_that_of_two_outputs),
        cmocka_unit_test(the_best_drops_what_overlaps_it),
        cmocka_unit_test(of_equals_the_later_one_stays),
        cmocka_unit_test(the_last_suppression_goes_by_the_smaller_box),
        cmocka_unit_test(overlaps_are_of_whole_numbers),
        cmocka_unit_test(corrections_move_edges_in_sides),
        cmocka_unit_test(squares_are_whole_and_about_the_middle),
        cmocka_unit_test(boxes_that_no_picture_has_are_none),
    };
    return cmocka_run_group_tests_name("mtcnn_boxes", tests, NULL, NULL);
}
