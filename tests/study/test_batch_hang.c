/* Inputs that hang: the others go on, and the batch ends. */
#include "batch_world.h"
#include "cmocka_all.h"
#include "folder.h"
#include "pause.h"
#include "study/batch.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An input that blocks in a read, as on a disk that is gone, until it is let go. */
typedef struct hanging {
    facs_input input;
    int64_t index;      /* in the study */
    atomic_int blocked; /* reads that hang */
    atomic_int let_go;
    atomic_int ended; /* reads that returned afterwards */
    atomic_int stop;  /* ask the batch to stop */
    int failed, left;
    char message[256];
    facs_data *data; /* what the input receives */
} hanging;

static int blocking_read(void *opaque, void *bytes, int size)
{
    hanging *h = opaque;
    (void)bytes;
    (void)size;
    atomic_fetch_add(&h->blocked, 1);
    while (!atomic_load(&h->let_go))
        pause_ms(5);
    atomic_fetch_add(&h->ended, 1);
    return -EIO;
}

static int on_prepare(void *opaque, int64_t index, facs_extract_options *extract, facs_error *error)
{
    hanging *h = opaque;
    (void)error;
    if (index == h->index) {
        extract->from = &h->input;
        extract->data = &h->data;
    }
    return 0;
}

static int on_event(void *opaque, const facs_batch_event *event)
{
    hanging *h = opaque;
    if (event->moment == FACS_BATCH_ENDED && event->index == h->index) {
        h->failed += event->row->state == FACS_BATCH_FAILED;
        h->left += event->row->state == FACS_BATCH_LEFT;
        snprintf(h->message, sizeof(h->message), "%s", event->row->message);
    }
    return atomic_load(&h->stop) && atomic_load(&h->blocked);
}

/* A hanging input in the first place, so that all others come after it. Not on the stack: the
 * thread that hangs uses it when the test has ended. */
static hanging *make_hanging(facs_batch_options *options, int64_t index)
{
    static hanging all[4];
    static int used;
    hanging *h = &all[used++];
    h->input = (facs_input){.size = sizeof(h->input), .read = blocking_read, .opaque = h};
    h->index = index;
    h->data = (facs_data *)h; /* not to be touched by a thread that was left behind */
    options->prepare = on_prepare;
    options->event = on_event;
    options->opaque = h;
    return h;
}

static void let_go(hanging *h)
{
    atomic_store(&h->let_go, 1);
    for (int i = 0; i < 1000 && atomic_load(&h->ended) < atomic_load(&h->blocked); i++)
        pause_ms(5);
    pause_ms(200); /* the thread that was left behind ends by itself */
    assert_int_equal(atomic_load(&h->ended), atomic_load(&h->blocked)); /* every read returned */
    assert_ptr_equal(h->data, h);
}

static void test_a_read_that_never_returns(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    hanging *h = make_hanging(&options, 0);
    facs_jobs_silence = 3;
    facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.done, 2);
    assert_int_equal(totals.failed, 2); /* with the text */
    assert_int_equal(totals.left, 0);
    assert_int_equal(h->failed, 1);
    assert_non_null(strstr(h->message, "nothing was heard from it for 3 seconds"));
    assert_int_equal(batch_world_row("study/v1").state, FACS_BATCH_FAILED);
    let_go(h);
}

/* The batch ends although it cannot cancel what hangs. */
static void test_a_stop_while_one_hangs(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    hanging *h = make_hanging(&options, 0);
    atomic_store(&h->stop, 1);
    facs_jobs_stopping = 3;
    facs_batch_totals totals = batch_world_run(&options, -ECANCELED);
    assert_true(totals.left >= 1);
    assert_int_equal(h->left, 1);
    assert_int_equal(batch_world_row("study/v1").state, FACS_BATCH_LEFT);
    let_go(h);
}

static int all_hang(void *opaque, int64_t index, facs_extract_options *extract, facs_error *error)
{
    hanging *h = opaque;
    (void)error;
    if (index < 3)
        extract->from = &h->input;
    return 0;
}

/* More inputs hang than there are jobs: others take their places. */
static void test_all_jobs_hang(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    hanging *h = make_hanging(&options, -1);
    options.prepare = all_hang;
    facs_jobs_silence = 3;
    const facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.failed, 3);
    assert_int_equal(totals.done, 1);
    assert_int_equal(atomic_load(&h->blocked), 3);
    let_go(h);
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, batch_world_set_up, batch_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_read_that_never_returns),
        IN_WORLD(test_a_stop_while_one_hangs),
        IN_WORLD(test_all_jobs_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
