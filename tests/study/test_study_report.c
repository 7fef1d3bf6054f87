/* facs_study_page: many results in one page. tests/report/test_page_study.mjs looks at it. */
#include "cmocka_all.h"
#include "folder.h"
#include "made_study.h"

#include "study/study_rows.h"

#include <facs/answers.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_study_page_options options_with(const char *html)
{
    facs_study_page_options options;
    facs_default_study_page_options(&options);
    options.html = html;
    return options;
}

static int report(const facs_study_page_options *options, facs_summarize_totals *totals,
                  facs_error *error)
{
    char folder[512];
    snprintf(folder, sizeof(folder), "%s", in_folder("results"));
    const char *const paths[] = {folder, NULL};
    totals->size = sizeof(*totals);
    return facs_study_page(paths, options, totals, error);
}

static void write_results(void)
{
    make_folders("results");
    make_result("results/1", "clips/a/1.mp4", LEAD ",AU12_r,AU12_c\n1,0,0,0.98,1,2,1\n", "");
    make_result("results/2", "clips/b/2.mp4", LEAD ",AU12_r,AU12_c\n1,0,0,0.98,1,3,1\n", "");
}

static void a_page_has_every_result(void **state)
{
    (void)state;
    char html[512];
    facs_error error;
    facs_summarize_totals totals;
    snprintf(html, sizeof(html), "%s", in_folder("results/study.html"));
    facs_study_page_options options = options_with(html);
    options.path = "{group}/{name}.mp4";
    options.group = "group";
    write_results();
    if (report(&options, &totals, &error) < 0)
        fail_msg("%s", error.text);
    assert_int_equal(totals.results, 2);
    assert_int_equal(totals.rows, 2);
    char *page = read_text_of(html);
    assert_non_null(strstr(page, "[\"1.csv\",null,[\"a\",\"1\"]],[\"2.csv\",null,[\"b\",\"2\"]]"));
    assert_non_null(strstr(page, "\"name\":\"AU12_mean\""));
    assert_null(strstr(page, "\"name\":\"AU01_mean\"")); /* nobody has it */
    free(page);
    assert_int_equal(report(&options, &totals, &error), 0); /* the page may be replaced */
}

static void what_cannot_be_asked_for(void **state)
{
    (void)state;
    char html[512];
    facs_error error;
    facs_summarize_totals totals;
    snprintf(html, sizeof(html), "%s", in_folder("p.html"));
    facs_study_page_options options = options_with(html);
    write_results();
    options.group = "segment";
    assert_int_equal(report(&options, &totals, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error.text, "not \"segment\""));
    options.group = NULL;
    write_in_folder("p.html", "<!doctype html>\n<title>facs report</title>");
    assert_int_equal(report(&options, &totals, &error), -EEXIST);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    options.html = NULL;
    assert_int_equal(report(&options, &totals, &error), -EINVAL);
}

/* Rows of results "0.csv", "1.csv", ..., with rows_each rows of these frames. */
static void put_results(facs_study_rows *kept, int results, int rows_each)
{
    double *values = calloc((size_t)facs_figure_columns(), sizeof(*values));
    assert_non_null(values);
    for (int i = 0; i < results * rows_each; i++) {
        char csv[32];
        snprintf(csv, sizeof(csv), "%d.csv", i / rows_each);
        values[FACS_FIGURE_FACE] = i % rows_each;
        values[FACS_FIGURE_FRAMES] = i / rows_each;
        const facs_summary_line line = {.row = {.rule = "all", .values = values}, .csv = csv};
        assert_int_equal(facs_study_rows_put(kept, "", NULL, &line), 0);
    }
    free(values);
}

static void a_study_too_large_for_a_page_is_shown_evenly(void **state)
{
    (void)state;
    facs_study_rows kept = {.summing = NULL};
    const facs_summing summing = {.unmatched_paths = 0};
    assert_int_equal(facs_study_rows_open(&kept, &summing, 1), 0);
    const size_t width = (size_t)kept.width;
    facs_study_rows_close(&kept);
    kept = (facs_study_rows){.summing = NULL};
    assert_int_equal(facs_study_rows_open(&kept, &summing, 10 * width), 0);
    put_results(&kept, 33, 2); /* room for 5 results: every 8th of 33 are 5 */
    assert_int_equal(kept.every, 8);
    assert_int_equal(kept.row_count, 10);
    assert_int_equal(kept.cut, 0);
    assert_int_equal(kept.faces, 66);
    for (size_t row = 0; row < kept.row_count; row++) {
        const size_t file = row / 2 * 8;
        char name[32];
        snprintf(name, sizeof(name), "%zu.csv", file);
        assert_int_equal(kept.rows[row].file, file);
        assert_int_equal(kept.rows[row].face, row % 2);
        assert_string_equal(kept.files[file].csv, name);
        assert_true(kept.values[row * width] == (float)file); /* frames are the first figure */
    }
    assert_null(kept.files[12].csv);
    facs_study_rows_close(&kept);
}

static void a_result_too_large_for_a_page_is_cut(void **state)
{
    (void)state;
    facs_study_rows kept = {.summing = NULL};
    const facs_summing summing = {.unmatched_paths = 0};
    assert_int_equal(facs_study_rows_open(&kept, &summing, 4000), 0);
    const int room = (int)kept.max_rows;
    put_results(&kept, 1, room + 300);
    assert_int_equal(kept.row_count, room);
    assert_int_equal(kept.cut, 300);
    assert_int_equal(kept.every, 1);
    facs_study_rows_close(&kept);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_page_has_every_result),
        IN_FOLDER(what_cannot_be_asked_for),
        cmocka_unit_test(a_study_too_large_for_a_page_is_shown_evenly),
        cmocka_unit_test(a_result_too_large_for_a_page_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
