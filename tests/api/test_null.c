/* Every public function survives NULL arguments, and says what it needs. */
#include "cmocka_all.h"
#include "folder.h"

#include <facs/answers.h>
#include <facs/facs.h>
#include <facs/study.h>

#include <errno.h>
#include <string.h>

/* -EINVAL, with a sentence that names an argument. */
static void refused(int status, const facs_error *error, const char *word)
{
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error->kind, FACS_ERROR_USAGE);
    assert_non_null(strstr(error->text, word));
}

static void models_and_environment(void **state)
{
    (void)state;
    facs_error e;
    facs_models *models;
    facs_options options;
    facs_default_options(&options);
    facs_default_options(NULL);
    refused(facs_models_open(NULL, &options, &e), &e, "out");
    refused(facs_models_open(&models, NULL, &e), &e, "facs_options");
    assert_null(models);
    assert_int_equal(facs_models_open(NULL, NULL, NULL), -EINVAL);
    assert_null(facs_models_provider(NULL));
    assert_int_equal(facs_models_precision(NULL), FACS_PRECISION_FP32);
    refused(facs_models_find(NULL, NULL, 10, &e), &e, "path");
    refused(facs_models_check(NULL, NULL, NULL, &e), &e, "folder");
    refused(facs_models_check(in_folder(""), NULL, NULL, &e), &e, "each");
    facs_default_fetch_options(NULL);
    refused(facs_models_fetch(NULL, NULL, &e), &e, "facs_fetch_options");
    refused(facs_backend_probe(FACS_BACKEND_CPU, NULL, &e), &e, "facs_options");
    refused(facs_runtime_describe(&options, NULL, 0, &e), &e, "text");
    facs_parts_check(NULL, NULL);
    refused(facs_quantized_list(&options, NULL, NULL, &e), &e, "each");
    facs_models_close(NULL);
    facs_models_close(&models);
}

static void analyzer_and_neutral(void **state)
{
    (void)state;
    facs_error e;
    facs_analyzer *analyzer = NULL;
    facs_neutral *neutral = NULL;
    facs_frame frame = {.size = sizeof(frame)};
    facs_result result = {.size = sizeof(result)};
    facs_options options;
    size_t size;
    facs_default_options(&options);
    refused(facs_analyzer_open(NULL, NULL, &options, &e), &e, "out");
    refused(facs_analyzer_open(&analyzer, NULL, &options, &e), &e, "models");
    assert_int_equal(facs_analyzer_push(NULL, &frame), -EINVAL);
    assert_int_equal(facs_analyzer_pull(NULL, &result), -EINVAL);
    assert_int_equal(facs_analyzer_finish(NULL), -EINVAL);
    assert_int_equal(facs_analyzer_series(NULL, 0, &result), -EINVAL);
    assert_int_equal(facs_analyzer_count(NULL), 0);
    assert_int_equal(facs_analyzer_neutral(NULL, 0, &neutral), -EINVAL);
    assert_string_equal(facs_analyzer_error(NULL), "");
    facs_analyzer_cancel(NULL);
    facs_analyzer_close(NULL);
    facs_analyzer_close(&analyzer);
    assert_int_equal(facs_neutral_frames(NULL), -EINVAL);
    assert_null(facs_neutral_bytes(NULL, &size));
    refused(facs_neutral_read(&neutral, NULL, 0, &e), &e, "bytes");
    refused(facs_neutral_load(NULL, NULL, &e), &e, "path");
    refused(facs_neutral_save(NULL, "x", &e), &e, "neutral");
    facs_neutral_close(NULL);
    facs_neutral_close(&neutral);
}

static void runs(void **state)
{
    (void)state;
    facs_error e;
    facs_resume *resume = NULL;
    facs_extract_options options;
    facs_live_options live;
    facs_report_options report;
    char reason[64];
    facs_default_extract_options(&options);
    facs_default_live_options(&live);
    facs_default_report_options(&report);
    facs_default_extract_options(NULL);
    facs_default_live_options(NULL);
    facs_default_report_options(NULL);
    refused(facs_extract(NULL, &options, NULL, &e), &e, "input");
    refused(facs_extract("x", NULL, NULL, &e), &e, "facs_extract_options");
    refused(facs_live(NULL, &live, NULL, &e), &e, "input");
    refused(facs_live("x", NULL, NULL, &e), &e, "facs_live_options");
    refused(facs_report(NULL, &report, &e), &e, "csv");
    refused(facs_report("x", NULL, &e), &e, "facs_report_options");
    refused(facs_report("x", &report, &e), &e, "html");
    refused(facs_resume_open(NULL, &e), &e, "out");
    refused(facs_resume_check(NULL, "x", &options, reason, 64, &e), &e, "resume");
    assert_int_equal(facs_resume_open(&resume, &e), 0);
    refused(facs_resume_check(resume, NULL, &options, reason, 64, &e), &e, "input");
    refused(facs_resume_check(resume, "x", &options, NULL, 64, &e), &e, "reason");
    refused(facs_resume_check(resume, "x", NULL, reason, 64, &e), &e, "facs_extract_options");
    facs_resume_close(&resume);
    facs_resume_close(&resume);
    facs_resume_close(NULL);
}

static int any_row(void *opaque, const facs_batch_row *row)
{
    return opaque == row;
}

static void batches(void **state)
{
    (void)state;
    facs_error e;
    facs_batch_options batch;
    facs_batch_totals totals = {.size = sizeof(totals)};
    facs_default_batch_options(&batch);
    facs_default_batch_options(NULL);
    refused(facs_batch_run(NULL, &batch, &totals, &e), &e, "study");
    refused(facs_batch_read(NULL, any_row, NULL, &e), &e, "folder");
    refused(facs_batch_read("x", NULL, NULL, &e), &e, "row");
    assert_int_equal(facs_is_image_name(NULL), 0);
    assert_int_equal(facs_is_image_name("001.png") && !facs_is_image_name("001.txt"), 1);
    assert_null(facs_batch_state_name((facs_batch_state)-1));
    assert_int_equal(facs_batch_state_from_name(NULL, NULL), -EINVAL);
}

static void one_table(void **state)
{
    (void)state;
    facs_error e;
    facs_merge_options options;
    facs_merge_summary summary = {.size = 0};
    facs_default_merge_options(&options);
    facs_default_merge_options_sized(NULL, sizeof(options));
    refused(facs_merge(NULL, "x.csv", &options, NULL, &e), &e, "folder");
    refused(facs_merge("x", NULL, &options, NULL, &e), &e, "output");
    refused(facs_merge("x", "x.csv", NULL, NULL, &e), &e, "facs_merge_options");
    refused(facs_merge("x", "x.csv", &options, &summary, &e), &e, "size");
    assert_int_equal(facs_merge(NULL, NULL, NULL, NULL, NULL), -EINVAL);
}

static void tables_and_rows(void **state)
{
    (void)state;
    facs_error e;
    facs_table *table = NULL;
    const facs_result result = {.size = sizeof(result)};
    char text[64];
    int column = 0;
    double value;
    refused(facs_table_open(NULL, "x", &e), &e, "out");
    refused(facs_table_open(&table, NULL, &e), &e, "path");
    refused(facs_table_read(NULL, &column, 1, &value, &e), &e, "table");
    write_file(in_folder("t.csv"), "a\n1\n", 4);
    assert_int_equal(facs_table_open(&table, in_folder("t.csv"), &e), 0);
    refused(facs_table_read(table, NULL, 1, &value, &e), &e, "columns");
    assert_int_equal(facs_table_column(table, NULL, 0), -1);
    assert_int_equal(facs_table_column(NULL, "a", 0), -1);
    assert_null(facs_table_name(NULL, 0));
    assert_null(facs_table_text(NULL, 0));
    assert_null(facs_table_text(table, 0)); /* before the first row */
    assert_int_equal(facs_table_line(NULL), -EINVAL);
    facs_table_close(&table);
    facs_table_close(&table);
    facs_table_close(NULL);
    assert_int_equal(facs_column_get(0, FACS_FEATURE_ALL, 0, NULL), -EINVAL);
    assert_int_equal(facs_csv_header(NULL, 64, FACS_FEATURE_ALL, 0), -EINVAL);
    assert_int_equal(facs_csv_line(NULL, 64, &result, 0, 0, 0), -EINVAL);
    assert_int_equal(facs_csv_line(text, 64, NULL, 0, 0, 0), -EINVAL);
    assert_int_equal(facs_json_line(NULL, 64, &result, NULL, 0, 0), -EINVAL);
    assert_int_equal(facs_json_line(text, 64, NULL, NULL, 0, 0), -EINVAL);
    assert_null(facs_au_description(NULL));
    assert_int_equal(facs_landmark_method_from_name(NULL, NULL), -EINVAL);
    facs_set_ffmpeg_log(NULL);
    assert_int_equal(facs_load_ffmpeg(NULL), 0);
}

static void results_in_memory(void **state)
{
    (void)state;
    facs_error e;
    facs_data *data = NULL;
    facs_data_column column = {.size = 0};
    const facs_result result = {.size = sizeof(result)}, unfilled = {.size = 0};
    assert_int_equal(facs_data_open(NULL, 0, 0, 0), -EINVAL);
    assert_int_equal(facs_data_open(&data, FACS_FEATURE_POSE, 0, 0), 0);
    assert_int_equal(facs_data_add(NULL, &result), -EINVAL);
    assert_int_equal(facs_data_add(data, NULL), -EINVAL);
    assert_int_equal(facs_data_add(data, &unfilled), -EINVAL);
    assert_int_equal(facs_data_get(data, 0, NULL), -EINVAL);
    assert_int_equal(facs_data_get(data, 0, &column), -EINVAL);
    column.size = sizeof(column);
    assert_int_equal(facs_data_get(NULL, 0, &column), -EINVAL);
    assert_int_equal(facs_data_find(data, NULL), -1);
    assert_int_equal(facs_data_find(NULL, "frame"), -1);
    assert_int_equal(facs_data_rows(NULL), 0);
    assert_int_equal(facs_data_columns(NULL), 0);
    assert_null(facs_data_picture(NULL, 0));
    assert_null(facs_data_picture(data, 0));
    assert_string_equal(facs_data_json(NULL), "");
    facs_data_close(&data);
    facs_data_close(&data);
    facs_data_close(NULL);
    refused(facs_data_read(NULL, "x", &e), &e, "out");
    refused(facs_data_read(&data, NULL, &e), &e, "csv");
}

static void inputs_of_a_study(void **state)
{
    (void)state;
    facs_error e;
    facs_study *study = NULL;
    facs_study_options options;
    facs_study_input input = {.size = sizeof(input)};
    facs_default_study_options(&options);
    facs_default_study_options(NULL);
    refused(facs_study_open(NULL, &options, &e), &e, "out");
    refused(facs_study_open(&study, NULL, &e), &e, "facs_study_options");
    refused(facs_study_open(&study, &options, &e), &e, "paths, list: expected an input");
    assert_null(study);
    assert_int_equal(facs_study_count(NULL), 0);
    assert_int_equal(facs_study_get(NULL, 0, &input), -EINVAL);
    options.paths = (const char *const[]){"absent.mp4", NULL};
    assert_int_equal(facs_study_open(&study, &options, NULL), 0);
    assert_int_equal(facs_study_get(study, 0, NULL), -EINVAL);
    facs_study_close(&study);
    facs_study_close(&study);
    facs_study_close(NULL);
}

static void summaries(void **state)
{
    facs_error e;
    facs_summary_column column = {.size = 0};
    facs_summarize_totals totals = {.size = 0};
    facs_summarize_options options;
    const char *const paths[] = {"x.csv", NULL};
    (void)state;
    facs_default_summarize_options(&options);
    facs_default_summarize_options_sized(NULL, 8);
    refused(facs_summarize(NULL, "y.csv", &options, NULL, &e), &e, "paths");
    refused(facs_summarize(paths, NULL, &options, NULL, &e), &e, "output");
    refused(facs_summarize(paths, "y.csv", NULL, NULL, &e), &e, "facs_summarize_options");
    refused(facs_summarize(paths, "y.csv", &options, &totals, &e), &e, "size");
    assert_int_equal(facs_summarize(NULL, NULL, NULL, NULL, NULL), -EINVAL);
    facs_study_page_options page;
    facs_default_study_page_options(&page);
    facs_default_study_page_options_sized(NULL, 8);
    refused(facs_study_page(NULL, &page, NULL, &e), &e, "paths");
    refused(facs_study_page(paths, NULL, NULL, &e), &e, "facs_study_page_options");
    refused(facs_study_page(paths, &page, NULL, &e), &e, "html");
    refused(facs_study_page(paths, &page, &totals, &e), &e, "size");
    assert_int_equal(facs_summary_column_get(0, NULL), -EINVAL);
    assert_int_equal(facs_summary_column_get(0, &column), -EINVAL);
    column.size = sizeof(column);
    assert_int_equal(facs_summary_column_get(-1, &column), -ERANGE);
    assert_int_equal(facs_summary_column_get(100000, &column), -ERANGE);
}

static void events(void **state)
{
    (void)state;
    facs_error e;
    facs_events *events = NULL;
    facs_events_options options;
    facs_event event = {.size = sizeof(event)};
    facs_default_events_options(&options);
    facs_default_events_options_sized(NULL, 8);
    refused(facs_events_read(NULL, "x.csv", &options, &e), &e, "out");
    refused(facs_events_read(&events, NULL, &options, &e), &e, "csv");
    refused(facs_events_read(&events, "x.csv", NULL, &e), &e, "facs_events_options");
    assert_null(events);
    assert_int_equal(facs_events_count(NULL), 0);
    assert_int_equal(facs_events_get(NULL, 0, &event), -EINVAL);
    refused(facs_events_write(NULL, "x.csv", &e), &e, "events");
    assert_int_equal(facs_event_kind_get(0, NULL), -EINVAL);
    assert_int_equal(facs_event_parameter_get(0, NULL), -EINVAL);
    assert_null(facs_event_flag_name(0));
    facs_events_close(NULL);
    facs_events_close(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(models_and_environment, folder_set_up, folder_tear_down),
        cmocka_unit_test(analyzer_and_neutral),
        cmocka_unit_test(runs),
        cmocka_unit_test(results_in_memory),
        cmocka_unit_test(inputs_of_a_study),
        cmocka_unit_test(batches),
        cmocka_unit_test(one_table),
        cmocka_unit_test_setup_teardown(tables_and_rows, folder_set_up, folder_tear_down),
        cmocka_unit_test(events),
        cmocka_unit_test(summaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
