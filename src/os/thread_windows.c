#include "os/thread.h"

#include <windows.h>

/*
 * Windows' slim reader/writer locks and condition variables are one word each, zero at first, and
 * wait without objects of the kernel. They allocate nothing, so nothing can fail here and there is
 * nothing to release.
 */
_Static_assert(sizeof(facs_mutex) == sizeof(SRWLOCK), "facs_mutex has another size");
_Static_assert(sizeof(facs_condition) == sizeof(CONDITION_VARIABLE),
               "facs_condition has another size");

/* A longer wait wakes early; the caller then waits for the rest. */
#define MAX_WAIT_MS (60 * 60 * 1000)

static SRWLOCK *lock_of(facs_mutex *mutex)
{
    return (SRWLOCK *)mutex;
}

static CONDITION_VARIABLE *variable_of(facs_condition *condition)
{
    return (CONDITION_VARIABLE *)condition;
}

int facs_mutex_init(facs_mutex *mutex)
{
    InitializeSRWLock(lock_of(mutex));
    return 0;
}

int facs_mutex_lock(facs_mutex *mutex)
{
    AcquireSRWLockExclusive(lock_of(mutex));
    return 0;
}

int facs_mutex_unlock(facs_mutex *mutex)
{
    ReleaseSRWLockExclusive(lock_of(mutex));
    return 0;
}

int facs_mutex_destroy(facs_mutex *mutex)
{
    (void)mutex;
    return 0;
}

int facs_condition_init(facs_condition *condition)
{
    InitializeConditionVariable(variable_of(condition));
    return 0;
}

int facs_condition_signal(facs_condition *condition)
{
    WakeConditionVariable(variable_of(condition));
    return 0;
}

int facs_condition_broadcast(facs_condition *condition)
{
    WakeAllConditionVariable(variable_of(condition));
    return 0;
}

int facs_condition_destroy(facs_condition *condition)
{
    (void)condition;
    return 0;
}

/* 0, also if the time is over. */
static int sleep_at_most(facs_condition *condition, facs_mutex *mutex, DWORD ms)
{
    if (SleepConditionVariableSRW(variable_of(condition), lock_of(mutex), ms, 0))
        return 0;
    return GetLastError() == ERROR_TIMEOUT ? 0 : -EINVAL;
}

int facs_condition_wait(facs_condition *condition, facs_mutex *mutex)
{
    return sleep_at_most(condition, mutex, INFINITE);
}

/* Windows counts in whole milliseconds and may be early by a tick of its clock. Then this is one of
 * the wakes for no reason, after which the caller waits for the rest. */
int facs_condition_wait_until(facs_condition *condition, facs_mutex *mutex, double deadline_ms)
{
    const double left = deadline_ms - facs_clock_ms();
    if (left <= 0)
        return -ETIMEDOUT;
    const int status =
        sleep_at_most(condition, mutex, left < MAX_WAIT_MS ? (DWORD)left + 1 : MAX_WAIT_MS);
    if (status < 0)
        return status;
    return facs_clock_ms() < deadline_ms ? 0 : -ETIMEDOUT;
}
