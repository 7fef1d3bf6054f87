/*
 * The default chain gives the same CSV, byte for byte at full precision, on every processor: on
 * this one, on the plain path, on an older one (with qemu), and in a build for another
 * architecture.
 */
#include "spawn.h"

#include "base/cpu.h"
#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* WMV, MPEG-4 and H.264; one face and several. Few frames, because qemu is slow. */
static const struct {
    const char *clip, *options;
} cases[] = {{"videos/default.wmv", "--max-frames 5"},
             {"videos/multi_face.avi", "--max-frames 3 --faces all"},
             {"videos/single_face.mp4", "--max-frames 4"}};
#define CASES (sizeof(cases) / sizeof(cases[0]))

static char *first[CASES]; /* this build's results on this machine */

typedef outcome run_command(const char *arguments);

static char *csv_of(size_t number, run_command *run)
{
    char line[2048];

    unlink(scratch("result.csv"));
    snprintf(line, sizeof(line),
             "extract %s %s --full-precision --quiet --threads 1 --models %s -o result.csv",
             shared_path(cases[number].clip), cases[number].options, shared_models());
    outcome o = run(line);
    if (o.status != 0)
        fail_msg("%s: status %d: %s", line, o.status, o.err);
    outcome_free(&o);
    return read_text(scratch("result.csv"));
}

/* Returns the line in which the two differ. */
static void assert_same(size_t number, const char *found)
{
    const char *expected = first[number];
    int line = 1;

    assert_non_null(expected);
    for (size_t i = 0; expected[i] || found[i]; i++) {
        if (expected[i] != found[i])
            fail_msg("%s: the CSV differs in line %d", cases[number].clip, line);
        line += expected[i] == '\n';
    }
    assert_true(line > 3);
}

static void check(run_command *run)
{
    for (size_t i = 0; i < CASES; i++) {
        char *found = csv_of(i, run);
        assert_same(i, found);
        free(found);
    }
}

static void here(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        first[i] = csv_of(i, run_facs);
    if (exe_wrapper()[0] == '\0')
        check(run_facs); /* a second time */
}

static void on_the_plain_path(void **state)
{
    (void)state;
    if (!facs_cpu_is_fast())
        skip();
    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    check(run_facs);
    unsetenv("FACS_SIMD");
}

static outcome run_on_haswell(const char *arguments)
{
    char line[2048];
    snprintf(line, sizeof(line), "qemu-x86_64 -cpu Haswell %s %s", getenv("FACS_EXE"), arguments);
    return run_program("/usr/bin/env", line);
}

/* AVX2 and FMA but nothing newer. Needs a build for x86-64 without a sanitizer, and qemu-x86_64
 * (Debian: qemu-user). */
static void on_a_haswell(void **state)
{
    (void)state;
#if !defined(__x86_64__) || defined(__SANITIZE_ADDRESS__)
    skip();
#endif
    if (system("command -v qemu-x86_64 >/dev/null") != 0)
        skip();
    check(run_on_haswell);
}

static outcome run_other_build(const char *arguments)
{
    return run_program(getenv("FACS_NATIVE_EXE"), arguments);
}

/* Compares a build for another architecture, run by qemu, with the one for this machine in build/.
 */
static void on_the_native_machine(void **state)
{
    (void)state;
    if (exe_wrapper()[0] == '\0' || access(getenv("FACS_NATIVE_EXE"), X_OK) != 0)
        skip();
    check(run_other_build);
}

static int teardown(void **state)
{
    for (size_t i = 0; i < CASES; i++)
        free(first[i]);
    return scratch_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(here),
        cmocka_unit_test(on_the_plain_path),
        cmocka_unit_test(on_a_haswell),
        cmocka_unit_test(on_the_native_machine),
    };
    return cmocka_run_group_tests_name("same_bytes", tests, scratch_setup, teardown);
}
