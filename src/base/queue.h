/*
 * A queue between one sending and one receiving thread, limited in bytes and in items. Elements are
 * copied in and out. Either end can finish, and the other learns of it for good, as with FFmpeg's
 * thread_queue:
 *
 *   sender:   push ... push, finish_send            receiver: pop ... pop, -EPIPE once drained
 *   receiver: finish_receive                        sender: the next push says -EPIPE
 *   either, or a third thread: cancel               both say -ECANCELED at once, items are dropped
 */
#ifndef FACS_BASE_QUEUE_H
#define FACS_BASE_QUEUE_H

#include <stddef.h>

typedef struct facs_queue facs_queue;

/* Items have element_size > 0 bytes; at most max_items (> 0) of them and max_bytes bytes wait. */
int facs_queue_open(facs_queue **out, size_t element_size, size_t max_items, size_t max_bytes);
void facs_queue_close(facs_queue **queue); /* no thread may be inside */

/*
 * Append a copy of element, which represents bytes of memory. Blocks while the queue is full; an
 * item larger than max_bytes passes if it is empty. 0, -EPIPE (the receiver has finished),
 * -ECANCELED. -EINVAL after finish_send.
 */
int facs_queue_push(facs_queue *queue, const void *element, size_t bytes);

/*
 * The same without blocking: if max_items wait, the oldest is moved to replaced and 1 is returned.
 * Ignores max_bytes. With max_items 1, the queue holds only the newest item.
 */
int facs_queue_push_newest(facs_queue *queue, const void *element, size_t bytes, void *replaced);

/*
 * Take the oldest item. Blocks while the queue is empty, for at most timeout_ms (negative: for
 * ever; 0: not at all). 0, -EAGAIN (time is up), -EPIPE (the sender has finished and the queue is
 * empty), -ECANCELED. -EINVAL after finish_receive, which drops the waiting items.
 */
int facs_queue_pop(facs_queue *queue, void *element, int timeout_ms);

void facs_queue_finish_send(facs_queue *queue);
void facs_queue_finish_receive(facs_queue *queue);
void facs_queue_cancel(facs_queue *queue);

/* The most bytes that ever waited. */
size_t facs_queue_peak_bytes(facs_queue *queue);

#endif
