/* The example program does what its comment says. */
#include "spawn.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"
#include "tiny_world.h"

#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

static int count(const char *text, const char *word)
{
    int n = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        n++;
    return n;
}

/* The examples end their lines as the system's programs do. */
static void remove_returns(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (*c != '\r')
            *to++ = *c;
    *to = 0;
}

static void test_one_line_a_frame_and_the_means(void **state)
{
    char expected[64];
    (void)state;
    outcome o = run_built(getenv("FACS_EXAMPLE"), "frames models pfld");
    remove_returns(o.out);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    assert_int_equal(count(o.out, " s  "), TINY_FRAMES);
    assert_non_null(strstr(o.out, "   0.367 s  AU"));
    /* Between two detections, some of the three pictures without a face may count as faces. */
    int faces = TINY_FRAMES - count(o.out, "no face");
    assert_in_range(faces, TINY_FRAMES - 3, TINY_FRAMES);
    snprintf(expected, sizeof(expected), "mean over %d frames with a face, calibrated:\n", faces);
    assert_non_null(strstr(o.out, expected));
    assert_non_null(strstr(o.out, "Lip corner puller\n"));
    assert_int_equal(count(o.out, "AU"), 3 * faces + FACS_INTENSITIES); /* the strongest, means */
    outcome_free(&o);
}

static void test_failure(void **state)
{
    (void)state;
    outcome o = run_built(getenv("FACS_EXAMPLE"), "absent.mp4 models");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "au_of_video: absent.mp4"));
    outcome_free(&o);
    o = run_built(getenv("FACS_EXAMPLE"), "");
    assert_int_equal(o.status, 2);
    outcome_free(&o);
}

/* The other examples end as they should if nothing can be opened. */
static void test_the_others_say_what_is_missing(void **state)
{
    static const char *const others[][2] = {{"own_frames", "absent frames/000.ppm"},
                                            {"live", "absent.mp4 absent"},
                                            {"result_in_memory", "absent.mp4 absent"},
                                            {"study", "absent frames out"},
                                            {"mean_intensities", "absent frames"}};
    (void)state;
    const char *first = getenv("FACS_EXAMPLE");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%.*s/%s%s", (int)(strrchr(first, '/') - first), first,
                 others[i][0], ON_WINDOWS ? ".exe" : "");
        if (access(path, X_OK) != 0)
            continue; /* no C++ compiler */
        outcome o = run_built(path, others[i][1]);
        assert_int_equal(o.status, 1);
        assert_non_null(strstr(o.err, others[i][0]));
        assert_non_null(strstr(o.err, "absent"));
        outcome_free(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_line_a_frame_and_the_means, setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_failure, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_others_say_what_is_missing, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
