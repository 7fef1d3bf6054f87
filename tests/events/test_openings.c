/* The opening of an eye from several sources, of which one may lose the lids. */
#include "events/openings.h"

#include "cmocka_all.h"

#include <math.h>

#define ROWS  5
#define POINT (FACS_MEASURE_SIDES + 2 * FACS_SIDE_EYE)

static void the_two_that_close_most_count(void **state)
{
    (void)state;
    float points[ROWS] = {8, 8, 12, 8, NAN}; /* in a blink, they jump to the brow */
    float eyes[ROWS] = {20, 20, 10, 20, 20};
    float own[ROWS] = {10, 10, 0, NAN, 10};
    float open[ROWS], room[ROWS];
    const float both[ROWS] = {1, 1, 0.25F, 1, 1}, one[ROWS] = {1, 1, 0.5F, 1, 1};
    for (int side = 0; side < 2; side++) {
        facs_recorded_face face = {.rows = ROWS};
        face.values[POINT + side] = points;
        face.values[FACS_MEASURE_LIDS + side] = eyes;
        face.values[FACS_MEASURE_OWN + (side == 0)] = own; /* lid_left comes first */
        assert_int_equal(facs_opening_measure(open, &face, side, room), 3);
        assert_memory_equal(open, both, sizeof(both));
        face.values[POINT + side] = face.values[FACS_MEASURE_OWN + (side == 0)] = NULL;
        assert_int_equal(facs_opening_measure(open, &face, side, room), 1);
        assert_memory_equal(open, one, sizeof(one));
    }
}

static void nothing_is_known_without_a_source(void **state)
{
    (void)state;
    float lost[ROWS] = {NAN, NAN, NAN, NAN, NAN}, open[ROWS], room[ROWS];
    facs_recorded_face face = {.rows = ROWS};
    face.values[FACS_MEASURE_LIDS] = lost;
    assert_int_equal(facs_opening_measure(open, &face, 0, room), 0);
    assert_true(isnan(open[0]) && isnan(open[ROWS - 1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_two_that_close_most_count),
        cmocka_unit_test(nothing_is_known_without_a_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
