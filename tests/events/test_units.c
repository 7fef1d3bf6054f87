/* Action Units, smiles and frowns whose course is known. */
#include "made_result.h"
#include "made_table.h"

#include "cmocka_all.h"

#include <math.h>
#include <string.h>

/* As the models see it: nothing of what is weaker than a fifth. */
static double cut_off(double activation)
{
    return activation < 0.2 ? 0 : 4 * (activation - 0.2);
}

static double two_smiles(double time, int column)
{
    if (column == 1) /* AU06: in the second only */
        return cut_off(trapezium(time, 5.1, 5.6, 7, 7.5));
    return cut_off(fmax(trapezium(time, 1, 1.6, 2.5, 3.1), trapezium(time, 5, 5.6, 7, 7.6)));
}

/* Onset and offset are where the movement begins, not where the models begin to see it: to a frame
 * and a half, and what the cut takes away from the peak. */
static void onsets_are_where_movements_begin(void **state)
{
    (void)state;
    static const double rates[] = {10, 25, 60, 240};
    for (int r = 0; r < 4; r++) {
        const double slack = 1.5 / rates[r] + 0.2 * 0.6;
        facs_events *events =
            events_of_table(&(made_table){"AU12_r,AU06_r", rates[r], 9, two_smiles}, "AU12");
        assert_int_equal(facs_events_count(events), 2);
        const facs_event e = event_of(events, 0);
        assert_true(fabs(e.onset - 1) < slack && fabs(e.offset - 3.1) < slack);
        assert_true(e.apex > 1.4 && e.apex <= 1.6 + slack && fabs(e.peak - 3.2) < 0.35);
        assert_int_equal(e.flags, 0);
        facs_events_close(&events);
    }
}

static void smiles_with_and_without_raised_cheeks(void **state)
{
    (void)state;
    facs_events *events =
        events_of_table(&(made_table){"AU12_r,AU06_r", 30, 9, two_smiles}, "smile");
    assert_int_equal(facs_events_count(events), 2);
    assert_int_equal(event_of(events, 0).flags, 0);
    assert_int_equal(event_of(events, 1).flags, FACS_EVENT_DUCHENNE);
    facs_events_close(&events);
}

static double with_gap(double time, int column)
{
    (void)column;
    return time > 2 && time < 3 ? (double)NAN : 2;
}

static void what_is_cut_by_gaps_says_so(void **state)
{
    (void)state;
    facs_events *events = events_of_table(&(made_table){"AU04_r", 30, 5, with_gap}, "frown");
    assert_int_equal(facs_events_count(events), 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(event_of(events, i).flags, FACS_EVENT_CUT_START | FACS_EVENT_CUT_END);
    facs_events_close(&events);
}

static double wavering(double time, int column)
{
    (void)column;
    return trapezium(time, 1, 1.2, 3, 3.2) * (1.2 + 0.5 * sin(20 * time));
}

/* Around the threshold an event does not fall to pieces; what stays below it is none. */
static void hysteresis_keeps_an_event_whole(void **state)
{
    (void)state;
    facs_events *events = events_of_table(&(made_table){"AU01_r", 30, 5, wavering}, "AU");
    assert_int_equal(facs_events_count(events), 1);
    assert_string_equal(event_of(events, 0).kind, "AU01");
    facs_events_close(&events);
}

static double sucking(double time, int column)
{
    return column == 0 ? 0 : time >= 1 && time <= 2;
}

static void au28_has_only_a_presence(void **state)
{
    (void)state;
    facs_events *events = events_of_table(&(made_table){"AU12_r,AU28_c", 30, 5, sucking}, NULL);
    assert_int_equal(facs_events_count(events), 1);
    assert_string_equal(event_of(events, 0).kind, "AU28");
    assert_true(isnan(event_of(events, 0).peak));
    facs_events_close(&events);
}

static double by_presence(double time, int column)
{
    return column == 0 ? 0.1 : (time >= 1 && time <= 2) || (time >= 4 && time <= 4.2);
}

/* The corrected presence is enough, where it is 1 for longer than a blink. */
static void what_only_the_corrected_presence_sees(void **state)
{
    (void)state;
    facs_events *events =
        events_of_table(&(made_table){"AU04_r,AU04_p", 30, 6, by_presence}, "frown,AU04");
    assert_int_equal(facs_events_count(events), 2);
    const facs_event e = event_of(events, 0);
    assert_true(fabs(e.onset - 1) < 0.1 && fabs(e.offset - 2) < 0.1 && fabs(e.peak - 0.1) < 1e-6);
    assert_string_equal(event_of(events, 1).kind, "frown");
    facs_events_close(&events);
}

/* AU10 by its presence, late and too short; the wings of the nose rise by 3 %, then by 1 %. */
static double lifted_lip(double time, int column)
{
    if (column == 0)
        return 0.1;
    if (column == 1)
        return (time >= 1.2 && time <= 2.2) || (time >= 5.2 && time <= 6.2);
    return 3 * trapezium(time, 1, 1.4, 2, 2.4) + trapezium(time, 5, 5.4, 6, 6.4);
}

static void points_tell_onset_and_offset_if_they_move_enough(void **state)
{
    (void)state;
    const double edges[2][2] = {{1, 2.4}, {5.2, 6.2}};
    facs_events *events = events_of_table(
        &(made_table){"AU10_r,AU10_p,nose_wing_left,nose_wing_right", 60, 8, lifted_lip}, "AU10");
    assert_int_equal(facs_events_count(events), 2);
    for (int i = 0; i < 2; i++) {
        const facs_event e = event_of(events, i);
        assert_true(fabs(e.onset - edges[i][0]) < 2 / 60.0);
        assert_true(fabs(e.offset - edges[i][1]) < 2 / 60.0);
    }
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(onsets_are_where_movements_begin),
        IN_FOLDER(smiles_with_and_without_raised_cheeks),
        IN_FOLDER(what_is_cut_by_gaps_says_so),
        IN_FOLDER(hysteresis_keeps_an_event_whole),
        IN_FOLDER(au28_has_only_a_presence),
        IN_FOLDER(what_only_the_corrected_presence_sees),
        IN_FOLDER(points_tell_onset_and_offset_if_they_move_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
