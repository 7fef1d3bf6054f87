/*
 * Threads, mutexes and conditions. All return 0 or a negative errno.
 *
 * A mutex is not recursive, and the thread that locked it unlocks it. A condition may wake for no
 * reason, so whoever waits looks at what it waits for in a loop; it may be signalled with or
 * without the mutex.
 *
 * On POSIX systems inline, so that they cost nothing and ThreadSanitizer sees them. On Windows,
 * threads are MinGW's winpthreads, mutexes and conditions Windows' own (thread_windows.c): those of
 * winpthreads are made of semaphores, several calls of the system for each wait.
 */
#ifndef FACS_OS_THREAD_H
#define FACS_OS_THREAD_H

#include "os/clock.h"

#include <errno.h>
#include <pthread.h>

typedef pthread_t facs_thread;

#ifdef _WIN32

typedef struct facs_mutex {
    void *lock; /* an SRWLOCK */
} facs_mutex;

typedef struct facs_condition {
    void *waiting; /* a CONDITION_VARIABLE */
} facs_condition;

/* clang-format off */
#define FACS_MUTEX_INITIALIZER {NULL}
/* clang-format on */

int facs_mutex_init(facs_mutex *mutex);
int facs_mutex_lock(facs_mutex *mutex);
int facs_mutex_unlock(facs_mutex *mutex);
int facs_mutex_destroy(facs_mutex *mutex);

/* Also for waits with a deadline. */
int facs_condition_init(facs_condition *condition);
int facs_condition_signal(facs_condition *condition);
int facs_condition_broadcast(facs_condition *condition);
int facs_condition_destroy(facs_condition *condition);
int facs_condition_wait(facs_condition *condition, facs_mutex *mutex);

/* The same, but at the latest until facs_clock_ms() reaches the deadline: -ETIMEDOUT. */
int facs_condition_wait_until(facs_condition *condition, facs_mutex *mutex, double deadline_ms);

#else

typedef pthread_mutex_t facs_mutex;
typedef pthread_cond_t facs_condition;

#define FACS_MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER

static inline int facs_mutex_init(facs_mutex *mutex)
{
    return -pthread_mutex_init(mutex, NULL);
}

/* Functions that only turn the sign of the status. */
#define FACS_THREAD_CALL(name, call, type)                                                         \
    static inline int name(type *object)                                                           \
    {                                                                                              \
        return -call(object);                                                                      \
    }

FACS_THREAD_CALL(facs_mutex_lock, pthread_mutex_lock, facs_mutex)
FACS_THREAD_CALL(facs_mutex_unlock, pthread_mutex_unlock, facs_mutex)
FACS_THREAD_CALL(facs_mutex_destroy, pthread_mutex_destroy, facs_mutex)
FACS_THREAD_CALL(facs_condition_signal, pthread_cond_signal, facs_condition)
FACS_THREAD_CALL(facs_condition_broadcast, pthread_cond_broadcast, facs_condition)
FACS_THREAD_CALL(facs_condition_destroy, pthread_cond_destroy, facs_condition)

/* Also for waits with a deadline. */
static inline int facs_condition_init(facs_condition *condition)
{
#if defined(__APPLE__)
    return -pthread_cond_init(condition, NULL); /* relative waits are used there */
#else
    /* The monotonic clock: a change of the time of day must not stretch a wait. */
    pthread_condattr_t attributes;
    int failure = pthread_condattr_init(&attributes);
    if (failure)
        return -failure;
    failure = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (!failure)
        failure = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return -failure;
#endif
}

static inline int facs_condition_wait(facs_condition *condition, facs_mutex *mutex)
{
    return -pthread_cond_wait(condition, mutex);
}

/* The same, but at the latest until facs_clock_ms() reaches the deadline: -ETIMEDOUT. */
static inline int facs_condition_wait_until(facs_condition *condition, facs_mutex *mutex,
                                            double deadline_ms)
{
#if defined(__APPLE__)
    const double left = deadline_ms - facs_clock_ms();
    const struct timespec time = facs_clock_timespec(left);
    return left <= 0 ? -ETIMEDOUT : -pthread_cond_timedwait_relative_np(condition, mutex, &time);
#else
    const struct timespec time = facs_clock_timespec(deadline_ms);
    return -pthread_cond_timedwait(condition, mutex, &time);
#endif
}

#endif

/* A mutex and one or two conditions to wait for with it (second: NULL if one): all or none. */
static inline int facs_monitor_init(facs_mutex *mutex, facs_condition *first,
                                    facs_condition *second)
{
    int status = facs_mutex_init(mutex);
    if (status)
        return status;
    status = facs_condition_init(first);
    if (!status && second && (status = facs_condition_init(second)) != 0)
        facs_condition_destroy(first);
    if (status)
        facs_mutex_destroy(mutex);
    return status;
}

static inline int facs_thread_start(facs_thread *thread, void *(*run)(void *), void *argument)
{
    return -pthread_create(thread, NULL, run, argument);
}

/* Nobody will join it. */
static inline int facs_thread_detach(facs_thread thread)
{
    return -pthread_detach(thread);
}

static inline int facs_thread_join(facs_thread thread)
{
    return -pthread_join(thread, NULL);
}

#endif
