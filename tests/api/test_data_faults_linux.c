/* Every allocation of results in memory fails, one after the other: no crash, no leak (under
 * AddressSanitizer), no half-filled result, and what was there before stays. */
#include "cmocka_all.h"
#include "faults.h"
#include "folder.h"
#include "output/data.h"
#include "output/data_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ROWS     70 /* more than the first room */
#define FEATURES (FACS_FEATURE_POSE | FACS_FEATURE_AUS)

/* Calls work(k) with the k-th allocation failing until nothing fails any more. It returns a status,
 * and fails the test if that is 0 although an allocation failed. */
static void fail_each(int (*work)(void))
{
    long calls = 1, k = 0;
    for (; k < calls; k++) {
        faults_begin(FAULT_ALLOCATION, k + 1);
        const int status = work();
        calls = faults_end();
        assert_int_equal(status, calls > k ? -ENOMEM : 0);
        calls += calls > k; /* it stopped there: more may follow */
    }
    assert_in_range(k, 10, 5000);
}

static int64_t frame_of(const facs_data *data, int64_t row)
{
    facs_data_column column = {.size = sizeof(column)};
    assert_int_equal(facs_data_get(data, 0, &column), 0);
    return column.integers[row];
}

/* A row that finds no room is not there, and those before it are. */
static int add_rows(void)
{
    facs_data *data;
    int status = facs_data_open(&data, FEATURES, 0, 0);
    assert_int_equal(status == 0, data != NULL);
    for (int n = 0; n < ROWS && status == 0; n++) {
        const facs_result result = {.size = sizeof(result), .index = n};
        status = facs_data_add(data, &result);
        assert_int_equal(facs_data_rows(data), status == 0 ? n + 1 : n);
    }
    for (int64_t n = 0; n < facs_data_rows(data); n++)
        assert_int_equal(frame_of(data, n), n + 1);
    facs_data_close(&data);
    return status;
}

static void test_adding_rows(void **state)
{
    (void)state;
    fail_each(add_rows);
}

static int get_nothing(const void *self, int64_t n, facs_result *result)
{
    (void)self;
    (void)n;
    (void)result;
    return 0;
}

/* As facs_extract does. */
static int run_output(void)
{
    static facs_csv_options columns = {.features = FEATURES};
    facs_data *data = NULL;
    facs_extract_options options = {.size = sizeof(options), .data = &data};
    const facs_output_run run = {.options = &options, .columns = &columns};
    const facs_series series = {.rows = ROWS, .get = get_nothing};
    facs_error error = {0};
    facs_sink sink;
    int status = facs_data_output_open(&sink, NULL, &run, &error);
    assert_int_equal(status == 0, sink.self != NULL);
    for (int n = 0; n < ROWS && status == 0; n++) {
        const facs_result result = {.size = sizeof(result), .index = n};
        status = sink.row(sink.self, &result, NULL, &error);
    }
    if (status == 0)
        status = sink.finish(sink.self, &series, &error);
    if (status == 0)
        status = sink.commit(sink.self, &error);
    facs_sink_close(&sink);
    assert_int_equal(facs_data_rows(data), status == 0 ? ROWS : 0);
    assert_true(status == 0 || (error.kind == FACS_ERROR_INTERNAL && error.text[0]));
    facs_data_close(&data);
    return status;
}

static void test_the_output_of_a_run(void **state)
{
    (void)state;
    fail_each(run_output);
}

static int read_table(void)
{
    facs_data *data;
    facs_error error = {0};
    const int status = facs_data_read(&data, in_folder("t_face00.csv"), &error);
    assert_int_equal(status == 0, data != NULL);
    assert_true(status == 0 || (error.kind == FACS_ERROR_INTERNAL && error.text[0]));
    if (status == 0)
        assert_true(facs_data_rows(data) == ROWS && *facs_data_json(data));
    facs_data_close(&data);
    return status;
}

static void test_reading_a_table(void **state)
{
    char text[4096] = "frame,face_id,AU01_r,mine\n";
    (void)state;
    for (int n = 0; n < ROWS; n++)
        sprintf(text + strlen(text), "%d,0,0.50,\n", n + 1);
    write_in_folder("t_face00.csv", text);
    write_in_folder("t.json", "{\"program\": \"facs\", \"results\": [{\"file\": \"t_face00.csv\", "
                              "\"rows\": 70, \"bytes\": 9, \"sha256\": \"00\"}]}");
    fail_each(read_table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_adding_rows),
        cmocka_unit_test(test_the_output_of_a_run),
        cmocka_unit_test_setup_teardown(test_reading_a_table, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
