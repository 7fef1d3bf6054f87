/* The collector of what is wrong with an input. */
#include "cmocka_all.h"
#include "folder.h"

#include "base/warnings.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char told[4096];

static void note_it(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    assert_int_equal(level, FACS_LOG_WARNING);
    assert_true(strlen(told) + strlen(text) + 2 < sizeof(told));
    strcat(told, text);
    strcat(told, "\n");
}

static const facs_log telling = {.write = note_it, .level = FACS_LOG_WARNING};

static facs_warnings *opened(const facs_log *log)
{
    facs_warnings *warnings;
    told[0] = '\0';
    assert_int_equal(facs_warnings_open(&warnings, "a.mp4", log), 0);
    return warnings;
}

static void tells_each_kind_once_with_count_and_first_place(void **state)
{
    (void)state;
    facs_warnings *warnings = opened(NULL);
    facs_warnings_add(warnings, FACS_WARNING_WRONG_TIMES, 4, 0.16, "it said %.1f s", 20.0);
    facs_warnings_add(warnings, FACS_WARNING_DAMAGED_FRAMES, 17, 0.68, NULL);
    facs_warnings_add(warnings, FACS_WARNING_DAMAGED_FRAMES, 18, 0.72, "not kept");
    facs_warnings_add_many(warnings, FACS_WARNING_LOST_FRAMES, 3, NAN, NULL);
    assert_string_equal(told, "");
    assert_int_equal(facs_warnings_kinds(warnings), 3);
    assert_int_equal(facs_warnings_count(warnings, FACS_WARNING_DAMAGED_FRAMES), 2);
    assert_int_equal(facs_warnings_count(warnings, FACS_WARNING_CUT_SHORT), 0);
    facs_warnings_tell(warnings, &telling);
    assert_string_equal(
        told, "a.mp4: 2 frames are damaged: do not trust their values (first at frame "
              "18, 0.680 s)\n"
              "a.mp4: 3 frames are missing from the input\n"
              "a.mp4: 1 frame had a wrong time, which was corrected (at frame 5, 0.160 s; "
              "it said 20.0 s)\n");
    facs_warnings_close(&warnings);
    assert_null(warnings);
}

static void lists_runs_of_frames(void **state)
{
    (void)state;
    facs_warnings *warnings = opened(NULL);
    facs_warning warning;
    const int64_t frames[] = {3, 4, 5, 9, 9, 11};
    for (int i = 0; i < 6; i++)
        facs_warnings_add(warnings, FACS_WARNING_DAMAGED_FRAMES, frames[i], NAN, NULL);
    assert_int_equal(facs_warnings_get(warnings, 0, &warning), 0);
    assert_string_equal(warning.code, "damaged-frames");
    assert_int_equal(warning.count, 6);
    assert_int_equal(warning.first_frame, 3);
    assert_int_equal(warning.range_count, 3);
    assert_int_equal(warning.ranges[0][0], 3);
    assert_int_equal(warning.ranges[0][1], 5);
    assert_int_equal(warning.ranges[1][0], 9);
    assert_int_equal(warning.ranges[1][1], 9);
    assert_int_equal(warning.ranges[2][0], 11);
    assert_true(warning.ranges_whole);
    for (int i = 0; i < 2 * FACS_WARNING_RANGES; i++)
        facs_warnings_add(warnings, FACS_WARNING_DAMAGED_FRAMES, 20 + 2 * i, NAN, NULL);
    assert_int_equal(facs_warnings_get(warnings, 0, &warning), 0);
    assert_int_equal(warning.range_count, FACS_WARNING_RANGES);
    assert_false(warning.ranges_whole);
    assert_int_equal(facs_warnings_get(warnings, 1, &warning), -ERANGE);
    facs_warnings_close(&warnings);
}

static void a_live_run_is_told_at_once(void **state)
{
    (void)state;
    facs_warnings *warnings = opened(&telling);
    facs_warnings_add(warnings, FACS_WARNING_SIZE_CHANGE, 30, NAN, "%dx%d", 320, 240);
    facs_warnings_add(warnings, FACS_WARNING_SIZE_CHANGE, 31, NAN, NULL);
    assert_string_equal(told,
                        "a.mp4: 1 frame has a different size and was scaled to that of the first "
                        "(at frame 31; 320x240)\n");
    facs_warnings_close(&warnings);
}

/* Every kind has its code and its sentence, and a long detail does not push them out. */
static void every_kind_has_words(void **state)
{
    (void)state;
    char longest[1000];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    facs_warnings *warnings = opened(NULL);
    for (int kind = 0; kind < FACS_WARNINGS; kind++) {
        facs_warnings_add(warnings, (facs_warning_kind)kind, 7, 0.5, "%s", longest);
        facs_warnings_add_many(warnings, (facs_warning_kind)kind, 1234566, NAN, NULL);
    }
    assert_int_equal(facs_warnings_kinds(warnings), FACS_WARNINGS);
    for (int i = 0; i < FACS_WARNINGS; i++) {
        facs_warning warning;
        assert_int_equal(facs_warnings_get(warnings, i, &warning), 0);
        assert_true(strlen(warning.code) > 4);
        assert_non_null(strstr(warning.text, "at frame 8, 0.500 s; xxx"));
        assert_null(strchr(warning.text, '%'));
    }
    assert_int_equal(facs_warnings_status(warnings), 0);
    facs_warnings_close(&warnings);
}

/* docs/warnings.md has a row for each code. */
static void every_code_is_explained(void **state)
{
    (void)state;
    size_t count;
    char row[64];
    char *page = (char *)read_whole(FACS_SOURCE_ROOT "/"
                                                     "docs/warnings.md",
                                    &count);
    page[count] = '\0';
    for (int kind = 0; kind < FACS_WARNINGS; kind++) {
        facs_warnings *warnings = opened(NULL);
        facs_warning warning;
        facs_warnings_add(warnings, (facs_warning_kind)kind, 0, 0, NULL);
        assert_int_equal(facs_warnings_get(warnings, 0, &warning), 0);
        snprintf(row, sizeof(row), "\n| `%s` |", warning.code);
        if (!strstr(page, row))
            fail_msg("docs/warnings.md does not explain %s", warning.code);
        facs_warnings_close(&warnings);
    }
    free(page);
}

static void standard_input_has_a_name(void **state)
{
    (void)state;
    facs_warnings *warnings;
    told[0] = '\0';
    assert_int_equal(facs_warnings_open(&warnings, "-", NULL), 0);
    facs_warnings_add(warnings, FACS_WARNING_NO_FACE, -1, NAN, NULL);
    facs_warnings_tell(warnings, &telling);
    assert_string_equal(told, "standard input: no face was found in any frame\n");
    facs_warnings_close(&warnings);
}

static void without_a_collector_nothing_happens(void **state)
{
    (void)state;
    facs_warning warning;
    facs_warnings *none = NULL;
    facs_warnings_add(none, FACS_WARNING_NO_FACE, -1, NAN, NULL);
    assert_int_equal(facs_warnings_kinds(none), 0);
    assert_int_equal(facs_warnings_status(none), 0);
    assert_int_equal(facs_warnings_get(none, 0, &warning), -ERANGE);
    facs_warnings_close(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_kind_once_with_count_and_first_place),
        cmocka_unit_test(lists_runs_of_frames),
        cmocka_unit_test(a_live_run_is_told_at_once),
        cmocka_unit_test(every_kind_has_words),
        cmocka_unit_test(every_code_is_explained),
        cmocka_unit_test(standard_input_has_a_name),
        cmocka_unit_test(without_a_collector_nothing_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
