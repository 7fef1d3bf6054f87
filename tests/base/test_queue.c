#include "cmocka_all.h"
#include "sanitized.h"

#include "base/queue.h"
#include "os/clock.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* Assertions of cmocka are for the main thread: the others note what happened. */

static void pause_us(long us)
{
    const struct timespec time = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    nanosleep(&time, NULL);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Mostly nothing, at times a yield, rarely a sleep. */
static void delay(uint64_t *seed)
{
    uint64_t r = next_random(seed) % 64;
    if (r == 0)
        pause_us((long)(next_random(seed) % 50));
    else if (r < 8)
        sched_yield();
}

/* An item carries its number twice, so that a torn copy is noticed. */
typedef struct item {
    int64_t number;
    int64_t check;
    size_t bytes;
} item;

typedef struct end {
    facs_queue *queue;
    uint64_t seed;
    int items;        /* sender: how many to send; receiver: when to leave, -1: never */
    size_t max_bytes; /* of one item */
    int timeout_ms;
    atomic_int done; /* items sent or received */
    int wrong;       /* received out of order or torn */
    int status;      /* of the last call */
    int after;       /* of one more call after that */
} end;

static void *send_items(void *opaque)
{
    end *e = opaque;
    item one = {0};
    while (e->status == 0 && atomic_load(&e->done) < e->items) {
        delay(&e->seed);
        one.number = atomic_load(&e->done);
        one.check = ~one.number;
        one.bytes = 1 + (size_t)(next_random(&e->seed) % e->max_bytes);
        e->status = facs_queue_push(e->queue, &one, one.bytes);
        if (e->status == 0)
            atomic_fetch_add(&e->done, 1);
    }
    if (e->status == 0)
        facs_queue_finish_send(e->queue);
    e->after = facs_queue_push(e->queue, &one, one.bytes);
    return NULL;
}

static void *receive_items(void *opaque)
{
    end *e = opaque;
    item one;
    while (e->status == 0 && atomic_load(&e->done) != e->items) {
        delay(&e->seed);
        e->status = facs_queue_pop(e->queue, &one, e->timeout_ms);
        if (e->status == -EAGAIN)
            e->status = 0; /* time was up: again */
        else if (e->status == 0) {
            e->wrong += one.number != atomic_load(&e->done) || one.check != ~one.number;
            atomic_fetch_add(&e->done, 1);
        }
    }
    if (e->status == 0)
        facs_queue_finish_receive(e->queue);
    e->after = facs_queue_pop(e->queue, &one, -1);
    return NULL;
}

/* What ends a round. */
enum { SENDER_ENDS, RECEIVER_ENDS, THIRD_CANCELS, ENDINGS };

static void check_round(int ending, const end *sender, const end *receiver, int items)
{
    const int sent = atomic_load(&sender->done), received = atomic_load(&receiver->done);
    assert_int_equal(receiver->wrong, 0);
    assert_true(received <= sent);
    if (ending == SENDER_ENDS) {
        assert_int_equal(sender->status, 0);
        assert_int_equal(sender->after, -EINVAL);
        assert_int_equal(sent, items);
        assert_int_equal(received, items); /* drained to the last */
        assert_int_equal(receiver->status, -EPIPE);
        assert_int_equal(receiver->after, -EPIPE);
    } else if (ending == RECEIVER_ENDS) {
        assert_int_equal(received, receiver->items);
        assert_int_equal(receiver->after, -EINVAL);
        assert_int_equal(sender->status, -EPIPE);
        assert_int_equal(sender->after, -EPIPE);
    } else {
        assert_int_equal(sender->status, -ECANCELED);
        assert_int_equal(sender->after, -ECANCELED);
        assert_int_equal(receiver->status, -ECANCELED);
        assert_int_equal(receiver->after, -ECANCELED);
    }
}

static void run_round(uint64_t *seed, int ending)
{
    const int items = 1 + (int)(next_random(seed) % 40), for_ever = INT32_MAX;
    const size_t max_items = 1 + (size_t)(next_random(seed) % 6);
    const size_t max_bytes = (size_t)(next_random(seed) % 300);
    end sender = {.seed = next_random(seed),
                  .items = ending == SENDER_ENDS ? items : for_ever,
                  .max_bytes = 100};
    end receiver = {.seed = next_random(seed),
                    .items = ending == RECEIVER_ENDS ? items : -1,
                    .timeout_ms = next_random(seed) % 2 ? -1 : 1};
    facs_queue *queue;
    pthread_t sending, receiving;

    assert_int_equal(facs_queue_open(&queue, sizeof(item), max_items, max_bytes), 0);
    sender.queue = receiver.queue = queue;
    assert_int_equal(pthread_create(&sending, NULL, send_items, &sender), 0);
    assert_int_equal(pthread_create(&receiving, NULL, receive_items, &receiver), 0);
    if (ending == THIRD_CANCELS) {
        pause_us((long)(next_random(seed) % 200));
        facs_queue_cancel(queue);
    }
    assert_int_equal(pthread_join(sending, NULL), 0);
    assert_int_equal(pthread_join(receiving, NULL), 0);
    check_round(ending, &sender, &receiver, items);
    /* Only an item that found the queue empty may be larger than the bound. */
    assert_true(facs_queue_peak_bytes(queue) <= (max_bytes > 100 ? max_bytes : 100));
    facs_queue_close(&queue);
}

static void thousands_of_rounds(void **state)
{
    (void)state;
    uint64_t seed = 0x2545f4914f6cdd1d;
    for (int round = 0; round < (EMULATED ? 600 : 3000); round++)
        run_round(&seed, round % ENDINGS);
}

static void many_items_keep_their_order(void **state)
{
    (void)state;
    end sender = {.seed = 1, .items = EMULATED ? 5000 : 50000, .max_bytes = 10};
    end receiver = {.seed = 2, .items = -1, .timeout_ms = -1};
    facs_queue *queue;
    pthread_t sending;
    assert_int_equal(facs_queue_open(&queue, sizeof(item), 7, 1000), 0);
    sender.queue = receiver.queue = queue;
    assert_int_equal(pthread_create(&sending, NULL, send_items, &sender), 0);
    receive_items(&receiver);
    assert_int_equal(pthread_join(sending, NULL), 0);
    check_round(SENDER_ENDS, &sender, &receiver, sender.items);
    assert_true(facs_queue_peak_bytes(queue) <= 70); /* seven of at most ten */
    facs_queue_close(&queue);
}

/* A sender of items of 30 bytes each that is blocked after expected of them. */
typedef struct blocked_sender {
    facs_queue *queue;
    pthread_t thread;
    atomic_int sent;
    int status;
} blocked_sender;

static void *send_thirties(void *opaque)
{
    blocked_sender *b = opaque;
    int number = 0;
    while ((b->status = facs_queue_push(b->queue, &number, 30)) == 0)
        number = 1 + atomic_fetch_add(&b->sent, 1);
    return NULL;
}

static void await_sent(blocked_sender *b, int n)
{
    for (int i = 0; i < 5000 && atomic_load(&b->sent) < n; i++)
        pause_us(1000);
    pause_us(30000); /* what is not blocked would go on */
    assert_int_equal(atomic_load(&b->sent), n);
}

static void block_sender(blocked_sender *b, size_t max_items, size_t max_bytes, int expected)
{
    *b = (blocked_sender){0};
    assert_int_equal(facs_queue_open(&b->queue, sizeof(int), max_items, max_bytes), 0);
    assert_int_equal(pthread_create(&b->thread, NULL, send_thirties, b), 0);
    await_sent(b, expected);
}

static void a_slow_receiver_blocks_the_sender_at_the_bound(void **state)
{
    (void)state;
    static const struct {
        size_t max_items, max_bytes;
        int expected;
    } cases[] = {{50, 100, 3}, {50, 90, 3}, {50, 89, 2}, {2, 1000, 2}, {50, 0, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        blocked_sender b;
        const int expected = cases[i].expected;
        int number;
        block_sender(&b, cases[i].max_items, cases[i].max_bytes, expected);
        for (int n = 0; n < 3; n++) {
            assert_int_equal(facs_queue_pop(b.queue, &number, -1), 0);
            assert_int_equal(number, n);
            await_sent(&b, expected + n + 1); /* one out, one in */
        }
        assert_int_equal(facs_queue_peak_bytes(b.queue), 30 * expected);
        facs_queue_cancel(b.queue);
        assert_int_equal(pthread_join(b.thread, NULL), 0);
        assert_int_equal(b.status, -ECANCELED);
        facs_queue_close(&b.queue);
    }
}

static void a_receiver_that_leaves_frees_the_blocked_sender(void **state)
{
    (void)state;
    blocked_sender b;
    int number = 0;
    block_sender(&b, 50, 100, 3);
    facs_queue_finish_receive(b.queue);
    assert_int_equal(pthread_join(b.thread, NULL), 0);
    assert_int_equal(b.status, -EPIPE);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_queue_push(b.queue, &number, 1), -EPIPE);
        assert_int_equal(facs_queue_pop(b.queue, &number, -1), -EINVAL);
    }
    facs_queue_close(&b.queue);
}

static void what_was_sent_is_drained_and_then_the_end_stays(void **state)
{
    (void)state;
    facs_queue *queue;
    int number;
    assert_int_equal(facs_queue_open(&queue, sizeof(int), 4, 100), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(facs_queue_push(queue, &i, 1), 0);
    facs_queue_finish_send(queue);
    assert_int_equal(facs_queue_push(queue, &number, 1), -EINVAL);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(facs_queue_pop(queue, &number, i % 2 ? -1 : 0), 0);
        assert_int_equal(number, i);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_queue_pop(queue, &number, -1), -EPIPE);
        assert_int_equal(facs_queue_pop(queue, &number, 0), -EPIPE);
    }
    facs_queue_close(&queue);
}

static void cancel_wakes_both_ends(void **state)
{
    (void)state;
    blocked_sender b;
    end receiver = {.seed = 3, .items = -1, .timeout_ms = -1};
    pthread_t receiving;
    block_sender(&b, 50, 100, 3);
    assert_int_equal(facs_queue_open(&receiver.queue, sizeof(item), 4, 100), 0);
    assert_int_equal(pthread_create(&receiving, NULL, receive_items, &receiver), 0);
    pause_us(20000);
    double start = facs_clock_ms();
    facs_queue_cancel(b.queue);
    facs_queue_cancel(receiver.queue);
    assert_int_equal(pthread_join(b.thread, NULL), 0);
    assert_int_equal(pthread_join(receiving, NULL), 0);
    assert_true(facs_clock_ms() - start < 1000); /* at once, on a busy machine */
    assert_int_equal(b.status, -ECANCELED);
    assert_int_equal(receiver.status, -ECANCELED);
    int number;
    assert_int_equal(facs_queue_pop(b.queue, &number, 0), -ECANCELED); /* the three are dropped */
    facs_queue_finish_send(b.queue);
    facs_queue_finish_receive(b.queue);
    assert_int_equal(facs_queue_push(b.queue, &number, 1), -ECANCELED); /* and it stays so */
    assert_int_equal(facs_queue_pop(b.queue, &number, 0), -ECANCELED);
    facs_queue_close(&b.queue);
    facs_queue_close(&receiver.queue);
}

static void a_pop_waits_as_long_as_asked(void **state)
{
    (void)state;
    facs_queue *queue;
    int number;
    assert_int_equal(facs_queue_open(&queue, sizeof(int), 4, 100), 0);
    static const int timeouts[] = {0, 1, 60};
    for (int i = 0; i < 3; i++) {
        double start = facs_clock_ms();
        assert_int_equal(facs_queue_pop(queue, &number, timeouts[i]), -EAGAIN);
        double passed = facs_clock_ms() - start;
        assert_true(passed >= timeouts[i] - 0.1);
        assert_true(passed < timeouts[i] + 500); /* a busy machine */
    }
    /* Whole seconds, and nanoseconds that carry into the next in 999 of 1000 cases. */
    double start = facs_clock_ms();
    assert_int_equal(facs_queue_pop(queue, &number, 1999), -EAGAIN);
    double passed = facs_clock_ms() - start;
    assert_true(passed >= 1998.9 && passed < 2499);
    facs_queue_close(&queue);
}

static void an_oversize_item_passes_an_empty_queue(void **state)
{
    (void)state;
    facs_queue *queue;
    int number = 5;
    assert_int_equal(facs_queue_open(&queue, sizeof(int), 4, 100), 0);
    assert_int_equal(facs_queue_push(queue, &number, SIZE_MAX), 0);
    assert_true(facs_queue_peak_bytes(queue) == SIZE_MAX);
    assert_int_equal(facs_queue_pop(queue, &number, 0), 0);
    assert_int_equal(number, 5);
    facs_queue_close(&queue);

    /* But none goes in beside it, nor it beside another. */
    blocked_sender b;
    block_sender(&b, 4, 10, 1);
    facs_queue_cancel(b.queue);
    assert_int_equal(pthread_join(b.thread, NULL), 0);
    assert_int_equal(facs_queue_peak_bytes(b.queue), 30);
    facs_queue_close(&b.queue);
}

/* ---- The newest wins ------------------------------------------------------------------------- */

static void the_oldest_gives_way(void **state)
{
    (void)state;
    facs_queue *queue;
    int replaced = -1;
    assert_int_equal(facs_queue_open(&queue, sizeof(int), 2, 1), 0);
    for (int n = 0; n < 5; n++) {
        int full = n >= 2;
        assert_int_equal(facs_queue_push_newest(queue, &n, 100, &replaced), full);
        assert_int_equal(replaced, full ? n - 2 : -1);
    }
    assert_int_equal(facs_queue_peak_bytes(queue), 200); /* both, and no more */
    for (int n = 3, number; n < 5; n++) {
        assert_int_equal(facs_queue_pop(queue, &number, 0), 0);
        assert_int_equal(number, n);
    }
    int number = 9;
    assert_int_equal(facs_queue_push_newest(queue, &number, 1, &replaced), 0);
    facs_queue_finish_send(queue);
    assert_int_equal(facs_queue_push_newest(queue, &number, 1, &replaced), -EINVAL);
    facs_queue_finish_receive(queue);
    facs_queue_close(&queue);

    assert_int_equal(facs_queue_open(&queue, sizeof(int), 1, 1), 0);
    facs_queue_finish_receive(queue);
    assert_int_equal(facs_queue_push_newest(queue, &number, 1, &replaced), -EPIPE);
    facs_queue_cancel(queue);
    assert_int_equal(facs_queue_push_newest(queue, &number, 1, &replaced), -ECANCELED);
    assert_int_equal(replaced, 2); /* untouched */
    facs_queue_close(&queue);
}

typedef struct exchange {
    facs_queue *queue;
    uint64_t seed;
    int64_t received, last, wrong;
    int status;
} exchange;

static void *take_newest(void *opaque)
{
    exchange *x = opaque;
    item one;
    while ((x->status = facs_queue_pop(x->queue, &one, -1)) == 0) {
        x->wrong += one.number <= x->last || one.check != ~one.number;
        x->last = one.number;
        x->received++;
        delay(&x->seed);
    }
    return NULL;
}

/* Every item is received or replaced, once; what is received only grows; the last one arrives. */
static void no_item_of_an_exchange_is_lost(void **state)
{
    (void)state;
    enum { ITEMS = 300 };
    uint64_t seed = 11;
    int64_t all_replaced = 0;
    for (int round = 0; round < 300; round++) {
        exchange x = {.seed = next_random(&seed), .last = -1};
        pthread_t thread;
        item one = {0}, old;
        int64_t replaced = 0, last_replaced = -1;
        assert_int_equal(facs_queue_open(&x.queue, sizeof(item), 1, 0), 0);
        assert_int_equal(pthread_create(&thread, NULL, take_newest, &x), 0);
        for (; one.number < ITEMS; one.number++) {
            one.check = ~one.number;
            int status = facs_queue_push_newest(x.queue, &one, 1, &old);
            assert_true(status == 0 || status == 1);
            if (status == 1) {
                assert_true(old.number > last_replaced && old.number < one.number);
                assert_true(old.check == ~old.number);
                last_replaced = old.number;
                replaced++;
            }
            delay(&seed);
        }
        facs_queue_finish_send(x.queue);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(x.status, -EPIPE);
        assert_int_equal(x.wrong, 0);
        assert_int_equal(x.last, ITEMS - 1);
        assert_int_equal(x.received + replaced, ITEMS);
        all_replaced += replaced;
        facs_queue_close(&x.queue);
    }
    assert_true(all_replaced > 0);
}

static void open_refuses_what_makes_no_queue(void **state)
{
    (void)state;
    facs_queue *queue = (void *)state; /* anything but NULL */
    assert_int_equal(facs_queue_open(&queue, 0, 4, 100), -EINVAL);
    assert_null(queue);
    assert_int_equal(facs_queue_open(&queue, 8, 0, 100), -EINVAL);
    facs_queue_close(&queue);
    assert_int_equal(facs_queue_open(&queue, 8, 1, 100), 0);
    facs_queue_close(&queue);
    assert_null(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_of_rounds),
        cmocka_unit_test(many_items_keep_their_order),
        cmocka_unit_test(a_slow_receiver_blocks_the_sender_at_the_bound),
        cmocka_unit_test(a_receiver_that_leaves_frees_the_blocked_sender),
        cmocka_unit_test(what_was_sent_is_drained_and_then_the_end_stays),
        cmocka_unit_test(cancel_wakes_both_ends),
        cmocka_unit_test(a_pop_waits_as_long_as_asked),
        cmocka_unit_test(an_oversize_item_passes_an_empty_queue),
        cmocka_unit_test(the_oldest_gives_way),
        cmocka_unit_test(no_item_of_an_exchange_is_lost),
        cmocka_unit_test(open_refuses_what_makes_no_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
