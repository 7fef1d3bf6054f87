#include "os/again.h"

#include "os/clock.h"
#include "os/interrupt.h"
#include "os/library.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define LOOK_MS     5
#define NOT_STARTED 127 /* posix_spawn()'s child, on systems that learn of a failure only there */

static int start(pid_t *child, char *program, char *argument)
{
    char *const arguments[] = {program, argument, NULL};
    posix_spawn_file_actions_t files;
    int failure = posix_spawn_file_actions_init(&files);
    if (failure)
        return -failure;
    failure = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failure == 0)
        failure = posix_spawn(child, program, &files, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    return -failure;
}

static int end_of(pid_t child, double seconds)
{
    const double deadline = facs_clock_ms() + 1e3 * seconds;
    int status = 0, ended = 0; /* why, as a negative errno */
    pid_t found;
    while ((found = waitpid(child, &status, ended ? 0 : WNOHANG)) != child) {
        if (found < 0 && errno != EINTR)
            return -errno;
        if (!ended && (facs_interrupted() || facs_clock_ms() > deadline)) {
            ended = facs_interrupted() ? -EINTR : -ETIMEDOUT;
            kill(child, SIGKILL);
        }
        facs_clock_sleep_ms(LOOK_MS);
    }
    if (ended || !WIFEXITED(status))
        return ended ? ended : -EIO;
    return WEXITSTATUS(status) == NOT_STARTED ? -ENOEXEC : WEXITSTATUS(status);
}

int facs_again_run(const char *argument, double seconds)
{
    char *program = facs_library_path_at((facs_library_function)facs_again_run);
    char *copy = strdup(argument);
    pid_t child = -1;
    int status = program && copy ? start(&child, program, copy) : -ENOENT;
    free(program);
    free(copy);
    return status < 0 ? status : end_of(child, seconds);
}
