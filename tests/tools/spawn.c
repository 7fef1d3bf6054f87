#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ARGUMENTS 64
#define MOST_SECONDS   120

static void redirect(const char *path, int flags, int to)
{
    int from = open(path, flags, 0600);
    if (from < 0 || dup2(from, to) < 0)
        _exit(127);
    close(from);
}

static void start(const char *program, char **argv)
{
    if (chdir(scratch("")) != 0)
        _exit(127);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect("stdout.txt", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect("stderr.txt", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    alarm(MOST_SECONDS); /* outlives the exec */
    execv(program, argv);
    _exit(127);
}

static int split(char *line, const char *program, char **argv, char *name)
{
    int count = 0;
    char *rest = NULL;
    snprintf(name, 256, "%s", program);
    argv[count++] = name;
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        for (char *c = word; *c; c++)
            *c = *c == '%' ? ' ' : *c;
        assert_true(count < MOST_ARGUMENTS - 1);
        argv[count++] = word;
    }
    argv[count] = NULL;
    return count;
}

outcome run_program(const char *program, const char *arguments)
{
    char *argv[MOST_ARGUMENTS], name[256], *line = strdup(arguments);
    int status = 0;
    assert_non_null(line);
    split(line, program, argv, name);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        start(program, argv);
    assert_int_equal(waitpid(child, &status, 0), child);
    free(line);
    outcome o = {.out = read_text(scratch("stdout.txt")), .err = read_text(scratch("stderr.txt"))};
    if (WIFSIGNALED(status))
        o.status = WTERMSIG(status) == SIGALRM ? 999 : 128 + WTERMSIG(status);
    else
        o.status = WEXITSTATUS(status);
    assert_int_not_equal(o.status, 127);
    return o;
}

outcome run_facs(const char *arguments)
{
    const char *program = getenv("FACS_EXE");
    assert_non_null(program);
    return run_program(program, arguments);
}

void outcome_free(outcome *o)
{
    free(o->out);
    free(o->err);
}

void assert_refused(const char *arguments, int status, const char *words)
{
    outcome o = run_facs(arguments);
    size_t length = strlen(o.err);
    if (o.status != status || !strstr(o.err, words))
        fail_msg("facs %s: status %d (expected %d), and it said: %s(expected: %s)", arguments,
                 o.status, status, o.err, words);
    assert_int_equal(strncmp(o.err, "facs: ", 6), 0);
    assert_true(length > 0 && strchr(o.err, '\n') == o.err + length - 1);
    assert_string_equal(o.out, "");
    outcome_free(&o);
}
