/*
 * If a library of FFmpeg cannot be opened, whatever decodes says so, with the status for what is
 * missing on the machine, whichever option asks first; and facs doctor does not promise anything.
 * The loader is shown a file that is no library.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const broken[] = {FACS_AVFORMAT_LEAF, FACS_SWSCALE_LEAF};
#define BROKEN (sizeof(broken) / sizeof(broken[0]))

/* One library cannot be opened from now on. */
static void break_library(size_t i)
{
    if (i > 0)
        assert_int_equal(remove(scratch(broken[i - 1])), 0);
    write_text(scratch(broken[i]), "");
    assert_int_equal(setenv("LD_LIBRARY_PATH", scratch(""), 1), 0);
}

static int teardown(void **state)
{
    unsetenv("LD_LIBRARY_PATH");
    return scratch_teardown(state);
}

static void test_what_decodes_says_what_is_missing(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "extract -o a.csv --quiet",
        "extract -o a.csv --quiet --hwaccel auto",
        "extract -o a.csv --quiet --hwaccel cuda",
        "extract -o a.csv --quiet --overlay a.mp4",
        "live --quiet --hwaccel vaapi",
        "FeatureExtraction -out_dir out -f",
    };
    for (size_t i = 0; i < BROKEN; i++) {
        break_library(i);
        for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
            char line[1500];
            snprintf(line, sizeof(line), "%s %s --models %s", lines[k],
                     shared_path("videos/single_face.mp4"), shared_models());
            assert_refused(line, 3, broken[i]);
            assert_false(exists(scratch("a.csv")));
        }
    }
}

static void test_doctor(void **state)
{
    (void)state;
    char line[1200];
    snprintf(line, sizeof(line), "doctor --models %s", shared_models());
    for (size_t i = 0; i < BROKEN; i++) {
        break_library(i);
        outcome o = run_facs(line);
        assert_int_equal(o.status, 3);
        assert_non_null(strstr(o.out, "decoding  no videos and pictures: "));
        assert_non_null(strstr(o.out, "devices   no --hwaccel: "));
        assert_non_null(strstr(o.out, "facs extract does not work here yet"));
        assert_non_null(strstr(o.out, "does not: FFmpeg is missing"));
        outcome_free(&o);
    }
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_what_decodes_says_what_is_missing),
        IN_SCRATCH(test_doctor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
