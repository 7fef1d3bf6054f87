#include "browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

#ifdef __APPLE__
#define OPENER "open"
static int has_desktop(void)
{
    return 1;
}
#else
#define OPENER "xdg-open"
static int has_desktop(void)
{
    return getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");
}
#endif

/*
 * What the opener says must not stand among the lines of results, and Ctrl-C must not end the
 * browser: it is a group of its own.
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

int facs_browser_open(const char *address)
{
    char opener[] = OPENER, where[256];
    char *const arguments[] = {opener, where, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    if (!isatty(STDERR_FILENO) || !has_desktop() ||
        snprintf(where, sizeof(where), "%s", address) >= (int)sizeof(where) ||
        posix_spawn_file_actions_init(&files) != 0)
        return 0;
    int failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        /* Spawned, not forked: Core ML would not stand that. Not waited for: it may stay as long as
           the browser. */
        failure = spawn(arguments, &files, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failure == 0;
}
