#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"
#include "spawn_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *exe_wrapper(void)
{
    const char *words = getenv("MESON_EXE_WRAPPER");
    return words ? words : "";
}

/* Removes the lines with this beginning that contain these words from text. Returns their number.
 */
static int take_lines(char *text, const char *beginning, const char *words)
{
    int count = 0;
    for (char *line = text; *line;) {
        char *end = strchr(line, '\n');
        const char *found = strstr(line, words);
        end = end ? end + 1 : line + strlen(line);
        if (found && found < end && strncmp(line, beginning, strlen(beginning)) == 0) {
            memmove(line, end, strlen(end) + 1);
            count++;
        } else {
            line = end;
        }
    }
    return count;
}

static int open_scratch(const char *name)
{
    const int handle = open(scratch(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(handle >= 0);
    return handle;
}

static outcome run(const char *wrapper, const char *program, const char *arguments)
{
    assert_non_null(program);
    const int streams[3] = {-1, open_scratch("stdout.txt"), open_scratch("stderr.txt")};
    const running child = spawn_start(wrapper, program, arguments, streams);
    close(streams[1]);
    close(streams[2]);
    outcome o = {.status = end_of(child)};
    o.out = read_text(scratch("stdout.txt"));
    o.err = read_text(scratch("stderr.txt"));
    assert_int_not_equal(o.status, 127);
    o.short_clips = take_lines(o.err, "facs: warning: ", "too few frames for dynamic models");
    take_lines(o.err, "Failed to create DXGI factory", ""); /* ONNX Runtime under Wine */
    return o;
}

running start_built(const char *program, const char *arguments, const int streams[3])
{
    return spawn_start(exe_wrapper(), program, arguments, streams);
}

running start_facs(const char *arguments, int err)
{
    const int streams[3] = {-1, -1, err};
    return start_built(getenv("FACS_EXE"), arguments, streams);
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
