/* facs/answers.h: reading, kinds and writing. */
#include "events/list.h"

#include "made_lids.h"
#include "made_result.h"

#include "cmocka_all.h"
#include "folder.h"

#include <facs/answers.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static double one_blink(double time, int side)
{
    (void)side;
    return time >= 1 && time <= 1.15 ? 5 : 10;
}

static void a_table_of_events(void **state)
{
    (void)state;
    facs_events *events;
    facs_error error;
    facs_events_options options;
    char text[1000];
    facs_default_events_options(&options);
    write_made_eyes(in_folder("eyes.csv"), &(made_eyes){20, 3, one_blink});
    assert_int_equal(facs_events_read(&events, in_folder("eyes.csv"), &options, &error), 0);
    assert_int_equal(facs_events_write(events, in_folder("events.csv"), &error), 0);
    FILE *file = fopen(in_folder("events.csv"), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    assert_string_equal(
        text, "face_id,kind,onset,apex,offset,duration,peak,left,right,closed_from,closed_to,count,"
              "flags,onset_frame,apex_frame,offset_frame,closed_from_frame,closed_to_frame\n"
              "0,blink,0.950,1.000,1.200,0.250,1.000,1.000,1.000,1.000,1.150,1,,20,21,25,21,24\n");
    assert_int_equal(facs_events_write(events, in_folder("events.doc"), &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    facs_event event = {.size = sizeof(event)};
    assert_int_equal(facs_events_get(events, 1, &event), -ERANGE);
    facs_events_close(&events);
}

static void kinds_are_named(void **state)
{
    (void)state;
    facs_event_kind kind = {.size = sizeof(kind)};
    facs_events *events;
    facs_error error;
    facs_events_options options;
    int count = 0;
    for (; facs_event_kind_get(count, &kind) == 0; count++)
        assert_true(kind.name && kind.unit && strlen(kind.meaning) > 0);
    assert_int_equal(count, FACS_KINDS);
    assert_string_equal(kind.name, "AU45");
    facs_default_events_options(&options);
    options.kinds = "blink,AU,AU99";
    write_made_eyes(in_folder("eyes.csv"), &(made_eyes){20, 3, one_blink});
    assert_int_equal(facs_events_read(&events, in_folder("eyes.csv"), &options, &error), -EINVAL);
    assert_non_null(strstr(error.text, "AU99"));
    assert_null(events);
}

static void flags_are_named(void **state)
{
    (void)state;
    for (unsigned flag = 1; flag & FACS_EVENT_ALL_FLAGS; flag <<= 1)
        assert_non_null(facs_event_flag_name(flag));
    assert_null(facs_event_flag_name(FACS_EVENT_ALL_FLAGS + 1));
    assert_null(facs_event_flag_name(3));
    assert_string_equal(facs_event_flag_name(FACS_EVENT_PARTIAL), "partial");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_table_of_events),
        IN_FOLDER(kinds_are_named),
        cmocka_unit_test(flags_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
