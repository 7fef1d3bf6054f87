/* What facs_batch_run with resume does again, and what it leaves. */
#include "batch_world.h"
#include "cmocka_all.h"
#include "folder.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static facs_extract_options extract;

/* Runs a batch, and gives the options of one that resumes it. */
static facs_batch_options after_a_batch(void)
{
    facs_batch_options options = batch_world_options(&extract);
    batch_world_run(&options, 0);
    options.resume = 1;
    return options;
}

static void test_nothing_is_done_twice(void **state)
{
    (void)state;
    const facs_batch_options options = after_a_batch();
    const facs_batch_row before = batch_world_row("study/v2");
    const double confidence = before.mean_confidence;
    facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.skipped, 3);
    assert_int_equal(totals.failed, 1);
    assert_int_equal(totals.frames, 0);
    const facs_batch_row row = batch_world_row("study/v2");
    assert_int_equal(row.state, FACS_BATCH_SKIPPED);
    assert_int_equal(row.frames, BATCH_FRAMES);
    assert_int_equal(row.people, 1);
    assert_true(row.face_share == 1);
    assert_true(row.mean_confidence == confidence);
    assert_non_null(strstr(row.message, "too few frames"));
    assert_string_equal(row.results, "v2.csv;v2.json");
    assert_int_equal(strncmp(batch_world_row("study/v5.mp4").message, "this is a text", 14), 0);
}

/* The error of an input that failed before is not that of this run. */
static int on_event(void *opaque, const facs_batch_event *event)
{
    int *again = opaque;
    *again += event->row && event->row->state == FACS_BATCH_FAILED && !event->error;
    return 0;
}

static void test_what_failed_is_tried_again_when_asked(void **state)
{
    (void)state;
    int again = 0;
    facs_batch_options options = after_a_batch();
    options.event = on_event;
    options.opaque = &again;
    batch_world_run(&options, 0);
    assert_int_equal(again, 1);
    options.retry_failed = 1;
    assert_int_equal(batch_world_run(&options, 0).failed, 1);
    assert_int_equal(again, 1);
}

/* A video that was still being copied, for example. */
static void test_a_failed_input_that_has_changed(void **state)
{
    (void)state;
    int again = 0;
    facs_batch_options options = after_a_batch();
    options.event = on_event;
    options.opaque = &again;
    write_file(in_folder("study/v5.mp4"), "A longer text, which is no video either.", 40);
    assert_int_equal(batch_world_run(&options, 0).failed, 1);
    assert_int_equal(again, 0);
    extract.analysis.detect_every = 3; /* other options */
    batch_world_run(&options, 0);
    assert_int_equal(again, 0);
}

static void test_changed_inputs_options_and_results(void **state)
{
    (void)state;
    facs_batch_options options = after_a_batch();
    extract.overwrite = FACS_OVERWRITE_OUTDATED;
    assert_int_equal(unlink(in_folder("study/v1/002.ppm")), 0);
    facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.done, 1);
    assert_int_equal(batch_world_row("study/v1").frames, BATCH_FRAMES - 1);
    assert_int_equal(unlink(in_folder("results/v10.csv")), 0);
    totals = batch_world_run(&options, 0);
    assert_int_equal(totals.done, 1);
    assert_int_equal(totals.skipped, 2);
    assert_true(tiny_world_has("results/v10.csv"));
    extract.features = FACS_FEATURE_AUS;
    assert_int_equal(batch_world_run(&options, 0).done, 3);
    write_file(in_folder("models/new.txt"), "x", 1); /* not one of the models */
    assert_int_equal(batch_world_run(&options, 0).skipped, 3);
}

/* What the table says is never believed: only results count. */
static void test_a_forged_table(void **state)
{
    (void)state;
    const facs_batch_options options = after_a_batch();
    char row[1024];
    const facs_batch_row known = batch_world_row("study/v1");
    snprintf(row, sizeof(row), "path,state,options\n%s,done,%s\n", known.path, known.options);
    assert_int_equal(unlink(in_folder("results/v1.csv")), 0);
    write_in_folder("results/facs-batch.csv", row);
    const facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.done, 1);
    assert_int_equal(totals.skipped, 2);
    assert_int_equal(totals.failed, 1);
    assert_true(tiny_world_has("results/v1.csv"));
}

/* After a crash the journal is there: rows of what had ended, and left ones. */
static void test_after_a_crash(void **state)
{
    (void)state;
    facs_batch_options options = after_a_batch();
    char line[2048];
    const facs_batch_row known = batch_world_row("study/v5.mp4");
    snprintf(line, sizeof(line),
             "{\"batch\":{}}\n{\"path\":\"%s\",\"state\":\"failed\",\"message\":\"x\",\"options\":"
             "\"%s\",\"bytes\":%lld,\"modified\":\"%s\",\"finished\":\"2999-01-01T00:00:00.5Z\"}\n"
             "{\"path\":\"gone.mp4\",\"state\":\"left\"}\n{\"path\":\"study/v1\",\"sta",
             known.path, known.options, (long long)known.bytes, known.modified);
    write_in_folder("results/facs-batch.jsonl", line);
    assert_string_equal(batch_world_row("study/v5.mp4").message, "x");
    const facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.skipped, 3);
    assert_int_equal(batch_world_count(FACS_BATCH_LEFT), 1); /* gone.mp4: not of this run */
    assert_false(tiny_world_has("results/facs-batch.jsonl"));
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, batch_world_set_up, batch_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_nothing_is_done_twice),
        IN_WORLD(test_what_failed_is_tried_again_when_asked),
        IN_WORLD(test_a_failed_input_that_has_changed),
        IN_WORLD(test_changed_inputs_options_and_results),
        IN_WORLD(test_a_forged_table),
        IN_WORLD(test_after_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
