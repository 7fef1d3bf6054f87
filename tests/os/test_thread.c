/* Threads, and waits that end by themselves. */
#include "os/thread.h"

#include "cmocka_all.h"

typedef struct meeting {
    facs_mutex mutex;
    facs_condition change;
    int came;
} meeting;

static void *come(void *argument)
{
    meeting *m = argument;
    if (facs_mutex_lock(&m->mutex) == 0) {
        m->came = 1;
        facs_condition_signal(&m->change);
        facs_mutex_unlock(&m->mutex);
    }
    return NULL;
}

static void one_thread_wakes_another(void **state)
{
    (void)state;
    meeting m = {.came = 0};
    facs_thread thread;
    assert_int_equal(facs_mutex_init(&m.mutex), 0);
    assert_int_equal(facs_condition_init(&m.change), 0);
    assert_int_equal(facs_mutex_lock(&m.mutex), 0);
    assert_int_equal(facs_thread_start(&thread, come, &m), 0);
    while (!m.came)
        assert_int_equal(facs_condition_wait(&m.change, &m.mutex), 0);
    assert_int_equal(facs_mutex_unlock(&m.mutex), 0);
    assert_int_equal(facs_thread_join(thread), 0);
    facs_condition_destroy(&m.change);
    facs_mutex_destroy(&m.mutex);
}

static void a_wait_ends_at_its_deadline(void **state)
{
    (void)state;
    facs_mutex mutex = FACS_MUTEX_INITIALIZER;
    facs_condition never;
    int status = 0;
    assert_int_equal(facs_condition_init(&never), 0);
    assert_int_equal(facs_mutex_lock(&mutex), 0);
    const double start = facs_clock_ms();
    while (status == 0) /* a condition may wake for no reason */
        status = facs_condition_wait_until(&never, &mutex, start + 20);
    assert_int_equal(status, -ETIMEDOUT);
    assert_true(facs_clock_ms() - start >= 19.9);
    assert_int_equal(facs_condition_wait_until(&never, &mutex, start - 1000), -ETIMEDOUT);
    assert_int_equal(facs_mutex_unlock(&mutex), 0);
    facs_condition_destroy(&never);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_wakes_another),
        cmocka_unit_test(a_wait_ends_at_its_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
