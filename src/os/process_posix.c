#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#endif

#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

extern char **environ;

#ifdef __APPLE__
#define OPENER        "open"
#define RSS_BYTES     1
#define HAS_DESKTOP() 1
#else
#define OPENER        "xdg-open"
#define RSS_BYTES     1024 /* kibibytes */
#define HAS_DESKTOP() (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY"))
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

/*
 * The opener's output must not mix with the results, and Ctrl-C must not end the browser: it gets
 * its own process group.
 */
static int spawn(char *const arguments[], posix_spawn_file_actions_t *files,
                 posix_spawnattr_t *attributes)
{
    pid_t child;
    int failure = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (int file = STDOUT_FILENO; file <= STDERR_FILENO && failure == 0; file++)
        failure = posix_spawn_file_actions_addopen(files, file, "/dev/null", O_WRONLY, 0);
    if (failure == 0)
        failure = posix_spawnattr_setpgroup(attributes, 0);
    if (failure == 0)
        failure = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP);
    if (failure == 0)
        failure = posix_spawnp(&child, arguments[0], files, attributes, arguments, environ);
    return failure;
}

const char *facs_certificates(void)
{
    static const char *const files[] = {
        "/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch */
        "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, Red Hat */
        "/etc/ssl/ca-bundle.pem",             /* openSUSE */
        "/etc/ssl/cert.pem"                   /* macOS, Alpine */
    };
    const char *named = facs_environment("SSL_CERT_FILE");
    if (named && named[0])
        return named;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

int facs_desktop_open(const char *address)
{
    char opener[] = OPENER, where[256];
    char *const arguments[] = {opener, where, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    if (!HAS_DESKTOP() || snprintf(where, sizeof(where), "%s", address) >= (int)sizeof(where) ||
        posix_spawn_file_actions_init(&files) != 0)
        return 0;
    int failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        /* Spawned, as Core ML does not survive a fork. Not waited for, as it may run as long as the
           browser. */
        failure = spawn(arguments, &files, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failure == 0;
}
