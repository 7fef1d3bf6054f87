#include "os/desktop.h"

#include "os/interrupt.h"
#include "os/path.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

#ifdef __APPLE__
#define OPENER        "open"
#define HAS_DESKTOP() 1
#else
#define OPENER        "xdg-open"
#define HAS_DESKTOP() (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY"))
#endif

int facs_desktop_started(void)
{
    return getenv(FACS_DESKTOP_VARIABLE) != NULL;
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

int facs_desktop_open(const char *what)
{
    char opener[] = OPENER, *copy = HAS_DESKTOP() ? strdup(what) : NULL;
    char *const arguments[] = {opener, copy, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    if (!copy || posix_spawn_file_actions_init(&files) != 0) {
        free(copy);
        return 0;
    }
    int failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        /* Spawned, as Core ML does not survive a fork. Not waited for, as it may run as long as the
           browser. */
        failure = spawn(arguments, &files, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    free(copy);
    return failure == 0;
}

void facs_desktop_connect(void)
{
}

int facs_desktop_choose(const char *title, const facs_desktop_kind *kinds, int count, char ***paths)
{
    (void)title;
    (void)kinds;
    (void)count;
    *paths = NULL;
    return -ENOSYS;
}

char *facs_desktop_line(void)
{
    char *line = NULL;
    size_t size = 0;
    if (getline(&line, &size, stdin) < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

void facs_desktop_wait(void)
{
    if (facs_interrupted())
        return;
    fputs("Press Enter to close this window.\n", stderr);
    free(facs_desktop_line());
}

char *facs_desktop_document(const char *name)
{
    const char *home = getenv("HOME");
    char *documents =
        home && facs_path_is_absolute(home) ? facs_path_join(home, "Documents") : NULL;
    char *path = documents ? facs_path_join(documents, name) : NULL;
    free(documents);
    return path;
}
