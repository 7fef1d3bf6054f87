#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#endif

#include "os/process.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __APPLE__
#define RSS_BYTES 1
#else
#define RSS_BYTES 1024 /* kibibytes */
#endif

double facs_process_peak_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss * RSS_BYTES : 0;
}

#ifdef __linux__

/* The processors that this process may run on, as batch systems and taskset limit them. */
static int allowed_processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : INT_MAX;
}

/* The processor time that a container may use per time, rounded up: cgroup v2. */
static int granted_processors(void)
{
    long long quota, period;
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re"); /* "200000 100000" or "max 100000" */
    const int numbers = file ? fscanf(file, "%lld %lld", &quota, &period) : 0;
    if (file)
        fclose(file);
    if (numbers != 2 || quota < 1 || period < 1 || quota / period >= INT_MAX)
        return INT_MAX;
    return (int)((quota + period - 1) / period);
}

#else

static int allowed_processors(void)
{
    return INT_MAX;
}

static int granted_processors(void)
{
    return INT_MAX;
}

#endif

int facs_process_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

const char *facs_environment(const char *name)
{
    return getenv(name);
}

int facs_processor_count(void)
{
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    int count = online < 1 ? 1 : (int)online;
    const int allowed = allowed_processors(), granted = granted_processors();
    count = allowed > 0 && allowed < count ? allowed : count;
    return granted < count ? granted : count;
}

void facs_host_name(char *name, size_t size)
{
    if (gethostname(name, size) != 0)
        name[0] = '\0';
    name[size - 1] = '\0';
}

void facs_system_name(char *name, size_t size)
{
    struct utsname system;
    name[0] = '\0';
    if (uname(&system) == 0)
        snprintf(name, size, "%s %s %s", system.sysname, system.release, system.machine);
}

int facs_random_bytes(void *bytes, size_t count)
{
    return getentropy(bytes, count) == 0 ? 0 : -errno;
}

int facs_environment_default(const char *name, const char *value)
{
    return setenv(name, value, 0) == 0 ? 0 : -errno;
}
