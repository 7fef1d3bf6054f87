/* Blinks of eyes whose opening is known: at any rate, with slow lids, gaze down and gaps. */
#include "made_lids.h"
#include "made_result.h"

#include "cmocka_all.h"
#include "folder.h"

#include <facs/answers.h>

#include <math.h>

/* A blink: closing in 90 ms, closed for 40 ms, opening in 170 ms (VanderWerf et al. 2003). */
static double blink(double time, double at)
{
    const double t = time - at;
    if (t < 0 || t > 0.3)
        return 0;
    return t < 0.09 ? t / 0.09 : t < 0.13 ? 1 : 1 - (t - 0.13) / 0.17;
}

static double six_blinks(double time, int side)
{
    static const double at[] = {0.9, 2.31, 4.02, 4.5, 7.77, 9.3};
    double closed = 0;
    (void)side;
    for (int i = 0; i < 6; i++)
        closed = fmax(closed, blink(time, at[i]));
    return (10 - 0.1 * time) * (1 - 0.5 * closed); /* the lids sink slowly; a fit shows half */
}

static facs_events *events_of(const made_eyes *eyes)
{
    facs_events *events;
    facs_error error;
    facs_events_options options;
    facs_default_events_options(&options);
    options.kinds = "blink";
    write_made_eyes(in_folder("eyes.csv"), eyes);
    if (facs_events_read(&events, in_folder("eyes.csv"), &options, &error) < 0)
        fail_msg("%s", error.text);
    return events;
}

static void blinks_are_found_at_any_rate(void **state)
{
    (void)state;
    static const double rates[] = {15, 25, 30, 60, 240};
    for (int r = 0; r < 5; r++) {
        facs_events *events = events_of(&(made_eyes){rates[r], 12, six_blinks});
        facs_event e = {.size = sizeof(e)};
        assert_int_equal(facs_events_count(events), 6);
        assert_int_equal(facs_events_get(events, 1, &e), 0);
        /* Onset and offset at a tenth of the depth, to a row and a half. */
        assert_true(fabs(e.onset - 2.319) < 1.5 / rates[r]);
        assert_true(fabs(e.offset - 2.593) < 1.5 / rates[r]);
        assert_true(e.onset <= e.closed_from && e.closed_from <= e.apex);
        assert_true(e.apex <= e.closed_to && e.closed_to <= e.offset);
        facs_events_close(&events);
    }
}

static double looks_down(double time, int side)
{
    (void)side;
    return time > 3 && time < 6 ? 7 : 10;
}

static void looking_down_is_no_blink(void **state)
{
    (void)state;
    facs_events *events = events_of(&(made_eyes){30, 10, looks_down});
    assert_int_equal(facs_events_count(events), 0);
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(blinks_are_found_at_any_rate),
        IN_FOLDER(looking_down_is_no_blink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
