#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int skipped;

void tap_note_skip(void)
{
    skipped = 1;
}

int tap_skip_all(const char *why)
{
    printf("1..0 # SKIP %s\n", why);
    return 0;
}

/* The fixture of a group is run here, with the tests one by one in groups of their own, as cmocka
 * does not say how each of a group ended. An assertion that fails outside of a test ends the
 * program. */
static void *fixture(CMFixtureFunction function, void *state, int tap)
{
    if (function && function(&state) != 0) {
        dprintf(tap, "Bail out! The group's fixture failed\n");
        exit(1);
    }
    return state;
}

/* Where TAP goes; standard output leads to standard error from here on. */
static int open_tap(void)
{
    const int tap = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fflush(stdout) != 0 || tap < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        perror("standard output");
        exit(1);
    }
    setvbuf(stdout, NULL, _IOLBF, 0); /* in the order of what standard error gets */
    return tap;
}

int tap_run(const char *group, const struct CMUnitTest *tests, size_t count,
            CMFixtureFunction set_up, CMFixtureFunction tear_down)
{
    int failed = 0;
    const int tap = open_tap();
    cmocka_set_message_output(CM_OUTPUT_SUBUNIT); /* the shortest */
    dprintf(tap, "1..%zu\n", count);
    void *state = fixture(set_up, NULL, tap);
    for (size_t i = 0; i < count; i++) {
        struct CMUnitTest test = tests[i];
        if (!test.initial_state)
            test.initial_state = state;
        skipped = 0;
        const int bad = _cmocka_run_group_tests(group, &test, 1, NULL, NULL) != 0;
        dprintf(tap, "%sok %zu - %s%s\n", bad ? "not " : "", i + 1, test.name,
                !bad && skipped ? " # SKIP" : "");
        failed += bad;
    }
    fixture(tear_down, state, tap);
    close(tap);
    return failed;
}
