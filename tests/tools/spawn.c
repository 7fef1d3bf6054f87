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

#define MAX_ARGUMENTS 64
#define MAX_SECONDS   120

static void redirect(const char *path, int flags, int to)
{
    int from = open(path, flags, 0600);
    if (from < 0 || dup2(from, to) < 0)
        _exit(127);
    close(from);
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

const char *exe_wrapper(void)
{
    const char *words = getenv("MESON_EXE_WRAPPER");
    return words ? words : "";
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

void exec_built(const char *program, const char *arguments)
{
    exec_under(exe_wrapper(), program, arguments);
}

/* In the child: runs the program in the scratch folder with redirected input and output. */
static void start(const char *wrapper, const char *program, const char *arguments)
{
    if (chdir(scratch("")) != 0)
        _exit(127);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect("stdout.txt", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect("stderr.txt", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    alarm(MAX_SECONDS); /* outlives the exec */
    exec_under(wrapper, program, arguments);
}

/* Removes the warnings that contain these words from text. Returns their number. */
static int take_warnings(char *text, const char *words)
{
    int count = 0;
    for (char *line = text; *line;) {
        char *end = strchr(line, '\n');
        const char *found = strstr(line, words);
        end = end ? end + 1 : line + strlen(line);
        if (found && found < end && strncmp(line, "facs: warning: ", 15) == 0) {
            memmove(line, end, strlen(end) + 1);
            count++;
        } else {
            line = end;
        }
    }
    return count;
}

static outcome run(const char *wrapper, const char *program, const char *arguments)
{
    int status = 0;
    assert_non_null(program);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        start(wrapper, program, arguments);
    assert_int_equal(waitpid(child, &status, 0), child);
    outcome o = {.out = read_text(scratch("stdout.txt")), .err = read_text(scratch("stderr.txt"))};
    if (WIFSIGNALED(status))
        o.status = WTERMSIG(status) == SIGALRM ? 999 : 128 + WTERMSIG(status);
    else
        o.status = WEXITSTATUS(status);
    assert_int_not_equal(o.status, 127);
    o.short_clips = take_warnings(o.err, "too few frames for dynamic models");
    return o;
}

outcome run_program(const char *program, const char *arguments)
{
    return run("", program, arguments);
}

outcome run_built(const char *program, const char *arguments)
{
    return run(exe_wrapper(), program, arguments);
}

outcome run_facs(const char *arguments)
{
    return run_built(getenv("FACS_EXE"), arguments);
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
