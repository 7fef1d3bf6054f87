/* facs_batch_run from end to end on small models: results, events, stops, tables. */
#include "batch_world.h"
#include "cmocka_all.h"
#include "folder.h"
#include "tiny_world.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Results --------------------------------------------------------------------------------- */

static void move_results(const char *name)
{
    char to[256];
    snprintf(to, sizeof(to), "%s", in_folder(name));
    assert_int_equal(rename(in_folder("results"), to), 0);
}

static void assert_same_files(const char *name)
{
    static const char *const files[] = {"v1.csv", "v2.csv", "v10.csv"};
    for (int i = 0; i < 3; i++) {
        char a[64], b[64];
        snprintf(a, sizeof(a), "first/%s", files[i]);
        snprintf(b, sizeof(b), "%s/%s", name, files[i]);
        char *x = read_text_of(in_folder(a)), *y = read_text_of(in_folder(b));
        assert_string_equal(x, y);
        free(x);
        free(y);
    }
}

/* NAME.json says how many threads were asked for, not how many the jobs left. */
static void test_same_bytes_for_any_jobs_and_threads(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    for (int jobs = 1; jobs <= 3; jobs++)
        for (int threads = 0; threads <= 2; threads++) {
            char name[32], said[32];
            snprintf(name, sizeof(name), jobs == 1 && !threads ? "first" : "r%d-%d", jobs, threads);
            snprintf(said, sizeof(said), "\"threads\": %d", threads);
            options.jobs = jobs;
            extract.analysis.threads = threads;
            const facs_batch_totals totals = batch_world_run(&options, 0);
            assert_int_equal(totals.done, 3);
            assert_int_equal(totals.failed, 1);
            char *json = read_text_of(in_folder("results/v2.json"));
            assert_non_null(strstr(json, said));
            free(json);
            move_results(name);
            assert_same_files(name);
        }
}

static void test_rows(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    const facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(totals.inputs, 4);
    assert_int_equal(totals.warned, 3); /* too few frames */
    assert_int_equal(totals.left, 0);
    assert_int_equal(totals.frames, 3 * BATCH_FRAMES);
    facs_batch_row row = batch_world_row("study/v10");
    assert_int_equal(row.state, FACS_BATCH_WARNED);
    assert_non_null(strstr(row.message, "too few frames"));
    assert_int_equal(row.frames, BATCH_FRAMES);
    assert_true(row.face_share == 1);
    assert_true(row.mean_confidence > 0 && row.mean_confidence <= 1);
    assert_int_equal(row.people, 1);
    assert_true(row.seconds > 0 && row.fps > 0);
    assert_int_equal(strlen(row.options), 16);
    assert_string_equal(row.results, "v10.csv;v10.json");
    assert_true(row.bytes > BATCH_FRAMES * TINY_WIDTH * TINY_HEIGHT * 3);
    assert_int_equal(strncmp(row.modified, "20", 2), 0);
    row = batch_world_row("study/v5.mp4");
    assert_int_equal(row.state, FACS_BATCH_FAILED);
    assert_int_equal(strncmp(row.message, "this is a text", 14), 0); /* without the path */
    assert_string_equal(row.results, "");
    assert_int_equal(row.frames, -1);
    assert_false(tiny_world_has("results/facs-batch.jsonl"));
}

/* ---- Rows in memory -------------------------------------------------------------------------- */

typedef struct memory {
    facs_data *data[4]; /* of each input */
    int64_t rows[4];    /* when it was complete */
} memory;

static int keep_rows(void *opaque, int64_t index, facs_extract_options *extract, facs_error *error)
{
    memory *m = opaque;
    (void)error;
    m->data[index] = (facs_data *)m;
    extract->data = &m->data[index];
    return 0;
}

static int count_rows(void *opaque, int64_t index, const facs_extract_options *extract,
                      const facs_summary *summary, facs_error *error)
{
    memory *m = opaque;
    (void)error;
    assert_ptr_equal(extract->data, &m->data[index]);
    m->rows[index] = summary ? facs_data_rows(m->data[index]) : -1;
    return 0;
}

/* Each input its own; none for one that failed, or whose results were complete before. */
static void test_rows_in_memory(void **state)
{
    (void)state;
    memory m = {.rows = {0}};
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    options.prepare = keep_rows;
    options.complete = count_rows;
    options.opaque = &m;
    options.resume = 1;
    for (int again = 0; again < 2; again++) {
        batch_world_run(&options, 0);
        for (int i = 0; i < 4; i++) {
            const int failed = i == 2; /* v5.mp4 */
            assert_int_equal(m.rows[i], failed ? 0 : again ? -1 : BATCH_FRAMES);
            assert_int_equal(m.data[i] != NULL, !failed && !again);
            facs_data_close(&m.data[i]);
        }
    }
}

/* Two jobs would write to it at once, and one's rows would be lost. */
static void test_inputs_do_not_share_a_handle(void **state)
{
    (void)state;
    facs_data *data = NULL;
    facs_neutral *learnt = NULL;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    extract.data = &data;
    batch_world_run(&options, -EINVAL);
    extract.data = NULL;
    extract.learnt = &learnt;
    batch_world_run(&options, -EINVAL);
    assert_true(!data && !learnt);
}

/* ---- Events and stops ------------------------------------------------------------------------ */

typedef struct seen {
    int started, moved, ended, prepared, completed, wrong;
    int64_t last_started;
    int stop_at; /* stops when so many have ended; 0: never */
    int refuse;  /* index that prepare refuses; -1: none */
} seen;

static int on_event(void *opaque, const facs_batch_event *event)
{
    seen *s = opaque;
    s->started += event->moment == FACS_BATCH_STARTED;
    s->moved += event->moment == FACS_BATCH_MOVED;
    s->ended += event->moment == FACS_BATCH_ENDED;
    s->wrong += (event->moment == FACS_BATCH_MOVED) != (event->progress != NULL) ||
                (event->moment == FACS_BATCH_ENDED) != (event->row != NULL) || !event->input->path;
    if (event->moment == FACS_BATCH_STARTED) {
        s->wrong += event->index <= s->last_started;
        s->last_started = event->index;
    }
    if (event->row && event->row->state == FACS_BATCH_FAILED)
        s->wrong += !event->error || event->error->kind != FACS_ERROR_INPUT;
    return s->stop_at && s->ended >= s->stop_at;
}

static int on_prepare(void *opaque, int64_t index, facs_extract_options *extract, facs_error *error)
{
    seen *s = opaque;
    s->prepared++;
    s->wrong += !extract->csv || !extract->json;
    if (index != s->refuse)
        return 0;
    *error = (facs_error){FACS_ERROR_INPUT, "not today"};
    return -EPERM;
}

static int on_complete(void *opaque, int64_t index, const facs_extract_options *extract,
                       const facs_summary *summary, facs_error *error)
{
    seen *s = opaque;
    (void)index;
    (void)error;
    s->completed++;
    s->wrong += !extract->csv || !summary || summary->frames != BATCH_FRAMES;
    s->wrong += strcmp(extract->json + strlen(extract->csv) - 4, ".json") != 0;
    return 0;
}

static facs_batch_options watched(facs_extract_options *extract, seen *s)
{
    facs_batch_options options = batch_world_options(extract);
    *s = (seen){.last_started = -1, .refuse = -1};
    options.jobs = 1; /* so that seen needs no lock */
    options.prepare = on_prepare;
    options.complete = on_complete;
    options.event = on_event;
    options.opaque = s;
    return options;
}

static void test_events(void **state)
{
    (void)state;
    seen s;
    facs_extract_options extract;
    const facs_batch_options options = watched(&extract, &s);
    s.refuse = 0;
    const facs_batch_totals totals = batch_world_run(&options, 0);
    assert_int_equal(s.wrong, 0);
    assert_int_equal(s.started, 4);
    assert_int_equal(s.ended, 4);
    assert_int_equal(s.prepared, 4);
    assert_int_equal(s.completed, 2);
    assert_true(s.moved >= 2);
    assert_int_equal(totals.failed, 2);
    assert_string_equal(batch_world_row("study/v1").message, "not today");
    assert_false(tiny_world_has("results/v1.csv"));
}

/* What was not reached stays left, and the table says so. */
static void test_a_stop(void **state)
{
    (void)state;
    seen s;
    facs_extract_options extract;
    const facs_batch_options options = watched(&extract, &s);
    s.stop_at = 1;
    facs_batch_totals totals = batch_world_run(&options, -ECANCELED);
    assert_int_equal(totals.done, 1);
    assert_int_equal(totals.left, 3);
    assert_int_equal(batch_world_count(FACS_BATCH_LEFT), 3);
    assert_int_equal(batch_world_count(FACS_BATCH_WARNED), 1);
    assert_true(tiny_world_has("results/facs-batch.csv"));
    assert_false(tiny_world_has("results/facs-batch.jsonl"));
    facs_batch_options rest = batch_world_options(&extract);
    rest.resume = 1;
    totals = batch_world_run(&rest, 0);
    assert_int_equal(totals.skipped, 1);
    assert_int_equal(totals.done, 2);
    assert_int_equal(batch_world_count(FACS_BATCH_LEFT), 0);
}

/* ---- What cannot be -------------------------------------------------------------------------- */

static void test_no_models(void **state)
{
    (void)state;
    facs_error error;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    facs_batch_totals totals = {.size = sizeof(totals)};
    extract.analysis.models = "/nowhere";
    facs_study *study = batch_world_study("study");
    assert_true(facs_batch_run(study, &options, &totals, &error) < 0);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_true(totals.left >= 3); /* the text may have failed before */
    facs_study_close(&study);
}

static void test_a_table_that_cannot_be_written(void **state)
{
    (void)state;
    seen s;
    facs_extract_options extract;
    const facs_batch_options options = watched(&extract, &s);
    assert_int_equal(mkdir(in_folder("results"), 0777), 0);
    assert_int_equal(mkdir(in_folder("results/facs-batch.csv"), 0777), 0);
    batch_world_run(&options, -EISDIR);
    assert_int_equal(s.started, 0);
}

static void test_options_out_of_range(void **state)
{
    (void)state;
    facs_extract_options extract;
    facs_batch_options options = batch_world_options(&extract);
    options.jobs = FACS_MAX_JOBS + 1;
    batch_world_run(&options, -EINVAL);
    options.jobs = 1;
    options.patience = -1;
    batch_world_run(&options, -EINVAL);
    options.patience = 0;
    extract.analysis.cores = FACS_MAX_CORES + 1;
    batch_world_run(&options, -EINVAL);
}

/* ---- Two batches at the same time ------------------------------------------------------------ */

typedef struct other {
    const facs_batch_options *options;
    facs_study *study;
    int status;
} other;

static void *run_other(void *argument)
{
    other *o = argument;
    o->status = facs_batch_run(o->study, o->options, NULL, NULL);
    return NULL;
}

static void test_two_batches_in_one_folder(void **state)
{
    (void)state;
    pthread_t thread;
    facs_extract_options extract;
    const facs_batch_options options = batch_world_options(&extract);
    assert_int_equal(mkdir(in_folder("more"), 0777), 0);
    batch_world_add("w1");
    assert_int_equal(mkdir(in_folder("more/group"), 0777), 0);
    char to[512];
    snprintf(to, sizeof(to), "%s", in_folder("more/group/w1"));
    assert_int_equal(rename(in_folder("study/w1"), to), 0);
    other o = {.options = &options, .study = batch_world_study("more")};
    assert_int_equal(pthread_create(&thread, NULL, run_other, &o), 0);
    batch_world_run(&options, 0);
    pthread_join(thread, NULL);
    assert_int_equal(o.status, 0);
    facs_study_close(&o.study);
    assert_int_equal(batch_world_count(FACS_BATCH_WARNED), 4);
    assert_int_equal(batch_world_count(FACS_BATCH_FAILED), 1);
    assert_false(tiny_world_has("results/facs-batch.jsonl"));
    assert_false(tiny_world_has("results/facs-batch.2.jsonl"));
}

#define IN_WORLD(test)                                                                             \
    cmocka_unit_test_setup_teardown(test, batch_world_set_up, batch_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_same_bytes_for_any_jobs_and_threads),
        IN_WORLD(test_rows),
        IN_WORLD(test_rows_in_memory),
        IN_WORLD(test_inputs_do_not_share_a_handle),
        IN_WORLD(test_events),
        IN_WORLD(test_a_stop),
        IN_WORLD(test_no_models),
        IN_WORLD(test_a_table_that_cannot_be_written),
        IN_WORLD(test_options_out_of_range),
        IN_WORLD(test_two_batches_in_one_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
