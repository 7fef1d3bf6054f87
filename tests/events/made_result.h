/* Results for the report's tests, as text and as recordings. Every function fails the test if it
 * cannot do its job. */
#ifndef FACS_TESTS_MADE_RESULT_H
#define FACS_TESTS_MADE_RESULT_H

#include "events/series.h"

/* Reads this text as a CSV, in the test's folder (make_clip.h). */
facs_recording recording_of(const char *text);

/* The same for a CSV that must be refused with -EINVAL and these words. */
void assert_recording_refused(const char *text, const char *words);

int made_result_set_up(void **state);
int made_result_tear_down(void **state);

#define IN_FOLDER(test)                                                                            \
    cmocka_unit_test_setup_teardown(test, made_result_set_up, made_result_tear_down)

#endif
