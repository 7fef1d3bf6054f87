#include "cmocka_all.h"
#include "scratch.h"
#include "spawn_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGUMENTS 64

static void redirect(int from, int to)
{
    const int handle = from < 0 ? open("/dev/null", O_RDWR) : from;
    if (handle < 0 || dup2(handle, to) < 0)
        _exit(127);
}

/* Appends words to argv, which has count. Blanks separate words; "%" stands for a blank in one. */
static void add_words(char **argv, int count, char *line)
{
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        for (char *c = word; *c; c++)
            *c = *c == '%' ? ' ' : *c;
        if (count == MAX_ARGUMENTS - 1)
            abort();
        argv[count++] = word;
    }
    argv[count] = NULL;
}

/* Becomes a program with its arguments, under a wrapper unless that is "". */
static void exec_under(const char *wrapper, const char *program, const char *arguments)
{
    char shell[] = "sh", option[] = "-c", command[1024], name[256], line[2048];
    char *argv[MAX_ARGUMENTS] = {shell, option, command, name};
    snprintf(command, sizeof(command), "exec %s \"$0\" \"$@\"", wrapper);
    snprintf(name, sizeof(name), "%s", program);
    snprintf(line, sizeof(line), "%s", arguments);
    add_words(argv, 4, line);
    execv(*wrapper ? "/bin/sh" : program, argv + (*wrapper ? 0 : 3));
    _exit(127);
}

running spawn_start(const char *wrapper, const char *program, const char *arguments,
                    const int streams[3])
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    if (chdir(scratch("")) != 0)
        _exit(127);
    for (int i = 0; i < 3; i++)
        redirect(streams[i], i);
    for (int i = 0; i < 3; i++)
        if (streams[i] > 2)
            close(streams[i]);
    alarm(SPAWN_SECONDS); /* outlives the exec */
    exec_under(wrapper, program, arguments);
    return -1;
}

void interrupt_program(running program)
{
    assert_int_equal(kill((pid_t)program, SIGINT), 0);
}

void terminate_program(running program)
{
    assert_int_equal(kill((pid_t)program, SIGTERM), 0);
}

void kill_program(running program)
{
    kill((pid_t)program, SIGKILL);
}

int end_of(running program)
{
    int status = 0;
    assert_int_equal(waitpid((pid_t)program, &status, 0), program);
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGALRM ? 999 : 128 + WTERMSIG(status);
    return WEXITSTATUS(status);
}
