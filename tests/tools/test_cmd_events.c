/* facs events and facs extract --events: where events are written, and what is refused. */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char table[] = "frame,timestamp,success,AU12_r\n1,0,1,0\n2,0.2,1,2\n3,0.4,1,3\n"
                            "4,0.6,1,3\n5,0.8,1,2\n6,1,1,0\n";
static const char smile[] = "0,smile,0.000,0.400,1.000,1.000,3.000,";

static void assert_events(const char *arguments, const char *path, const char *words)
{
    outcome o = run_facs(arguments);
    if (o.status != 0 || o.err[0] || o.out[0])
        fail_msg("facs %s: status %d: %s%s", arguments, o.status, o.out, o.err);
    outcome_free(&o);
    char *text = read_text(scratch(path));
    if (!strstr(text, words))
        fail_msg("%s does not say %s but %s", path, words, text);
    free(text);
    assert_int_equal(unlink(scratch(path)), 0);
}

static void test_where_events_are_written(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("b.csv"), table);
    assert_events("events a.csv", "a_events.csv", smile);
    assert_events("events a.csv -o new/of/other.csv", "new/of/other.csv", smile);
    assert_events("events a.csv --format eaf", "a_events.eaf", "TIER_ID=\"smile\"");
    assert_events("events a.csv b.csv --format txt", "b_events.txt", "smile");
    assert_events("events a.csv -o x.TextGrid", "x.TextGrid", "name = \"smile\"");
    assert_events("events a.csv -o x.boris", "x.boris", "\"code\": \"smile\"");
    assert_events("events a.csv --kinds AU12 --parameters au.high=3", "a_events.csv", "0,AU12,");
}

static void test_what_is_refused(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("a_events.csv"), table); /* of a video called a_events */
    assert_refused("events a.csv", 1, "a_events.csv exists and is not a table of events");
    assert_refused("events", 2, "facs events expects RESULT.csv...");
    assert_refused("events a.csv a.csv -o x.csv", 2, "-o is for one result");
    assert_refused("events a.csv -o x.csv --format eaf", 2, "leave out --format");
    assert_refused("events a.csv -o x.doc", 2, ".csv, .eaf, .boris, .TextGrid or .txt");
    assert_refused("events a.csv --kinds laugh", 2, "--kinds: there are no events called laugh");
    assert_refused("events a.csv --parameters blink.max=9", 2, "blink.max=VALUE");
    assert_refused("events none.csv", 1, "none.csv cannot be read");
    assert_refused("extract a.mp4 --kinds blink", 2, "--kinds is for --events: give both");
    assert_refused("extract a.mp4 --events --kinds laugh", 2, "called laugh");
    assert_int_equal(unlink(scratch("a_events.csv")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_where_events_are_written, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_refused, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
