#include "base/queue.h"

#include "os/clock.h"
#include "os/thread.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A waiting thread is woken after the mutex is unlocked, or it would at once have to wait for that
 * too: twice the changes of threads if there is one core. */
struct facs_queue {
    facs_mutex mutex;                   /* a plain one, which cannot fail if it is used correctly */
    facs_condition not_full, not_empty; /* both are also signalled when an end finishes */
    unsigned char *ring;                /* max_items elements */
    size_t *bytes;                      /* the memory each represents */
    size_t element_size, max_items, max_bytes;
    size_t head, count; /* oldest item, and how many wait */
    size_t waiting_bytes, peak_bytes;
    int send_finished, receive_finished, cancelled;
};

int facs_queue_open(facs_queue **out, size_t element_size, size_t max_items, size_t max_bytes)
{
    *out = NULL;
    if (element_size == 0 || max_items == 0)
        return -EINVAL;
    facs_queue *queue = calloc(1, sizeof(*queue));
    if (!queue)
        return -ENOMEM;
    int status = -ENOMEM;
    queue->ring = calloc(max_items, element_size);
    queue->bytes = calloc(max_items, sizeof(*queue->bytes));
    if (queue->ring && queue->bytes)
        status = facs_monitor_init(&queue->mutex, &queue->not_full, &queue->not_empty);
    if (status) {
        free(queue->bytes);
        free(queue->ring);
        free(queue);
        return status;
    }
    queue->element_size = element_size;
    queue->max_items = max_items;
    queue->max_bytes = max_bytes;
    *out = queue;
    return 0;
}

void facs_queue_close(facs_queue **address)
{
    facs_queue *queue = *address;
    if (!queue)
        return;
    facs_condition_destroy(&queue->not_empty);
    facs_condition_destroy(&queue->not_full);
    facs_mutex_destroy(&queue->mutex);
    free(queue->bytes);
    free(queue->ring);
    free(queue);
    *address = NULL;
}

static int is_full(const facs_queue *queue, size_t bytes)
{
    if (queue->count == 0)
        return 0;
    return queue->count == queue->max_items || queue->waiting_bytes > queue->max_bytes ||
           bytes > queue->max_bytes - queue->waiting_bytes;
}

/* 0: the sender may go on. */
static int sending_status(const facs_queue *queue)
{
    if (queue->cancelled)
        return -ECANCELED;
    if (queue->send_finished)
        return -EINVAL;
    return queue->receive_finished ? -EPIPE : 0;
}

static void append(facs_queue *queue, const void *element, size_t bytes)
{
    size_t tail = (queue->head + queue->count) % queue->max_items;
    memcpy(queue->ring + tail * queue->element_size, element, queue->element_size);
    queue->bytes[tail] = bytes;
    queue->count++;
    queue->waiting_bytes += bytes;
    if (queue->waiting_bytes > queue->peak_bytes)
        queue->peak_bytes = queue->waiting_bytes;
}

static void take_oldest(facs_queue *queue, void *element)
{
    memcpy(element, queue->ring + queue->head * queue->element_size, queue->element_size);
    queue->waiting_bytes -= queue->bytes[queue->head];
    queue->head = (queue->head + 1) % queue->max_items;
    queue->count--;
}

int facs_queue_push(facs_queue *queue, const void *element, size_t bytes)
{
    int status = 0;
    facs_mutex_lock(&queue->mutex);
    while (status == 0 && (status = sending_status(queue)) == 0 && is_full(queue, bytes))
        status = facs_condition_wait(&queue->not_full, &queue->mutex);
    if (status == 0)
        append(queue, element, bytes);
    facs_mutex_unlock(&queue->mutex);
    return status == 0 ? facs_condition_signal(&queue->not_empty) : status;
}

int facs_queue_push_newest(facs_queue *queue, const void *element, size_t bytes, void *replaced)
{
    facs_mutex_lock(&queue->mutex);
    int status = sending_status(queue);
    const int full = status == 0 && queue->count == queue->max_items;
    if (full)
        take_oldest(queue, replaced);
    if (status == 0)
        append(queue, element, bytes);
    facs_mutex_unlock(&queue->mutex);
    if (status == 0)
        status = facs_condition_signal(&queue->not_empty);
    return status == 0 ? full : status;
}

/* Waits for an item, or returns why there is none. Called with the mutex held. */
static int await_item(facs_queue *queue, int timeout_ms)
{
    const double deadline = timeout_ms > 0 ? facs_clock_ms() + timeout_ms : 0;
    int failure = 0;

    while (!queue->cancelled && !queue->receive_finished && !queue->send_finished &&
           queue->count == 0) {
        if (timeout_ms == 0 || failure == -ETIMEDOUT)
            return -EAGAIN;
        failure = timeout_ms < 0
                      ? facs_condition_wait(&queue->not_empty, &queue->mutex)
                      : facs_condition_wait_until(&queue->not_empty, &queue->mutex, deadline);
        if (failure && failure != -ETIMEDOUT)
            return failure;
    }
    if (queue->cancelled)
        return -ECANCELED;
    if (queue->receive_finished)
        return -EINVAL;
    return queue->count == 0 ? -EPIPE : 0;
}

int facs_queue_pop(facs_queue *queue, void *element, int timeout_ms)
{
    facs_mutex_lock(&queue->mutex);
    int status = await_item(queue, timeout_ms);
    if (status == 0)
        take_oldest(queue, element);
    facs_mutex_unlock(&queue->mutex);
    return status == 0 ? facs_condition_signal(&queue->not_full) : status;
}

/* Sets one of the flags for good and wakes both ends. */
static void end(facs_queue *queue, int *flag, int drop_items)
{
    facs_mutex_lock(&queue->mutex);
    *flag = 1;
    if (drop_items)
        queue->count = queue->waiting_bytes = 0;
    facs_condition_broadcast(&queue->not_full);
    facs_condition_broadcast(&queue->not_empty);
    facs_mutex_unlock(&queue->mutex);
}

void facs_queue_finish_send(facs_queue *queue)
{
    end(queue, &queue->send_finished, 0);
}

void facs_queue_finish_receive(facs_queue *queue)
{
    end(queue, &queue->receive_finished, 1);
}

void facs_queue_cancel(facs_queue *queue)
{
    end(queue, &queue->cancelled, 1);
}

size_t facs_queue_peak_bytes(facs_queue *queue)
{
    facs_mutex_lock(&queue->mutex);
    const size_t bytes = queue->peak_bytes;
    facs_mutex_unlock(&queue->mutex);
    return bytes;
}
