/* Jobs shared between threads. Run under ThreadSanitizer too. */
#include "cmocka_all.h"

#include "base/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define MOST_JOBS 200

typedef struct work {
    int pause_us;        /* of each job */
    int done[MOST_JOBS]; /* how often; not atomic: each is one thread's until the run's end */
    atomic_int busy[FACS_CREW_MOST];
    atomic_int clashes;      /* a member was two at a time */
    atomic_int members_seen; /* bit by member */
    int expected;            /* written before a run, read in it */
    atomic_int mistaken;
} work;

static void job(void *self, int i, int member)
{
    work *w = self;
    if (atomic_fetch_add(&w->busy[member], 1) != 0)
        atomic_fetch_add(&w->clashes, 1);
    atomic_fetch_or(&w->members_seen, 1 << member);
    if (w->done[i] != w->expected)
        atomic_fetch_add(&w->mistaken, 1);
    if (w->pause_us) {
        struct timespec pause = {0, w->pause_us * 1000L};
        nanosleep(&pause, NULL);
    }
    w->done[i]++;
    atomic_fetch_sub(&w->busy[member], 1);
}

static void run_many(int members, int runs, int pause_us)
{
    facs_crew *crew;
    work w;
    memset(&w, 0, sizeof(w));
    w.pause_us = pause_us;
    assert_int_equal(facs_crew_open(&crew, members), 0);
    assert_int_equal(facs_crew_members(crew), members);
    for (int run = 0; run < runs; run++) {
        const int count = run % 7 == 0 ? run % MOST_JOBS : run % 5;
        w.expected = run;
        for (int i = 0; i < MOST_JOBS; i++)
            w.done[i] = run;
        facs_crew_run(crew, count, job, &w);
        for (int i = 0; i < MOST_JOBS; i++)
            assert_int_equal(w.done[i], run + (i < count));
    }
    assert_int_equal(atomic_load(&w.clashes), 0);
    assert_int_equal(atomic_load(&w.mistaken), 0);
    assert_true(atomic_load(&w.members_seen) < 1 << members);
    facs_crew_close(&crew);
    assert_null(crew);
}

static void test_each_job_is_done_once(void **state)
{
    (void)state;
    run_many(1, 50, 0);
    run_many(2, 2000, 0);
    run_many(5, 500, 0);
    run_many(3, 20, 100);
}

static void test_helpers_take_part(void **state)
{
    (void)state;
    facs_crew *crew;
    work w;
    memset(&w, 0, sizeof(w));
    w.pause_us = 20000; /* each longer than any thread takes to wake up */
    assert_int_equal(facs_crew_open(&crew, 3), 0);
    facs_crew_run(crew, 12, job, &w);
    facs_crew_close(&crew);
    assert_int_equal(atomic_load(&w.members_seen), 7);
}

static void test_a_crew_of_the_caller_alone(void **state)
{
    (void)state;
    work w;
    memset(&w, 0, sizeof(w));
    assert_int_equal(facs_crew_members(NULL), 1);
    facs_crew_run(NULL, 4, job, &w);
    for (int i = 0; i < MOST_JOBS; i++)
        assert_int_equal(w.done[i], i < 4);
    assert_int_equal(atomic_load(&w.members_seen), 1);
}

static void test_bad_sizes(void **state)
{
    (void)state;
    facs_crew *crew;
    assert_int_equal(facs_crew_open(&crew, 0), -EINVAL);
    assert_null(crew);
    assert_int_equal(facs_crew_open(&crew, FACS_CREW_MOST + 1), -EINVAL);
    facs_crew_close(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_job_is_done_once),
        cmocka_unit_test(test_helpers_take_part),
        cmocka_unit_test(test_a_crew_of_the_caller_alone),
        cmocka_unit_test(test_bad_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
