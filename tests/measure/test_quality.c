/* The rules of quality, one by one; docs/measures.md lists the same limits. */
#include "measure/quality.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEGREE 0.017453292519943295f

/* A row that nothing is wrong with. */
static facs_result good(void)
{
    return (facs_result){.size = sizeof(facs_result),
                         .success = 1,
                         .confidence = 0.98f,
                         .measures = {.face_size = 100, .sharpness = 50, .light = 120}};
}

static facs_result with_pose(int axis, float degrees)
{
    facs_result result = good();
    result.pose[axis] = degrees * DEGREE;
    return result;
}

static void test_each_rule(void **state)
{
    facs_result result = good();
    (void)state;
    assert_int_equal(facs_measure_quality(&result), 0);
    for (int sign = -1; sign < 2; sign += 2) {
        result = with_pose(4, sign * 29.5f);
        assert_int_equal(facs_measure_quality(&result), 0);
        result = with_pose(4, sign * 31);
        assert_int_equal(facs_measure_quality(&result), 1);
        result = with_pose(4, sign * 46);
        assert_int_equal(facs_measure_quality(&result), 2);
        result = with_pose(3, sign * 21);
        assert_int_equal(facs_measure_quality(&result), 1);
        result = with_pose(3, sign * 36);
        assert_int_equal(facs_measure_quality(&result), 2);
        result = with_pose(5, sign * 60); /* tilted: OpenFace turns the picture */
        assert_int_equal(facs_measure_quality(&result), 0);
    }
    const struct {
        size_t place;
        float good, doubtful, bad;
    } cases[] = {
        {offsetof(facs_result, confidence), 0.81f, 0.79f, 0.69f},
        {offsetof(facs_result, measures.face_size), 41, 39, 19},
        {offsetof(facs_result, measures.sharpness), 37, 35, 23},
        {offsetof(facs_result, measures.light), 21, 19, 7},
        {offsetof(facs_result, measures.light), 214, 216, 236},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int k = 0; k < 3; k++) {
            result = good();
            *(float *)((char *)&result + cases[i].place) = (&cases[i].good)[k];
            assert_int_equal(facs_measure_quality(&result), k);
        }
}

static void test_the_worst_counts(void **state)
{
    facs_result result = with_pose(4, 31);
    (void)state;
    result.confidence = 0.6f;
    assert_int_equal(facs_measure_quality(&result), 2);
    result = good();
    result.damaged = 1;
    assert_int_equal(facs_measure_quality(&result), 2);
    result = good();
    result.success = 0;
    assert_int_equal(facs_measure_quality(&result), 2);
}

/* A row of a CSV has no picture. */
static void test_what_is_not_measured_is_not_judged(void **state)
{
    facs_result result = good();
    (void)state;
    result.measures.sharpness = result.measures.light = NAN;
    assert_int_equal(facs_measure_quality(&result), 0);
    result.measures.face_size = NAN; /* but without points there is nothing to use */
    assert_int_equal(facs_measure_quality(&result), 2);
}

/* The page has a row for each rule, with its limits. */
static void test_the_page(void **state)
{
    int count;
    const facs_quality_rule *rules = facs_quality_rules(&count);
    FILE *file = fopen(FACS_SOURCE_ROOT "/"
                                        "docs/measures.md",
                       "r");
    static char page[65536];
    (void)state;
    assert_non_null(file);
    page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
    fclose(file);
    for (int i = 0; i < count; i++) {
        char row[128];
        const char *side = rules[i].low ? "below" : "above";
        const char *space = *rules[i].unit && !strchr(rules[i].unit, ' ') ? " " : "";
        const char *unit = *space ? rules[i].unit : "";
        snprintf(row, sizeof(row), "| `%s` | %s %.4g%s%s | %s %.4g%s%s |", rules[i].name, side,
                 (double)rules[i].doubtful, space, unit, side, (double)rules[i].leave_out, space,
                 unit);
        if (!strstr(page, row))
            fail_msg("docs/measures.md should have the row %s", row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_rule),
        cmocka_unit_test(test_the_worst_counts),
        cmocka_unit_test(test_what_is_not_measured_is_not_judged),
        cmocka_unit_test(test_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
