/* Which face is which, with people made up by the tests: a person is a path and a look. */
#include "landmarks/roster.h"

#include "base/error.h"
#include "cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define RATE   30.0 /* frames a second */
#define PEOPLE 4
#define NOBODY (-1)

typedef struct person {
    float x, y, size; /* of the spot; faces are four wide */
    int visible;
    float score;
} person;

typedef struct scene {
    facs_roster roster;
    facs_roster_means means;
    person people[PEOPLE];
    int on[FACS_MAX_FACES + 1]; /* which person the follower of a place is on */
    int looks_like[PEOPLE];     /* whose look a person has now */
    int known[FACS_MAX_FACES];  /* by number: whose face was learnt */
    int steals;                 /* a follower whose person has gone jumps to the nearest other */
    int detected, started, fails;
    int begun, followed; /* followers, in this frame */
    double time;
} scene;

static facs_detection detection_of(const person *p)
{
    /* Five points with p's centre, and its size as their root mean square distance. */
    static const float unit[5][2] = {{-1, -0.5F}, {1, -0.5F}, {0, 0}, {-1, 0.5F}, {1, 0.5F}};
    facs_detection seen = {
        .score = p->score,
        .box = {p->x - 2 * p->size, p->y - 2 * p->size, 4 * p->size, 4 * p->size}};
    for (int i = 0; i < 5; i++) {
        seen.points[2 * i] = p->x + p->size * unit[i][0];
        seen.points[2 * i + 1] = p->y + p->size * unit[i][1];
    }
    return seen;
}

static facs_spot spot_of(const person *p)
{
    return (facs_spot){p->x, p->y, p->size};
}

static int detect(void *self, facs_detection *seen, int max, facs_error *error)
{
    scene *s = self;
    int count = 0;
    assert_true(max >= PEOPLE);
    s->detected++;
    if (s->fails)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EIO, "the network broke");
    for (int i = 0; i < PEOPLE; i++)
        if (s->people[i].visible)
            seen[count++] = detection_of(&s->people[i]);
    return count;
}

static int nearest(const scene *s, const person *to)
{
    int best = NOBODY;
    float min = INFINITY;
    for (int i = 0; i < PEOPLE; i++) {
        float distance = hypotf(s->people[i].x - to->x, s->people[i].y - to->y);
        if (s->people[i].visible && distance < min) {
            min = distance;
            best = i;
        }
    }
    return best;
}

static void begin_following(void *self, int place)
{
    scene *s = self;
    assert_int_equal(s->followed, 0); /* all are begun first */
    assert_true(s->roster.place[place].seen);
    s->begun++;
}

static int follow(void *self, int place, facs_spot *spot)
{
    scene *s = self;
    int *on = &s->on[place];
    s->followed++;
    assert_int_not_equal(*on, NOBODY);
    if (!s->people[*on].visible) {
        *on = s->steals ? nearest(s, &s->people[*on]) : NOBODY;
        if (*on == NOBODY)
            return 0;
    }
    *spot = spot_of(&s->people[*on]);
    return 1;
}

static int start(void *self, const facs_detection *seen, facs_spot *spot)
{
    scene *s = self;
    const person there = {.x = seen->points[4], .y = seen->points[5]};
    s->started++;
    s->on[s->roster.max] = nearest(s, &there);
    *spot = spot_of(&s->people[s->on[s->roster.max]]);
    return 1;
}

static float likeness(void *self, int place, int other)
{
    scene *s = self;
    return s->looks_like[s->on[place]] == s->known[s->roster.place[other].id] ? 0.8F : 0.4F;
}

static void take_up(void *self, int place)
{
    scene *s = self;
    const int id = s->roster.place[place].id;
    s->on[place] = s->on[s->roster.max];
    if (s->known[id] == NOBODY)
        s->known[id] = s->on[place];
}

/* Person i is at 200 * i + 100, and visible if i < visible; later ones are smaller. */
static void begin(scene *s, int max, int visible)
{
    memset(s, 0, sizeof(*s));
    s->means = (facs_roster_means){.self = s,
                                   .detect = detect,
                                   .begin = begin_following,
                                   .follow = follow,
                                   .start = start,
                                   .likeness = likeness,
                                   .take_up = take_up};
    for (int i = 0; i < PEOPLE; i++) {
        s->people[i] = (person){200 * (float)i + 100, 100, 20 - (float)i, i < visible, 0.99F};
        s->looks_like[i] = i;
    }
    for (int i = 0; i < FACS_MAX_FACES; i++)
        s->known[i] = s->on[i] = NOBODY;
    facs_roster_begin(&s->roster, &s->means, max, 5);
}

static void next(scene *s, int frames)
{
    facs_error error;
    for (int n = 0; n < frames; n++) {
        s->begun = s->followed = 0;
        assert_int_equal(facs_roster_next(&s->roster, s->time, 0, &error), 0);
        assert_int_equal(s->begun, s->followed);
        s->time += 1 / RATE;
        for (int i = 1; i < s->roster.count; i++) /* the rows are in order of the numbers */
            assert_true(s->roster.place[s->roster.order[i - 1]].id <
                        s->roster.place[s->roster.order[i]].id);
    }
}

/* Returns the person that number id is on in this frame. */
static int who(const scene *s, int id)
{
    for (int i = 0; i < s->roster.count; i++) {
        const int place = s->roster.order[i];
        if (s->roster.place[place].id == id)
            return s->roster.place[place].seen ? s->on[place] : NOBODY;
    }
    return NOBODY;
}

/* Number 0 exists from the first frame on, without a face; then the largest faces come first. */
static void test_numbers(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 0);
    next(&s, 7);
    assert_int_equal(s.roster.count, 1);
    assert_int_equal(who(&s, 0), NOBODY);
    assert_int_equal(s.detected, 7); /* with nobody there, every frame is searched */
    s.people[2].visible = s.people[0].visible = s.people[1].visible = 1;
    next(&s, 1);
    assert_int_equal(s.roster.count, 3);
    for (int id = 0; id < 3; id++)
        assert_int_equal(who(&s, id), id);
}

/* A new face is noticed within the detector's period; without room the detector need not run. */
static void test_when_the_detector_runs(void **state)
{
    (void)state;
    scene s;
    begin(&s, 3, 2);
    next(&s, 51);
    assert_int_equal(s.detected, 1 + 10);
    s.people[2].visible = 1;
    next(&s, 5);
    assert_int_equal(who(&s, 2), 2);
    s.detected = 0;
    next(&s, 50);
    assert_int_equal(s.detected, 0); /* all three places are taken, and nobody is lost */
    s.people[1].visible = 0;
    next(&s, 20);
    assert_int_equal(s.detected, 20);
    assert_int_equal(s.started, 3); /* a followed face is not started again */
}

/* One person walks behind the other and comes out on the other side, half a second later. */
static void test_crossing(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 2);
    for (int n = 0; n < 60; n++) {
        s.people[1].x = 300 - 400 * (float)n / 60; /* 13 sizes a second; person 0 is at 100 */
        s.people[1].visible = fabsf(s.people[1].x - 100) > 50;
        next(&s, 1);
        assert_int_equal(who(&s, 0), 0);
        assert_int_equal(who(&s, 1), s.people[1].visible ? 1 : NOBODY);
        assert_int_equal(s.roster.count, 2);
    }
}

/* The follower of the hidden person jumps to the other's face, which keeps only its own number. */
static void test_two_followers_on_one_face(void **state)
{
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        scene s;
        begin(&s, 8, 2);
        s.people[1].x = 160; /* beside person 0 */
        s.steals = 1;
        next(&s, 10);
        s.people[hidden].visible = 0;
        next(&s, 10);
        assert_int_equal(who(&s, hidden), NOBODY);
        assert_int_equal(who(&s, 1 - hidden), 1 - hidden);
        s.people[hidden].visible = 1;
        next(&s, 1);
        assert_int_equal(who(&s, 0), 0);
        assert_int_equal(who(&s, 1), 1);
        assert_int_equal(s.roster.count, 2);
    }
}

/* Both vanish for a second, and each comes back in the other's place. */
static void test_the_look_decides(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 2);
    s.people[1].x = 260;
    next(&s, 30);
    s.people[0].visible = s.people[1].visible = 0;
    next(&s, 30);
    s.people[0].x = 260;
    s.people[1].x = 100;
    s.people[0].visible = s.people[1].visible = 1;
    next(&s, 1);
    assert_int_equal(who(&s, 0), 0);
    assert_int_equal(who(&s, 1), 1);
    assert_int_equal(s.roster.count, 2);
}

/* Someone else appears where a face was lost: after half a second of doubt, it is a new face. */
static void test_someone_else(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 1);
    next(&s, 30);
    s.people[0].visible = 0;
    next(&s, 60);
    s.people[3].x = 110;
    for (int n = 0; n < 40; n++) { /* a half-hidden face is a face only now and then */
        s.people[3].visible = n % 3 == 0;
        next(&s, 1);
    }
    assert_int_equal(s.roster.count, 1);
    s.people[3].visible = 1;
    next(&s, 14);
    assert_int_equal(s.roster.count, 1);
    assert_int_equal(who(&s, 0), NOBODY);
    next(&s, 2);
    assert_int_equal(s.roster.count, 2);
    assert_int_equal(who(&s, 0), NOBODY);
    assert_int_equal(who(&s, 1), 3);
}

/* A lost person comes back turned away, resembling nobody, and then looks like himself again. */
static void test_doubt(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 1);
    next(&s, 30);
    s.people[0].visible = 0;
    next(&s, 60);
    s.people[0].visible = 1;
    s.looks_like[0] = NOBODY - 1;
    next(&s, 10);
    assert_int_equal(who(&s, 0), NOBODY);
    s.looks_like[0] = 0;
    next(&s, 1);
    assert_int_equal(who(&s, 0), 0);
    assert_int_equal(s.roster.count, 1);
}

/* When all places are taken, nobody new is followed until a face has been lost for 5 seconds. */
static void test_places(void **state)
{
    (void)state;
    scene s;
    begin(&s, 2, 4);
    next(&s, 30);
    assert_int_equal(s.roster.count, 2);
    assert_int_equal(who(&s, 0), 0);
    assert_int_equal(who(&s, 1), 1);
    s.people[0].visible = 0;
    next(&s, 149);
    assert_int_equal(s.roster.count, 2);
    assert_int_equal(who(&s, 0), NOBODY);
    next(&s, 7);                         /* the detector's period */
    assert_int_equal(s.roster.count, 2); /* number 2 has taken the place of number 0 */
    assert_int_equal(who(&s, 1), 1);
    assert_int_equal(who(&s, 2), 2);
    s.people[0].visible = 1; /* too late, and no room */
    next(&s, 30);
    assert_int_equal(who(&s, 2), 2);
    assert_int_equal(s.roster.next_id, 3);
}

/* A doubtful detection starts nothing new, but brings back a lost face. */
static void test_doubtful_detections(void **state)
{
    (void)state;
    scene s;
    begin(&s, 8, 1);
    s.people[0].score = 0.6F;
    next(&s, 10);
    assert_int_equal(who(&s, 0), NOBODY);
    s.people[0].score = 0.9F;
    next(&s, 1);
    assert_int_equal(who(&s, 0), 0);
    s.people[0].visible = 0;
    next(&s, 3);
    s.people[0].visible = 1;
    s.people[0].score = 0.6F;
    next(&s, 1);
    assert_int_equal(who(&s, 0), 0);
}

static void test_a_failure_is_passed_on(void **state)
{
    (void)state;
    scene s;
    facs_error error;
    begin(&s, 8, 1);
    s.fails = 1;
    assert_int_equal(facs_roster_next(&s.roster, 0, 0, &error), -EIO);
    assert_string_equal(error.text, "the network broke");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_when_the_detector_runs),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_two_followers_on_one_face),
        cmocka_unit_test(test_the_look_decides),
        cmocka_unit_test(test_someone_else),
        cmocka_unit_test(test_doubt),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_doubtful_detections),
        cmocka_unit_test(test_a_failure_is_passed_on),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
