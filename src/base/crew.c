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
    facs_condition wanted; /* there is a task, or the crew is closing */
    facs_condition done;   /* a helper has finished a task */
    int members, started;  /* helpers that run: members - 1 once all do */
    int closed;
    facs_task *first, **after; /* waiting tasks: the oldest, and where the next goes */
    helper helpers[];
};

/* Runs the oldest task. Called with the mutex held and a task waiting. */
static void do_first(facs_crew *crew, int member)
{
    facs_task *task = crew->first;
    crew->first = task->next;
    if (!crew->first)
        crew->after = &crew->first;
    facs_mutex_unlock(&crew->mutex);
    task->run(task->self, member);
    facs_mutex_lock(&crew->mutex);
    task->is_done = 1;
}

static void *help(void *argument)
{
    const helper *own = argument;
    facs_crew *crew = own->crew;
    facs_mutex_lock(&crew->mutex);
    while (!crew->closed) {
        if (crew->first) {
            do_first(crew, own->member);
            facs_condition_signal(&crew->done);
        } else if (facs_condition_wait(&crew->wanted, &crew->mutex) != 0) {
            break;
        }
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
    task->is_done = 0;
    task->next = NULL;
    if (facs_crew_members(crew) == 1)
        return;
    facs_mutex_lock(&crew->mutex);
    *crew->after = task;
    crew->after = &task->next;
    facs_condition_signal(&crew->wanted);
    facs_mutex_unlock(&crew->mutex);
}

void facs_crew_await(facs_crew *crew, facs_task *task)
{
    if (facs_crew_members(crew) == 1) {
        if (!task->is_done)
            task->run(task->self, 0);
        task->is_done = 1;
        return;
    }
    facs_mutex_lock(&crew->mutex);
    while (!task->is_done) {
        if (crew->first)
            do_first(crew, 0);
        else if (facs_condition_wait(&crew->done, &crew->mutex) != 0)
            break;
    }
    facs_mutex_unlock(&crew->mutex);
}
