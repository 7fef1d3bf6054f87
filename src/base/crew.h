/*
 * A few threads that share the tasks of one thread: for work of at least a tenth of a millisecond,
 * done in parallel if cores are free. A thread that waits for a task works meanwhile, so that
 * nothing waits for a thread that gets no core.
 */
#ifndef FACS_BASE_CREW_H
#define FACS_BASE_CREW_H

typedef struct facs_crew facs_crew;

#define FACS_CREW_MAX 64

/* The caller's memory: all zero at first except run and self. It belongs to the crew from begin to
 * await. */
typedef struct facs_task {
    /* member: 0 to members - 1, each on one task at a time, so that each can have its own memory.
     */
    void (*run)(void *self, int member);
    void *self;
    int level; /* 0: begun by the crew's caller; higher than that of the task that begins it */
    /* The crew's own. */
    struct facs_task *next;
    int is_done;
    int is_awaited; /* by a member that sleeps */
} facs_task;

/* members: working threads including the caller's, 1..FACS_CREW_MAX. -EINVAL, -ENOMEM, or the
 * reason why no thread could be started. */
int facs_crew_open(facs_crew **out, int members);
void facs_crew_close(facs_crew **crew); /* every task that was begun must have been awaited */

/* 1 for NULL: a crew of only the caller. */
int facs_crew_members(const facs_crew *crew);

/*
 * Hand a task to the crew, which takes the oldest first, and wait until it is done. Call both on
 * one thread: the caller's, which is member 0, or that of a task, which has only begun tasks of a
 * higher level and awaits them all. The task sees what that thread wrote before begin; the thread
 * sees what the task wrote after await. A task may be begun again after its await.
 *
 * While it waits, a member takes tasks of the awaited task's level and above, so whatever it keeps
 * in its own memory across await is safe from tasks of lower levels. Nobody waits forever: around a
 * circle of members that wait for one another, the awaited levels would have to rise all the way.
 */
void facs_crew_begin(facs_crew *crew, facs_task *task);
void facs_crew_await(facs_crew *crew, facs_task *task);                /* on the caller's thread */
void facs_crew_await_as(facs_crew *crew, facs_task *task, int member); /* within a task, or there */

#endif
