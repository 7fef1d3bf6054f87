/* The table of parameters, and how a caller changes some. */
#include "events/parameters.h"

#include "cmocka_all.h"

#include <errno.h>
#include <string.h>

static void every_row_is_whole(void **state)
{
    (void)state;
    facs_event_parameter p = {.size = sizeof(p)};
    facs_parameters defaults;
    assert_int_equal(facs_parameters_set(&defaults, NULL, NULL), 0);
    for (int i = 0; i < FACS_PARAMETERS; i++) {
        assert_int_equal(facs_event_parameter_get(i, &p), 0);
        assert_true(strlen(p.name) > 0 && strlen(p.unit) > 0 && strlen(p.meaning) > 0);
        assert_true(strlen(p.source) > 0);
        assert_true(p.min <= p.value && p.value <= p.max && p.value == defaults.of[i]);
    }
    assert_int_equal(facs_event_parameter_get(FACS_PARAMETERS, &p), -ERANGE);
    assert_int_equal(facs_event_parameter_get(-1, &p), -ERANGE);
}

static void a_caller_changes_some(void **state)
{
    (void)state;
    facs_parameters changed, defaults;
    facs_parameters_set(&defaults, "", NULL);
    assert_int_equal(facs_parameters_set(&changed, "blink.max=0.75,blink.depth=0.5", NULL), 0);
    assert_true(changed.of[FACS_BLINK_MAX] == 0.75 && changed.of[FACS_BLINK_DEPTH] == 0.5);
    changed.of[FACS_BLINK_MAX] = defaults.of[FACS_BLINK_MAX];
    changed.of[FACS_BLINK_DEPTH] = defaults.of[FACS_BLINK_DEPTH];
    assert_memory_equal(&changed, &defaults, sizeof(changed));
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"blink.max", "blink.max=VALUE"},      {"blink.max=", "blink.max=VALUE"},
        {"blink.max=nan", "from 0.1 to 5"},    {"blink.max=6", "from 0.1 to 5"},
        {"blink.ma=1", "called 'blink.ma=1'"}, {",", "called ''"},
        {"blink.max=1,x", "called 'x'"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        facs_error error;
        facs_parameters p;
        assert_int_equal(facs_parameters_set(&p, wrong[i][0], &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_USAGE);
        if (!strstr(error.text, wrong[i][1]))
            fail_msg("%s, expected: %s", error.text, wrong[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(a_caller_changes_some),
        cmocka_unit_test(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
