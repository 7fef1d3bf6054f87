#include "base/crew.h"

#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

typedef struct helper {
    facs_crew *crew;
    int member;
    facs_thread thread;
} helper;

struct facs_crew {
    facs_mutex mutex;      /* a plain one, which cannot fail if it is used correctly */
    facs_condition wanted; /* for idle helpers: there is a task, or the crew is closing */
    facs_condition done;   /* for members in await: an awaited task is done, or there is a task */
    int members, started;  /* helpers that run: members - 1 once all do */
    int closed;
    int idle, awaiting;        /* members that wait for wanted, for done */
    facs_task *first, **after; /* waiting tasks: the oldest, and where the next goes */
    int waiting;               /* their number */
    helper helpers[];
};

/* Called with the mutex held, like the following. Takes the oldest task of at least this level;
 * NULL: none is waiting. */
static facs_task *take(facs_crew *crew, int level)
{
    facs_task **at = &crew->first;
    while (*at && (*at)->level < level)
        at = &(*at)->next;
    facs_task *task = *at;
    if (!task)
        return NULL;
    *at = task->next;
    if (crew->after == &task->next)
        crew->after = at;
    crew->waiting--;
    return task;
}

static void do_task(facs_crew *crew, facs_task *task, int member)
{
    facs_mutex_unlock(&crew->mutex);
    task->run(task->self, member);
    facs_mutex_lock(&crew->mutex);
    task->is_done = 1;
    if (task->is_awaited)
        facs_condition_broadcast(&crew->done);
}

/* Counts the waiting member in *count. */
static int wait_for(facs_crew *crew, facs_condition *condition, int *count)
{
    ++*count;
    const int status = facs_condition_wait(condition, &crew->mutex);
    --*count;
    return status;
}

static void *help(void *argument)
{
    const helper *own = argument;
    facs_crew *crew = own->crew;
    facs_mutex_lock(&crew->mutex);
    while (!crew->closed) {
        facs_task *task = take(crew, 0);
        if (task)
            do_task(crew, task, own->member);
        else if (wait_for(crew, &crew->wanted, &crew->idle) != 0)
            break;
    }
    facs_mutex_unlock(&crew->mutex);
    return NULL;
}

int facs_crew_open(facs_crew **out, int members)
{
    *out = NULL;
    if (members < 1 || members > FACS_CREW_MAX)
        return -EINVAL;
    facs_crew *crew = calloc(1, sizeof(*crew) + (size_t)(members - 1) * sizeof(crew->helpers[0]));
    if (!crew)
        return -ENOMEM;
    crew->members = members;
    crew->after = &crew->first;
    int status = facs_monitor_init(&crew->mutex, &crew->wanted, &crew->done);
    if (status < 0) {
        free(crew);
        return status;
    }
    while (crew->started < members - 1) {
        helper *next = &crew->helpers[crew->started];
        *next = (helper){.crew = crew, .member = crew->started + 1};
        int failure = facs_thread_start(&next->thread, help, next);
        if (failure) {
            facs_crew_close(&crew);
            return failure;
        }
        crew->started++;
    }
    *out = crew;
    return 0;
}

void facs_crew_close(facs_crew **address)
{
    facs_crew *crew = *address;
    if (!crew)
        return;
    facs_mutex_lock(&crew->mutex);
    crew->closed = 1;
    facs_condition_broadcast(&crew->wanted);
    facs_mutex_unlock(&crew->mutex);
    for (int i = 0; i < crew->started; i++)
        facs_thread_join(crew->helpers[i].thread);
    facs_condition_destroy(&crew->done);
    facs_condition_destroy(&crew->wanted);
    facs_mutex_destroy(&crew->mutex);
    free(crew);
    *address = NULL;
}

int facs_crew_members(const facs_crew *crew)
{
    return crew ? crew->members : 1;
}

void facs_crew_begin(facs_crew *crew, facs_task *task)
{
    task->is_done = task->is_awaited = 0;
    task->next = NULL;
    if (facs_crew_members(crew) == 1)
        return;
    facs_mutex_lock(&crew->mutex);
    *crew->after = task;
    crew->after = &task->next;
    crew->waiting++;
    if (crew->idle > 0)
        facs_condition_signal(&crew->wanted);
    if (crew->awaiting > 0 && crew->waiting > crew->idle) /* too few helpers for all */
        facs_condition_broadcast(&crew->done);
    facs_mutex_unlock(&crew->mutex);
}

void facs_crew_await_as(facs_crew *crew, facs_task *task, int member)
{
    if (facs_crew_members(crew) == 1) {
        if (!task->is_done)
            task->run(task->self, 0);
        task->is_done = 1;
        return;
    }
    facs_mutex_lock(&crew->mutex);
    while (!task->is_done) {
        facs_task *other = take(crew, task->level);
        task->is_awaited = !other;
        if (other)
            do_task(crew, other, member);
        else if (wait_for(crew, &crew->done, &crew->awaiting) != 0)
            break;
    }
    facs_mutex_unlock(&crew->mutex);
}

void facs_crew_await(facs_crew *crew, facs_task *task)
{
    facs_crew_await_as(crew, task, 0);
}
