/* Tasks shared between threads. Run under ThreadSanitizer too. */
#include "cmocka_all.h"

#include "base/crew.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define MAX_TASKS 200

typedef struct work {
    facs_task task[MAX_TASKS];
    int pause_us;        /* of each task */
    int done[MAX_TASKS]; /* how often; not atomic: each is one thread's from begin to await */
    atomic_int busy[FACS_CREW_MAX];
    atomic_int clashes;      /* a member was two at a time */
    atomic_int members_seen; /* bit by member */
} work;

static work w;

static void count(void *self, int member)
{
    int *done = self;
    if (atomic_fetch_add(&w.busy[member], 1) != 0)
        atomic_fetch_add(&w.clashes, 1);
    atomic_fetch_or(&w.members_seen, 1 << member);
    if (w.pause_us) {
        struct timespec pause = {0, w.pause_us * 1000L};
        nanosleep(&pause, NULL);
    }
    ++*done;
    atomic_fetch_sub(&w.busy[member], 1);
}

static void reset(int pause_us)
{
    memset(&w, 0, sizeof(w));
    w.pause_us = pause_us;
    for (int i = 0; i < MAX_TASKS; i++)
        w.task[i] = (facs_task){.run = count, .self = &w.done[i]};
}

/* As a window that slides over the tasks: so many are begun before the oldest is awaited. */
static void slide(facs_crew *crew, int window, int tasks)
{
    for (int i = 0; i < tasks + window; i++) {
        const int last = i - window;
        if (last >= 0) {
            facs_crew_await(crew, &w.task[last % MAX_TASKS]);
            assert_int_equal(w.done[last % MAX_TASKS], last / MAX_TASKS + 1);
        }
        if (i < tasks)
            facs_crew_begin(crew, &w.task[i % MAX_TASKS]);
    }
}

static void run_many(int members, int window, int tasks, int pause_us)
{
    facs_crew *crew;
    reset(pause_us);
    assert_int_equal(facs_crew_open(&crew, members), 0);
    assert_int_equal(facs_crew_members(crew), members);
    slide(crew, window, tasks);
    assert_int_equal(atomic_load(&w.clashes), 0);
    assert_true(atomic_load(&w.members_seen) < 1 << members);
    facs_crew_close(&crew);
    assert_null(crew);
}

static void test_each_task_is_done_once(void **state)
{
    (void)state;
    run_many(1, 3, 1000, 0);
    run_many(2, 1, 1000, 0);
    run_many(2, 4, 20000, 0);
    run_many(5, 17, 20000, 0);
    run_many(5, MAX_TASKS, 20000, 0);
    run_many(3, 2, 60, 100);
}

/* Awaited in another order than begun. */
static void test_the_last_first(void **state)
{
    (void)state;
    facs_crew *crew;
    reset(10);
    assert_int_equal(facs_crew_open(&crew, 3), 0);
    for (int i = 0; i < 20; i++)
        facs_crew_begin(crew, &w.task[i]);
    for (int i = 19; i >= 0; i--) {
        facs_crew_await(crew, &w.task[i]);
        assert_int_equal(w.done[i], 1);
    }
    facs_crew_close(&crew);
}

static void test_helpers_take_part(void **state)
{
    (void)state;
    facs_crew *crew;
    reset(20000); /* each longer than any thread takes to wake up */
    assert_int_equal(facs_crew_open(&crew, 3), 0);
    slide(crew, 6, 12);
    facs_crew_close(&crew);
    assert_int_equal(atomic_load(&w.members_seen), 7);
}

static void test_a_crew_of_the_caller_alone(void **state)
{
    (void)state;
    reset(0);
    assert_int_equal(facs_crew_members(NULL), 1);
    slide(NULL, 3, MAX_TASKS);
    for (int i = 0; i < MAX_TASKS; i++)
        assert_int_equal(w.done[i], 1);
    assert_int_equal(atomic_load(&w.members_seen), 1);
}

/* ---- Tasks that begin tasks ------------------------------------------------------------------ */

#define LEVELS 3
#define EACH   4 /* tasks that a task begins */

typedef struct nested {
    facs_task task;
    struct nested *inner; /* of the next level; EACH of them */
    int done;             /* tasks below it, and itself */
} nested;

static facs_crew *nested_crew;
static const void *own[FACS_CREW_MAX][LEVELS]; /* a member's memory for a task of a level */
static atomic_int clobbered;

static void run_nested(void *self, int member)
{
    nested *n = self;
    const int level = n->task.level;
    own[member][level] = n;
    n->done = 1;
    for (int i = 0; n->inner && i < EACH; i++)
        facs_crew_begin(nested_crew, &n->inner[i].task);
    for (int i = 0; n->inner && i < EACH; i++) {
        facs_crew_await_as(nested_crew, &n->inner[i].task, member);
        n->done += n->inner[i].done;
    }
    if (own[member][level] != n)
        atomic_fetch_add(&clobbered, 1);
}

/* Every task is done once, and a task's memory is its member's and level's, though the member does
 * other tasks while it waits. */
static void run_levels(int members, int rounds)
{
    static nested outer[EACH], middle[EACH][EACH], inner[EACH][EACH][EACH];
    assert_int_equal(facs_crew_open(&nested_crew, members), 0);
    atomic_store(&clobbered, 0);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < EACH; i++) {
            outer[i] = (nested){{.run = run_nested, .self = &outer[i], .level = 0}, middle[i], 0};
            for (int j = 0; j < EACH; j++) {
                middle[i][j] = (nested){
                    {.run = run_nested, .self = &middle[i][j], .level = 1}, inner[i][j], 0};
                for (int k = 0; k < EACH; k++)
                    inner[i][j][k] =
                        (nested){{.run = run_nested, .self = &inner[i][j][k], .level = 2}, NULL, 0};
            }
            facs_crew_begin(nested_crew, &outer[i].task);
        }
        for (int i = 0; i < EACH; i++) {
            facs_crew_await(nested_crew, &outer[i].task);
            assert_int_equal(outer[i].done, 1 + EACH + EACH * EACH);
        }
    }
    assert_int_equal(atomic_load(&clobbered), 0);
    facs_crew_close(&nested_crew);
}

static void test_tasks_within_tasks(void **state)
{
    (void)state;
    run_levels(1, 10);
    run_levels(2, 300);
    run_levels(3, 300);
    run_levels(7, 300);
}

static atomic_int outer_runs;

static void run_outer(void *self, int member)
{
    (void)self;
    atomic_store(&outer_runs, 1);
    for (int i = 0; i < 8; i++)
        facs_crew_begin(nested_crew, &w.task[i]);
    for (int i = 0; i < 8; i++)
        facs_crew_await_as(nested_crew, &w.task[i], member);
}

/* The caller waits for a task that the helper does, and is woken for what that begins. */
static void test_waiting_members_help(void **state)
{
    (void)state;
    facs_task outer = {.run = run_outer};
    reset(20000);
    for (int i = 0; i < 8; i++)
        w.task[i].level = 1;
    atomic_store(&outer_runs, 0);
    assert_int_equal(facs_crew_open(&nested_crew, 2), 0);
    facs_crew_begin(nested_crew, &outer);
    while (!atomic_load(&outer_runs))
        nanosleep(&(struct timespec){0, 100000}, NULL);
    facs_crew_await(nested_crew, &outer);
    facs_crew_close(&nested_crew);
    assert_int_equal(atomic_load(&w.members_seen), 3);
}

static void test_bad_sizes(void **state)
{
    (void)state;
    facs_crew *crew;
    assert_int_equal(facs_crew_open(&crew, 0), -EINVAL);
    assert_null(crew);
    assert_int_equal(facs_crew_open(&crew, FACS_CREW_MAX + 1), -EINVAL);
    facs_crew_close(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_task_is_done_once),
        cmocka_unit_test(test_the_last_first),
        cmocka_unit_test(test_helpers_take_part),
        cmocka_unit_test(test_a_crew_of_the_caller_alone),
        cmocka_unit_test(test_tasks_within_tasks),
        cmocka_unit_test(test_waiting_members_help),
        cmocka_unit_test(test_bad_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
