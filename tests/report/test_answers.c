/* What a page gets of events and segments. */
#include "report/answers.h"

#include "made_result.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* 10 s at 25 frames/s: AU12 is 3 from 4 to 6 s. */
static facs_recording smiling(void)
{
    static char text[16384] = "frame,timestamp,confidence,success,AU12_r,AU12_c\n";
    size_t length = strlen(text);
    for (int i = 0; i < 250; i++) {
        const int smiles = i >= 100 && i < 150;
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%d,%.2f,0.98,1,%d,%d\n",
                                   i + 1, i / 25.0, smiles ? 3 : 0, smiles);
    }
    return recording_of(text);
}

static void test_events_are_told(void **state)
{
    (void)state;
    facs_recording recording = smiling();
    json_t *facts = json_object();
    size_t i, smiles = 0;
    const json_t *row;
    assert_int_equal(facs_report_events(&facts, &recording), 0);
    const json_t *events = json_object_get(facts, "events");
    assert_true(json_array_size(events) > 0);
    assert_int_equal(json_integer_value(json_object_get(facts, "events_found")),
                     json_array_size(events));
    json_array_foreach(events, i, row)
    {
        const char *kind = json_string_value(json_array_get(row, 1));
        assert_int_equal(json_array_size(row), 11);
        assert_non_null(json_object_get(json_object_get(facts, "event_kinds"), kind));
        if (strcmp(kind, "smile") != 0)
            continue;
        smiles++;
        assert_true(fabs(json_number_value(json_array_get(row, 2)) - 4) <= 0.2);
        assert_true(fabs(json_number_value(json_array_get(row, 4)) - 6) <= 0.2);
    }
    assert_int_equal(smiles, 1);
    assert_string_equal(json_string_value(json_array_get(json_object_get(facts, "event_flags"), 1)),
                        "duchenne");
    json_decref(facts);
    facs_recording_free(&recording);
}

/* Durations in frames would mean nothing. */
static void test_without_times_there_are_none(void **state)
{
    (void)state;
    facs_recording recording = recording_of("frame,success,AU12_r\n1,1,0\n2,1,3\n3,1,3\n4,1,0\n");
    json_t *facts = json_object();
    assert_int_equal(facs_report_events(&facts, &recording), 0);
    assert_int_equal(json_array_size(json_object_get(facts, "events")), 0);
    json_decref(facts);
    facs_recording_free(&recording);
}

static void test_segments_of_this_recording(void **state)
{
    (void)state;
    static const char text[] = "pattern,start,end,label\na.mp4,1,2,rest\nb.mp4,3,4,task\n"
                               "a.mp4,5,6,</script>\n";
    facs_error error;
    json_t *facts = json_object();
    write_file(in_folder("segments.csv"), text, strlen(text));
    assert_int_equal(
        facs_report_segments(&facts, in_folder("segments.csv"), "/x/a.mp4", "a.csv", &error), 0);
    json_t *expected = json_loads("[[\"rest\", 1.0, 2.0], [\"</script>\", 5.0, 6.0]]", 0, NULL);
    assert_true(json_equal(json_object_get(facts, "segments"), expected));
    json_decref(expected);
    assert_true(facs_report_segments(&facts, in_folder("absent.csv"), NULL, "a.csv", &error) < 0);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    json_decref(facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_are_told),
        cmocka_unit_test(test_without_times_there_are_none),
        cmocka_unit_test(test_segments_of_this_recording),
    };
    return cmocka_run_group_tests(tests, made_result_set_up, made_result_tear_down);
}
