/* Nods, shakes, gaze aversions and talking whose course is known. */
#include "made_result.h"
#include "made_table.h"

#include "cmocka_all.h"

#include <math.h>
#include <string.h>

#define POSE   "AU12_r,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz"
#define DEGREE (3.14159265358979323846 / 180)
#define TWO_PI (2 * 3.14159265358979323846)
#define LIPS                                                                                       \
    "AU12_r,x_36,y_36,x_45,y_45,x_61,y_61,x_67,y_67,x_62,y_62,x_66,y_66,x_63,y_63,x_65,y_65"

/* Two and a half nods of 8 degrees at 2 Hz; one slow bow; three and a half turns of 10 degrees. */
static double moving_head(double time, int column)
{
    if (column == 4) {
        const double nods = time > 2 && time < 3.25 ? 4 * (1 - cos(TWO_PI * 2 * (time - 2))) : 0;
        return DEGREE * (nods + 15 * trapezium(time, 5, 6, 7, 8));
    }
    if (column == 5)
        return DEGREE * (time > 9 && time < 11 ? 5 * sin(TWO_PI * 1.5 * (time - 9)) : 0);
    return 0;
}

static void nods_and_shakes(void **state)
{
    (void)state;
    static const double rates[] = {15, 30, 240};
    for (int r = 0; r < 3; r++) {
        facs_events *events =
            events_of_table(&(made_table){POSE, rates[r], 13, moving_head}, "nod,shake");
        assert_int_equal(facs_events_count(events), 2);
        const facs_event nod = event_of(events, 0), shake = event_of(events, 1);
        assert_string_equal(nod.kind, "nod");
        assert_true(nod.onset > 1.9 && nod.onset < 2.2 && fabs(nod.offset - 3.25) < 0.15);
        assert_true(fabs(nod.peak - 8) < 0.5 && nod.count >= 3);
        assert_string_equal(shake.kind, "shake");
        assert_true(shake.onset > 8.9 && shake.offset < 11.1 && fabs(shake.peak - 10) < 1);
        facs_events_close(&events);
    }
}

/* Mostly 20 degrees to the left of the camera; away from that for a second, and for a moment. */
static double looking(double time, int column)
{
    if (column == 0)
        return 0;
    const double away = (time > 4 && time < 5) || (time > 7 && time < 7.15) ? 18 : 0;
    return column == 1 ? DEGREE * (-20 + away) : DEGREE * (0.5 * sin(40 * time));
}

static void gaze_leaves_its_usual_direction(void **state)
{
    (void)state;
    facs_events *events = events_of_table(
        &(made_table){"AU12_r,gaze_angle_x,gaze_angle_y", 30, 10, looking}, "gaze_away");
    assert_int_equal(facs_events_count(events), 1);
    const facs_event e = event_of(events, 0);
    assert_true(fabs(e.onset - 4) < 0.1 && fabs(e.offset - 5) < 0.1 && fabs(e.peak - 18) < 1);
    facs_events_close(&events);
}

/* Eyes 100 pixels apart; 4 syllables a second from 2 to 5 s; a yawn from 7 to 9 s. A smile while
 * talking. */
static double talking(double time, int column)
{
    const double open = time > 2 && time < 5 ? 3 * (1 - cos(TWO_PI * 4 * (time - 2)))
                                             : 20 * trapezium(time, 7, 7.8, 8.2, 9);
    if (column == 0)
        return 3 * trapezium(time, 3, 3.3, 4.5, 4.8);
    if (column < 5)
        return column == 1 ? 100 : column == 3 ? 200 : 100;
    return column % 2 == 1 ? 150 : 200 + (column % 4 == 0 ? open : 0);
}

static void syllables_are_talking_and_mark_the_mouth(void **state)
{
    (void)state;
    facs_events *events = events_of_table(&(made_table){LIPS, 30, 10, talking}, "talking,smile");
    assert_int_equal(facs_events_count(events), 2);
    const facs_event talk = event_of(events, 0), smile = event_of(events, 1);
    assert_string_equal(talk.kind, "talking");
    assert_true(fabs(talk.onset - 2) < 0.15 && fabs(talk.offset - 5) < 0.15);
    assert_true(fabs(talk.peak - 4) < 0.4 && talk.count == 12);
    assert_string_equal(smile.kind, "smile");
    assert_int_equal(smile.flags, FACS_EVENT_DURING_TALKING);
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(nods_and_shakes),
        IN_FOLDER(gaze_leaves_its_usual_direction),
        IN_FOLDER(syllables_are_talking_and_mark_the_mouth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
