/*
 * A test program speaks TAP to Meson: a plan, and "ok" or "not ok" for each function once it has
 * ended, so that a crash leaves too few of them. That alone is on standard output. What cmocka has
 * to say, the tests and the commands that they start goes to standard error. cmocka's own TAP will
 * not do: it calls a skipped test "not ok" (1.1.7) and shares the stream with whatever a test
 * prints. Comes with cmocka_all.h.
 */
#ifndef FACS_TESTS_TAP_H
#define FACS_TESTS_TAP_H

/* As cmocka's function of that name; cmocka_run_group_tests() comes here. Returns the number of
 * tests that failed. */
int tap_run(const char *group, const struct CMUnitTest *tests, size_t count,
            CMFixtureFunction set_up, CMFixtureFunction tear_down);

/* Before cmocka's skip(), which leaves the test. */
void tap_note_skip(void);

#undef cmocka_run_group_tests
#undef cmocka_run_group_tests_name
#undef skip
#define cmocka_run_group_tests(tests, set_up, tear_down)                                           \
    cmocka_run_group_tests_name(#tests, tests, set_up, tear_down)
#define cmocka_run_group_tests_name(name, tests, set_up, tear_down)                                \
    tap_run(name, tests, sizeof(tests) / sizeof((tests)[0]), set_up, tear_down)
#define skip() (tap_note_skip(), _skip(__FILE__, __LINE__))

/* For main(): skips the whole program, with a reason. Returns its exit status. */
int tap_skip_all(const char *why);

#endif
