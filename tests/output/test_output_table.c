/* The table of outputs, and made-up outputs that are opened in the same way. */
#include "output/outputs.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- A made-up output that writes a line for each row --------------------------------------- */

static int open_count; /* how many are open */

static int write_line(void *self, const facs_result *result, const facs_pool_frame *frame,
                      facs_error *error)
{
    (void)frame;
    (void)error;
    return fprintf(self, "frame %d\n", (int)result->index + 1) > 0 ? 0 : -EIO;
}

static void close_lines(void *self)
{
    fclose(self);
    open_count--;
}

static int open_lines(facs_sink *sink, const char *path, const facs_output_run *run,
                      facs_error *error)
{
    (void)run;
    (void)error;
    *sink = (facs_sink){.self = fopen(path, "a"), .row = write_line, .close = close_lines};
    open_count += sink->self != NULL;
    return sink->self ? 0 : -errno;
}

static int fail_to_open(facs_sink *sink, const char *path, const facs_output_run *run,
                        facs_error *error)
{
    (void)sink;
    (void)path;
    (void)run;
    (void)error;
    return -EACCES;
}

#define ROW(name, traits, open)                                                                    \
    {                                                                                              \
#name, offsetof(facs_extract_options, name), traits, NULL, open                            \
    }

static facs_extract_options options;
static const facs_csv_options columns;
static const facs_output_run run = {.input = "in.mp4", .options = &options, .columns = &columns};

static int setup(void **state)
{
    facs_default_extract_options(&options);
    open_count = 0;
    return scratch_setup(state);
}

static void push_rows(const facs_outputs *outputs, int count)
{
    for (int n = 0; n < count; n++)
        for (int i = 0; i < outputs->count; i++) {
            const facs_result result = {.index = n};
            assert_int_equal(outputs->sinks[i].row(outputs->sinks[i].self, &result, NULL, NULL), 0);
        }
}

/* ---- Tests ----------------------------------------------------------------------------------- */

/* One row: the output is written if its option is set; callbacks it does not need are NULL. */
static void test_a_new_output_is_a_row(void **state)
{
    static const facs_output table[] = {ROW(hog, FACS_OUTPUT_FILE | FACS_OUTPUT_LATE, open_lines),
                                        ROW(overlay, FACS_OUTPUT_FILE, fail_to_open),
                                        {.name = NULL}};
    (void)state;
    facs_outputs outputs = {0};
    options.hog = scratch("lines.txt");
    assert_int_equal(facs_outputs_open(&outputs, table, &run, NULL), 0);
    assert_int_equal(outputs.count, 1); /* nobody asked for the other */
    assert_int_equal(outputs.sinks[0].late, 1);
    push_rows(&outputs, 2);
    facs_outputs_close(&outputs);
    assert_int_equal(open_count, 0);
    assert_true(outputs.count == 0 && !outputs.sinks);
    char *text = read_text(options.hog);
    assert_string_equal(text, "frame 1\nframe 2\n");
    free(text);
}

/* As many as the table has rows, after the caller's own. */
static void test_no_limit(void **state)
{
    enum { OUTPUTS = 40 };
    static facs_output table[OUTPUTS + 1];
    facs_outputs outputs = {0};
    facs_sink own;
    (void)state;
    options.csv = scratch("lines.txt");
    for (int i = 0; i < OUTPUTS; i++)
        table[i] = (facs_output)ROW(csv, FACS_OUTPUT_FILE, open_lines);
    assert_int_equal(open_lines(&own, scratch("own.txt"), NULL, NULL), 0);
    assert_int_equal(facs_outputs_add(&outputs, &own, NULL), 0);
    assert_int_equal(facs_outputs_open(&outputs, table, &run, NULL), 0);
    assert_int_equal(outputs.count, OUTPUTS + 1);
    push_rows(&outputs, 1);
    facs_outputs_close(&outputs);
    assert_int_equal(open_count, 0);
    char *text = read_text(options.csv);
    assert_int_equal(strlen(text), OUTPUTS * strlen("frame 1\n"));
    free(text);
}

static void test_one_that_cannot_be_opened(void **state)
{
    static const facs_output table[] = {ROW(csv, 0, open_lines),
                                        ROW(hog, 0, fail_to_open),
                                        ROW(overlay, 0, open_lines),
                                        {.name = NULL}};
    (void)state;
    facs_outputs outputs = {0};
    options.csv = options.hog = options.overlay = scratch("lines.txt");
    assert_int_equal(facs_outputs_open(&outputs, table, &run, NULL), -EACCES);
    assert_int_equal(open_count, 1);
    facs_outputs_close(&outputs);
    assert_int_equal(open_count, 0);
}

/* The facts in the table are consistent. */
static void test_the_table(void **state)
{
    int count = 0;
    (void)state;
    for (const facs_output *o = facs_output_table; o->name; o++, count++) {
        facs_default_extract_options(&options);
        assert_null(facs_output_path(o, &options)); /* by default nothing is written */
        assert_null(facs_outputs_find(&options, 0, 0));
        assert_non_null(o->open);
        if (o->traits & (FACS_OUTPUT_ROWS | FACS_OUTPUT_LATE) || o->label)
            assert_true(o->traits & FACS_OUTPUT_FILE);
        const char *path = "x";
        memcpy((char *)&options + o->path, &path, sizeof(path));
        assert_ptr_equal(facs_outputs_find(&options, o->traits, 0), o);
        assert_int_equal(facs_outputs_data(&options).wanted,
                         (o->traits & FACS_OUTPUT_FACE_DATA) != 0);
        for (const facs_output *other = facs_output_table; other < o; other++)
            assert_true(other->path != o->path && strcmp(other->name, o->name) != 0);
    }
    assert_int_equal(count, 9);
}

static void test_what_is_wanted(void **state)
{
    (void)state;
    options.json_rows = "-";
    assert_null(facs_outputs_find(&options, FACS_OUTPUT_FILE, 0));
    options.csv = "x.csv";
    assert_string_equal(facs_outputs_find(&options, FACS_OUTPUT_FILE, 0)->name, "csv");
    assert_null(facs_outputs_find(&options, FACS_OUTPUT_FILE, FACS_OUTPUT_ROWS));
    options.overlay = "x.mp4";
    assert_string_equal(facs_outputs_find(&options, FACS_OUTPUT_FILE, FACS_OUTPUT_ROWS)->name,
                        "overlay");
}

/* Only one stream can go to standard output. */
static void test_two_streams(void **state)
{
    facs_error error;
    (void)state;
    options.csv_rows = options.json_rows = "rows";
    assert_int_equal(facs_outputs_check(&options, &error), 0);
    options.csv_rows = options.json_rows = "-";
    assert_int_equal(facs_outputs_check(&options, &error), -EINVAL);
    assert_string_equal(
        error.text, "json_rows: expected a file, since csv_rows already writes to standard output");
    assert_int_equal(error.kind, FACS_ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_new_output_is_a_row, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_no_limit, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_one_that_cannot_be_opened, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_table, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_wanted, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_two_streams, setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
