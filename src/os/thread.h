/*
 * Threads, mutexes and conditions: POSIX threads everywhere; on Windows the compiler's own
 * winpthreads. Plain names for them, so that they cost nothing and ThreadSanitizer sees them.
 * Everything answers 0 or a negative errno.
 */
#ifndef FACS_OS_THREAD_H
#define FACS_OS_THREAD_H

#include "os/clock.h"

#include <errno.h>
#include <pthread.h>

typedef pthread_mutex_t facs_mutex;
typedef pthread_cond_t facs_condition;
typedef pthread_t facs_thread;

#define FACS_MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER

static inline int facs_mutex_init(facs_mutex *mutex)
{
    return -pthread_mutex_init(mutex, NULL);
}

static inline void facs_mutex_destroy(facs_mutex *mutex)
{
    pthread_mutex_destroy(mutex);
}

static inline int facs_mutex_lock(facs_mutex *mutex)
{
    return -pthread_mutex_lock(mutex);
}

static inline int facs_mutex_unlock(facs_mutex *mutex)
{
    return -pthread_mutex_unlock(mutex);
}

/* For waits with a deadline, too. */
static inline int facs_condition_init(facs_condition *condition)
{
#if defined(__APPLE__) || defined(_WIN32)
    return -pthread_cond_init(condition, NULL); /* these have relative waits */
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

static inline void facs_condition_destroy(facs_condition *condition)
{
    pthread_cond_destroy(condition);
}

static inline int facs_condition_signal(facs_condition *condition)
{
    return -pthread_cond_signal(condition);
}

static inline int facs_condition_broadcast(facs_condition *condition)
{
    return -pthread_cond_broadcast(condition);
}

static inline int facs_condition_wait(facs_condition *condition, facs_mutex *mutex)
{
    return -pthread_cond_wait(condition, mutex);
}

/* The same until a time of facs_clock_ms(), then -ETIMEDOUT. */
static inline int facs_condition_wait_until(facs_condition *condition, facs_mutex *mutex,
                                            double deadline_ms)
{
#if defined(__APPLE__) || defined(_WIN32)
    const double left = deadline_ms - facs_clock_ms();
    const struct timespec time = facs_clock_timespec(left);
    return left <= 0 ? -ETIMEDOUT : -pthread_cond_timedwait_relative_np(condition, mutex, &time);
#else
    const struct timespec time = facs_clock_timespec(deadline_ms);
    return -pthread_cond_timedwait(condition, mutex, &time);
#endif
}

static inline int facs_thread_start(facs_thread *thread, void *(*run)(void *), void *argument)
{
    return -pthread_create(thread, NULL, run, argument);
}

static inline int facs_thread_join(facs_thread thread)
{
    return -pthread_join(thread, NULL);
}

#endif
