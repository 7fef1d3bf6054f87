/* Corrected presences: the evidence of a face against that of its own neutral face. */
#include "measure/presence.h"

#include "base/spool.h"
#include "cmocka_all.h"
#include "measure/evidence.h"

#include <errno.h>
#include <math.h>

#define FPS    30.0
#define FRAMES 900

/* Evidence of AU12 at rest: that of a person whose neutral face is not the average one. */
#define REST 0.37f

static float noise(int n)
{
    return 0.02f * (float)(n * 7919 % 11 - 5) / 5;
}

static facs_presence_frame frame(int n, float movement)
{
    facs_presence_frame out = {.time = n / FPS, .calm = 3 * movement, .state = 2};
    for (int i = 0; i < FACS_PRESENCES; i++)
        out.evidence[i] = noise(n + i);
    out.evidence[FACS_AU12_C] += REST + movement;
    return out;
}

static facs_presence_series *opened(void)
{
    facs_presence_series *series;
    assert_int_equal(facs_presence_series_open(&series), 0);
    return series;
}

static void add(facs_presence_series *series, facs_presence_frame seen)
{
    assert_int_equal(facs_presence_series_add(series, &seen), 0);
}

static float get(const facs_presence_series *series, int n, int unit)
{
    float presence[FACS_PRESENCES];
    assert_int_equal(facs_presence_series_get(series, n, presence), 0);
    return presence[unit];
}

/* AU12 moves from begin to end; everything else must stay absent. */
static void check_span(int begin, int end)
{
    facs_presence_series *series = opened();
    for (int n = 0; n < FRAMES; n++)
        add(series, frame(n, n >= begin && n < end ? 0.9f : 0));
    assert_int_equal(facs_presence_series_finish(series), 0);
    for (int n = 0; n < FRAMES; n++)
        for (int i = 0; i < FACS_PRESENCES; i++)
            assert_true(get(series, n, i) == (float)(i == FACS_AU12_C && n >= begin && n < end));
    facs_presence_series_close(&series);
}

static void test_the_neutral_face_survives_movements(void **state)
{
    (void)state;
    check_span(0, 0);                /* none */
    check_span(100, 118);            /* 2 % of the video */
    check_span(300, 300 + 6 * 90);   /* 60 % */
    check_span(0, 6 * 90);           /* from the start */
    check_span(FRAMES - 20, FRAMES); /* to the end */
}

/* It begins above the table's start and ends below 60 % of it. */
static void test_where_it_begins_and_ends(void **state)
{
    (void)state;
    const float start = facs_evidence_table[FACS_AU12_C].start;
    const float steps[] = {0.5f, 0.9f, 1.1f, 0.7f, 0.7f, 0.5f};
    facs_presence_series *series = opened();
    for (int n = 0; n < FRAMES; n++) {
        facs_presence_frame seen = frame(0, n < 60 ? start * steps[n / 10] : 0);
        seen.time = n / FPS;
        add(series, seen);
    }
    assert_int_equal(facs_presence_series_finish(series), 0);
    for (int n = 0; n < FRAMES; n++)
        assert_true(get(series, n, FACS_AU12_C) == (float)(n >= 20 && n < 50));
    facs_presence_series_close(&series);
}

/* At any frame rate: 0.15 s, except for blinks. */
static void test_short_ones_are_noise(void **state)
{
    (void)state;
    for (int fps = 10; fps <= 240; fps += 115) {
        facs_presence_series *series = opened();
        const int enough = fps * 3 / 20 + 1, few = fps * 3 / 20 - fps / 100;
        for (int n = 0; n < 20 * fps; n++) {
            facs_presence_frame seen = frame(n, 0);
            seen.time = n / (double)fps;
            if (n >= 5 * fps && n < 5 * fps + enough)
                seen.evidence[FACS_AU01_C] += 1;
            if (n >= 9 * fps && n < 9 * fps + few)
                seen.evidence[FACS_AU01_C] += 1;
            if (n == 12 * fps)
                seen.evidence[FACS_AU45_C] += 1;
            add(series, seen);
        }
        assert_int_equal(facs_presence_series_finish(series), 0);
        for (int n = 0; n < 20 * fps; n++) {
            assert_true(get(series, n, FACS_AU01_C) ==
                        (float)(n >= 5 * fps && n < 5 * fps + enough));
            assert_true(get(series, n, FACS_AU45_C) == (float)(n == 12 * fps));
        }
        facs_presence_series_close(&series);
    }
}

/* Frames without a face have no presence, and end one. Numbers that are not finite are no face. */
static void test_gaps(void **state)
{
    (void)state;
    facs_presence_series *series = opened();
    for (int n = 0; n < FRAMES; n++) {
        facs_presence_frame seen = frame(n, n >= 100 && n < 200 ? 0.9f : 0);
        if (n == 103)
            seen.evidence[3] = NAN;
        if (n == 150)
            seen.state = 0;
        add(series, seen);
    }
    assert_int_equal(facs_presence_series_finish(series), 0);
    assert_true(isnan(get(series, 103, 0)) && isnan(get(series, 150, FACS_AU12_C)));
    for (int n = 95; n < 205; n++)
        if (n != 103 && n != 150)
            assert_true(get(series, n, FACS_AU12_C) == (float)(n > 103 && n < 200));
    facs_presence_series_close(&series);
}

static void test_few_frames(void **state)
{
    (void)state;
    float presence[FACS_PRESENCES];
    facs_presence_series *series = opened();
    assert_int_equal(facs_presence_series_get(series, 0, presence), -EAGAIN);
    assert_int_equal(facs_presence_series_finish(series), 0);
    assert_int_equal(facs_presence_series_get(series, 0, presence), -ERANGE);
    facs_presence_series_close(&series);
    series = opened();
    add(series, frame(0, 2)); /* one picture: nothing is known to compare it with */
    assert_int_equal(facs_presence_series_finish(series), 0);
    assert_int_equal(facs_presence_series_add(series, &(facs_presence_frame){.state = 0}), -EPIPE);
    assert_true(isnan(get(series, 0, FACS_AU12_C)));
    assert_int_equal(facs_presence_series_get(series, -1, presence), -ERANGE);
    facs_presence_series_close(&series);
    assert_null(series);
}

static void test_live(void **state)
{
    (void)state;
    facs_presence_live *live;
    float presence[FACS_PRESENCES];
    assert_int_equal(facs_presence_live_open(&live), 0);
    for (int n = 0; n < FRAMES; n++) {
        const facs_presence_frame seen = frame(n, n >= 100 && n < 200 ? 0.9f : 0);
        facs_presence_live_add(live, &seen, presence);
        assert_true(isnan(presence[FACS_AU12_C]) == (n < 9));
        assert_true(n < 9 || presence[FACS_AU12_C] == (float)(n >= 100 && n < 200));
    }
    facs_presence_live_add(live, &(facs_presence_frame){.state = 0}, presence);
    assert_true(isnan(presence[0]));
    facs_presence_live_close(&live);
    assert_null(live);
}

#ifdef __linux__
/* The linker sends the calls here (--wrap). */
int __real_facs_spool_add(facs_spool *spool, const void *record);
int __wrap_facs_spool_add(facs_spool *spool, const void *record);

static int failing; /* the failing'th call from here on fails */

int __wrap_facs_spool_add(facs_spool *spool, const void *record)
{
    return --failing == 0 ? -ENOMEM : __real_facs_spool_add(spool, record);
}

/* From 130 on, AU12 moves by less than makes it begin: that it is present at 250 follows only from
 * what was decided before memory failed there. */
static void test_a_call_that_failed_can_be_repeated(void **state)
{
    (void)state;
    facs_presence_series *series = opened();
    for (int n = 0; n < FRAMES; n++)
        add(series, frame(n, n < 100 || n >= 400 ? 0 : n < 130 ? 0.9f : 0.22f));
    failing = 251;
    assert_int_equal(facs_presence_series_finish(series), -ENOMEM);
    assert_int_equal(facs_presence_series_finish(series), 0);
    for (int n = 0; n < FRAMES; n++)
        assert_true(get(series, n, FACS_AU12_C) == (float)(n >= 100 && n < 400));
    facs_presence_series_close(&series);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_neutral_face_survives_movements),
        cmocka_unit_test(test_where_it_begins_and_ends),
        cmocka_unit_test(test_short_ones_are_noise),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_few_frames),
        cmocka_unit_test(test_live),
#ifdef __linux__
        cmocka_unit_test(test_a_call_that_failed_can_be_repeated),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
