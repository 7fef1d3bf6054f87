/* Blinks and longer closures of eyes whose opening is known: at any rate, with slow lids, gaze down
 * and narrowed by a smile. */
#include "made_lids.h"
#include "made_result.h"

#include "cmocka_all.h"
#include "folder.h"

#include <facs/answers.h>

#include <math.h>
#include <string.h>

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

static facs_events *events_of(const made_eyes *eyes, const char *kinds)
{
    facs_events *events;
    facs_error error;
    facs_events_options options;
    facs_default_events_options(&options);
    options.kinds = kinds;
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
        facs_events *events = events_of(&(made_eyes){rates[r], 12, six_blinks}, "blink");
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
    facs_events *events = events_of(&(made_eyes){30, 10, looks_down}, "blink");
    assert_int_equal(facs_events_count(events), 0);
    facs_events_close(&events);
}

static double dozes(double time, int side)
{
    double closed = fmax(blink(time, 1), blink(time, 2.5));
    (void)side;
    /* Closing in half a second, closed for two, opening in 0.3 s; and until the end. */
    closed = fmax(closed, time < 4     ? 0
                          : time < 6.5 ? fmin((time - 4) / 0.5, 1)
                                       : 1 - (time - 6.5) / 0.3);
    closed = fmax(closed, blink(time, 8.2));
    closed = fmax(closed, time < 11 ? 0 : fmin((time - 11) / 0.1, 1));
    return 10 * (1 - 0.5 * closed);
}

/* Eyes that stay closed are neither blinks nor lost, at the end of the recording as well. */
static void eyes_that_stay_closed_are_no_blink(void **state)
{
    (void)state;
    static const double rates[] = {10, 30, 240};
    for (int r = 0; r < 3; r++) {
        facs_events *events = events_of(&(made_eyes){rates[r], 13, dozes}, "blink,eyes_closed");
        facs_event e = {.size = sizeof(e)};
        int blinks = 0, closures = 0;
        const double onsets[] = {4.05, 11.01}, from[] = {4.4, 11.08}, offsets[] = {6.77, 13};
        for (int i = 0; i < facs_events_count(events); i++) {
            assert_int_equal(facs_events_get(events, i, &e), 0);
            if (strcmp(e.kind, "blink") == 0) {
                blinks++;
                continue;
            }
            assert_true(closures < 2);
            assert_true(fabs(e.onset - onsets[closures]) < 1.5 / rates[r]);
            assert_true(fabs(e.closed_from - from[closures]) < 1.5 / rates[r] + 0.02);
            assert_true(fabs(e.offset - offsets[closures]) < 1.5 / rates[r]);
            assert_int_equal(e.flags, closures ? FACS_EVENT_CUT_END : 0);
            closures++;
        }
        assert_int_equal(blinks, 3);
        assert_int_equal(closures, 2);
        facs_events_close(&events);
    }
}

/* From 6 s on the eyes are narrowed by a smile; the third blink closes them, the fourth does so
 * half. */
static double smiles_and_blinks(double time, int side)
{
    const double smile = time < 6 ? 0 : fmin((time - 6) / 0.3, 1);
    const double open = 10 - 2.5 * smile, whole = fmax(blink(time, 2), blink(time, 4));
    (void)side;
    return open - (open - 5) * fmax(fmax(whole, blink(time, 9)), 0.6 * blink(time, 12));
}

static void a_blink_in_a_smile_may_be_complete(void **state)
{
    (void)state;
    facs_events *events = events_of(&(made_eyes){60, 15, smiles_and_blinks}, "blink");
    facs_event e = {.size = sizeof(e)};
    assert_int_equal(facs_events_count(events), 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(facs_events_get(events, i, &e), 0);
        assert_int_equal(e.flags, i == 3 ? FACS_EVENT_PARTIAL : 0);
        assert_true(fabs(e.peak - (i == 3 ? 0.6 : 1)) < 0.1);
    }
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(blinks_are_found_at_any_rate),
        IN_FOLDER(looking_down_is_no_blink),
        IN_FOLDER(eyes_that_stay_closed_are_no_blink),
        IN_FOLDER(a_blink_in_a_smile_may_be_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
