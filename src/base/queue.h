/*
 * The bounded queue between one sending and one receiving thread. Bounded by bytes and by items;
 * both ends can finish. Elements are copied in and out. The contract follows the smallest whole one
 * known to us, FFmpeg's thread_queue: each end learns once, and for ever, that the other has gone.
 *
 *   sender:   push ... push, finish_send            receiver: pop ... pop, -EPIPE once drained
 *   receiver: finish_receive                        sender: the next push says -EPIPE
 *   either, or a third thread: cancel               both say -ECANCELED at once, items are dropped
 */
#ifndef FACS_BASE_QUEUE_H
#define FACS_BASE_QUEUE_H

#include <stddef.h>

typedef struct facs_queue facs_queue;

/* element_size > 0 bytes are copied per item; at most max_items (> 0) items and max_bytes bytes
 * wait. */
int facs_queue_open(facs_queue **out, size_t element_size, size_t max_items, size_t max_bytes);
void facs_queue_close(facs_queue **queue); /* no thread may be inside */

/*
 * Append a copy of element that stands for bytes of memory. Blocks while full; an item larger than
 * max_bytes still passes when the queue is empty. 0, -EPIPE (the receiver has finished),
 * -ECANCELED. -EINVAL after finish_send.
 */
int facs_queue_push(facs_queue *queue, const void *element, size_t bytes);

/*
 * The same, but where max_items wait the oldest gives way: it goes to replaced, and 1 is returned.
 * Never blocks, and takes no heed of max_bytes. With max_items 1 the queue is an exchange in which
 * the newest wins.
 */
int facs_queue_push_newest(facs_queue *queue, const void *element, size_t bytes, void *replaced);

/*
 * Take the oldest item. Blocks while empty, at most timeout_ms (negative: for ever; 0: not at all).
 * 0, -EAGAIN (time is up), -EPIPE (the sender has finished and all is drained), -ECANCELED. -EINVAL
 * after finish_receive, which drops what still waits.
 */
int facs_queue_pop(facs_queue *queue, void *element, int timeout_ms);

void facs_queue_finish_send(facs_queue *queue);
void facs_queue_finish_receive(facs_queue *queue);
void facs_queue_cancel(facs_queue *queue);

/* The most bytes that ever waited at once. */
size_t facs_queue_peak_bytes(facs_queue *queue);

#endif
