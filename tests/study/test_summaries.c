/* facs_summarize: many results in one table. */
#include "cmocka_all.h"
#include "folder.h"
#include "made_study.h"

#include <facs/answers.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESULTS = 30 };

static char text[8192]; /* messages */

static void keep(void *opaque, facs_log_level level, const char *message)
{
    (void)opaque;
    (void)level;
    const size_t length = strlen(text);
    snprintf(text + length, sizeof(text) - length, "%s\n", message);
}

static facs_summarize_options options_with(int jobs)
{
    facs_summarize_options options;
    facs_default_summarize_options(&options);
    options.jobs = jobs;
    options.log = (facs_log){keep, NULL, FACS_LOG_WARNING};
    text[0] = 0;
    return options;
}

/* A result of a video "clips/N.mp4" with a face that smiles more and more. */
static void write_results(void)
{
    char stem[64], input[64], csv[2048];
    make_folders("results");
    for (int n = 0; n < RESULTS; n++) {
        size_t length = (size_t)sprintf(csv, LEAD ",AU12_r,AU12_c\n");
        for (int i = 0; i < 30; i++)
            length +=
                (size_t)snprintf(csv + length, sizeof(csv) - length, "%d,0,%.3f,0.98,1,%.2f,%d\n",
                                 i + 1, i / 30., i * n / 100., i > 15);
        snprintf(stem, sizeof(stem), "results/%d", n);
        snprintf(input, sizeof(input), "clips/%d.mp4", n);
        make_result(stem, input, csv, "");
    }
}

static int sum_up(const char *output, const facs_summarize_options *options,
                  facs_summarize_totals *totals, facs_error *error)
{
    char folder[512];
    snprintf(folder, sizeof(folder), "%s", in_folder("results"));
    const char *const paths[] = {folder, NULL};
    totals->size = sizeof(*totals);
    return facs_summarize(paths, in_folder(output), options, totals, error);
}

static void any_number_of_jobs_writes_the_same(void **state)
{
    (void)state;
    facs_error error;
    facs_summarize_totals totals;
    facs_summarize_options options = options_with(1);
    write_results();
    write_in_folder("parts.csv", "pattern,start,end,label\n1?.mp4,0,0.5,a\nclips/*,0.5,1,b\n");
    char parts[512];
    snprintf(parts, sizeof(parts), "%s", in_folder("parts.csv"));
    options.segments = parts;
    options.baseline = "a";
    if (sum_up("one.csv", &options, &totals, &error) < 0)
        fail_msg("%s", error.text);
    assert_int_equal(totals.results, RESULTS);
    assert_int_equal(totals.rows, 2 * RESULTS + 10);
    assert_int_equal(totals.left_out, 0);
    options.jobs = 4;
    assert_int_equal(sum_up("four.csv", &options, &totals, &error), 0);
    char *one = read_text_of(in_folder("one.csv")), *four = read_text_of(in_folder("four.csv"));
    assert_string_equal(one, four);
    assert_non_null(strstr(one, "clips/9.mp4"));
    free(one);
    free(four);
}

static int stop(void *opaque, int64_t results, int64_t of)
{
    ++*(int *)opaque;
    assert_true(results > 0 && of == RESULTS);
    return 1;
}

static void a_run_that_is_stopped_leaves_nothing(void **state)
{
    (void)state;
    int calls = 0;
    facs_error error;
    facs_summarize_totals totals;
    facs_summarize_options options = options_with(2);
    write_results();
    options.progress = stop;
    options.opaque = &calls;
    assert_int_equal(sum_up("s.csv", &options, &totals, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_int_equal(calls, 1);
    assert_null(fopen(in_folder("s.csv"), "r"));
    assert_null(find_part(in_folder("s.csv")));
}

static void the_rest_goes_on(void **state)
{
    (void)state;
    facs_error error;
    facs_summarize_totals totals;
    const facs_summarize_options options = options_with(3);
    write_results();
    write_in_folder("results/7.csv", LEAD ",AU12_r\n1,0,0,0.98,1\n");
    assert_int_equal(sum_up("s.csv", &options, &totals, &error), 0);
    assert_int_equal(totals.left_out, 1);
    assert_int_equal(totals.results, RESULTS - 1);
    assert_non_null(strstr(text, "7.csv: line 2"));
}

static void options_out_of_range(void **state)
{
    (void)state;
    facs_error error;
    facs_summarize_totals totals;
    facs_summarize_options options = options_with(1000);
    write_results();
    assert_int_equal(sum_up("s.csv", &options, &totals, &error), -EINVAL);
    assert_non_null(strstr(error.text, "jobs: expected 1 to 256, not 1000"));
    options.jobs = 1;
    options.parameters = "none=1";
    assert_int_equal(sum_up("s.csv", &options, &totals, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(any_number_of_jobs_writes_the_same),
        IN_FOLDER(a_run_that_is_stopped_leaves_nothing),
        IN_FOLDER(the_rest_goes_on),
        IN_FOLDER(options_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
