/*
 * A few threads that take tasks off the thread that has them: for work of a tenth of a millisecond
 * and more, done in parallel where cores are free. Who waits for a task works too, so that nothing
 * waits for a thread that gets no core.
 */
#ifndef FACS_BASE_CREW_H
#define FACS_BASE_CREW_H

typedef struct facs_crew facs_crew;

#define FACS_CREW_MAX 64

/* The caller's memory, all zero but for run and self to begin with, and from begin to await the
   crew's. */
typedef struct facs_task {
    /* member, 0 to members - 1, is one at a time: memory to work in can be kept for each. */
    void (*run)(void *self, int member);
    void *self;
    /* The crew's own. */
    struct facs_task *next;
    int is_done;
} facs_task;

/* members: threads at work, the one that has the tasks included, 1..FACS_CREW_MAX. -EINVAL,
   -ENOMEM, or what no thread could be had for. */
int facs_crew_open(facs_crew **out, int members);
void facs_crew_close(facs_crew **crew); /* every task that was begun must have been awaited */

/* 1 for NULL, which is a crew of the caller alone. */
int facs_crew_members(const facs_crew *crew);

/*
 * Have a task done, the one begun first first, and wait until it is; both on one thread, which is
 * member 0. What it wrote before begin the task sees, and after await it sees the task's. A task
 * may be begun again after its await.
 */
void facs_crew_begin(facs_crew *crew, facs_task *task);
void facs_crew_await(facs_crew *crew, facs_task *task);

#endif
