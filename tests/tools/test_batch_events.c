/* The lines of --progress json, from made-up events, and that docs/progress.md describes each of
 * their keys. */
#include "batch_events.h"

#include "cmocka_all.h"
#include "made_row.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ODD_NAME "a b\n\xff%.mp4"

/* ---- A study without files ------------------------------------------------------------------- */

int64_t facs_study_count(const facs_study *unused)
{
    (void)unused;
    return 2;
}

static const facs_study_input input = {sizeof(input), ODD_NAME, "r/a.csv", 1234};

static const facs_progress halfway = {
    .frames_done = 50, .frames_expected = 100, .frames_drawn = 5, .seconds = 1.5};

static const facs_batch_row full_row = {sizeof(full_row),
                                        ODD_NAME,
                                        FACS_BATCH_WARNED,
                                        "60 frames are few",
                                        100,
                                        0.5,
                                        0.75,
                                        1,
                                        2.5,
                                        40,
                                        "0123456789abcdef",
                                        "a.csv;a.json",
                                        1234,
                                        "2026-01-01T00:00:00Z",
                                        "2026-01-02T00:00:00Z",
                                        "lab",
                                        0.75,
                                        20.5,
                                        2.5,
                                        0.25,
                                        NAN, /* not known, so it has no key */
                                        0.125,
                                        0.5,
                                        12.5};

static facs_batch_events events;

static void send(facs_batch_moment moment, double now)
{
    facs_batch_event event = {
        .size = sizeof(event), .moment = moment, .index = 1, .job = 3, .jobs = 4};
    event.input = &input;
    event.progress = moment == FACS_BATCH_MOVED ? &halfway : NULL;
    event.row = moment == FACS_BATCH_ENDED ? &full_row : NULL;
    facs_batch_events_note(&events, &event, now);
}

static const facs_batch_totals totals = {sizeof(totals), 2, 1, 1, 1, 0, 0, 100, 3.5};

/* ---- The lines ------------------------------------------------------------------------------- */

static json_t *lines[16];
static int line_count;

/* Sends events to a file instead of standard output and reads its lines. */
static void take_lines(void (*act)(void))
{
    const int output = dup(STDOUT_FILENO);
    const int file = open(scratch("lines"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(output >= 0 && file >= 0 && dup2(file, STDOUT_FILENO) >= 0);
    act();
    assert_true(dup2(output, STDOUT_FILENO) >= 0);
    close(output);
    close(file);
    char *text = read_text(scratch("lines"));
    line_count = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines[line_count++] = json_loads(line, 0, NULL);
    free(text);
}

static void release_lines(void)
{
    while (line_count > 0)
        json_decref(lines[--line_count]);
}

static void run_batch(void)
{
    facs_batch_events_open(&events, NULL, "r/facs-batch.csv");
    send(FACS_BATCH_STARTED, 10);
    send(FACS_BATCH_MOVED, 10.5);
    send(FACS_BATCH_MOVED, 11.1);
    send(FACS_BATCH_MOVED, 12);
    send(FACS_BATCH_MOVED, 12.05);
    send(FACS_BATCH_ENDED, 12.3);
    const facs_batch_row row = make_row("b.mp4", FACS_BATCH_FAILED, "it is no video");
    const facs_batch_event event = {
        .size = sizeof(event), .moment = FACS_BATCH_ENDED, .input = &input, .row = &row};
    facs_batch_events_note(&events, &event, 12.3);
    facs_batch_events_end(&events, &totals, 1);
}

static void check_line(int i, const char *expected)
{
    json_t *wanted = json_loads(expected, 0, NULL);
    assert_non_null(wanted);
    if (i >= line_count || !json_equal(lines[i], wanted))
        fail_msg("line %d is %s, not %s", i, i < line_count ? json_dumps(lines[i], 0) : "missing",
                 expected);
    json_decref(wanted);
}

#define NAME "\"path\": \"a b\\n\xef\xbf\xbd%.mp4\", \"path_bytes\": \"a%20b%0A%FF%25.mp4\", "

static void test_lines_of_a_batch(void **state)
{
    char expected[512];
    (void)state;
    take_lines(run_batch);
    snprintf(expected, sizeof(expected),
             "{\"event\": \"batch_started\", \"version\": \"%s\", \"inputs\": 2, \"jobs\": 4, "
             "\"table\": \"r/facs-batch.csv\"}",
             facs_version());
    check_line(0, expected);
    check_line(1, "{\"event\": \"started\", \"index\": 1, \"job\": 3, " NAME "\"bytes\": 1234}");
    /* not within a second of the last line about this input */
    check_line(
        2, "{\"event\": \"progress\", \"index\": 1, \"job\": 3, " NAME
           "\"bytes\": 1234, \"frames\": 50, \"expected\": 100, \"drawn\": 5, \"seconds\": 1.5}");
    check_line(3, "{\"event\": \"ended\", \"index\": 1, \"job\": 3, " NAME
                  "\"state\": \"done with warnings\", \"message\": \"60 frames are few\", "
                  "\"frames\": 100, \"face_share\": 0.5, \"mean_confidence\": 0.75, \"people\": 1, "
                  "\"seconds\": 2.5, \"fps\": 40.0, \"options\": \"0123456789abcdef\", "
                  "\"results\": \"a.csv;a.json\", \"bytes\": 1234, "
                  "\"modified\": \"2026-01-01T00:00:00Z\", \"finished\": \"2026-01-02T00:00:00Z\", "
                  "\"host\": \"lab\", \"usable_share\": 0.75, \"blinks_per_minute\": 20.5, "
                  "\"smiles_per_minute\": 2.5, \"smile_share\": 0.25, \"talking_share\": 0.125, "
                  "\"liveliness\": 0.5, \"head_speed\": 12.5}");
    check_line(4, "{\"event\": \"ended\", \"index\": 0, \"job\": 0, \"path\": \"b.mp4\", "
                  "\"state\": \"failed\", \"message\": \"it is no video\"}");
    check_line(5, "{\"event\": \"batch_ended\", \"inputs\": 2, \"done\": 1, \"warned\": 1, "
                  "\"failed\": 1, \"skipped\": 0, \"left\": 0, \"frames\": 100, \"seconds\": 3.5, "
                  "\"exit_status\": 1}");
    assert_int_equal(line_count, 6);
    release_lines();
}

/* Each event and key is in the table of the page: | `event` | `key` | ... */
static void test_the_docs_name_every_key(void **state)
{
    (void)state;
    char *page = read_text(getenv("FACS_PROGRESS_PAGE"));
    take_lines(run_batch);
    for (int i = 0; i < line_count; i++) {
        const char *key, *name = json_string_value(json_object_get(lines[i], "event"));
        const json_t *value;
        char quoted[64];
        snprintf(quoted, sizeof(quoted), "### `%s`\n", name);
        const char *section = strstr(page, quoted);
        if (!section)
            fail_msg("docs/progress.md has no %s", quoted);
        const char *end = strstr(section + 1, "\n#");
        json_object_foreach(lines[i], key, value)
        {
            snprintf(quoted, sizeof(quoted), "`%s`", key);
            const char *at = strstr(section, quoted);
            if (strcmp(key, "event") != 0 && (!at || (end && at > end)))
                fail_msg("docs/progress.md does not describe %s of %s", key, name);
        }
    }
    assert_true(line_count == 6);
    release_lines();
    free(page);
}

/* ---- Standard output that cannot be written -------------------------------------------------- */

static void test_a_reader_that_has_read_enough(void **state)
{
    (void)state;
    int ends[2];
    const int output = dup(STDOUT_FILENO);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDOUT_FILENO) >= 0);
    facs_batch_events_open(&events, NULL, NULL);
    close(ends[0]);
    send(FACS_BATCH_STARTED, 0);
    send(FACS_BATCH_ENDED, 0);
    facs_batch_events_end(&events, &totals, 0);
    assert_true(dup2(output, STDOUT_FILENO) >= 0);
    assert_int_equal(events.status, 0);
    assert_int_equal(events.handle, -1);
    close(ends[1]);
    close(output);
}

static void test_a_full_disk_is_reported(void **state)
{
    (void)state;
    const int output = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
    if (full < 0) {
        close(output);
        skip();
    }
    assert_true(dup2(full, STDOUT_FILENO) >= 0);
    facs_batch_events_open(&events, NULL, NULL);
    facs_batch_events_end(&events, &totals, 0);
    assert_true(dup2(output, STDOUT_FILENO) >= 0);
    assert_int_equal(events.status, -ENOSPC);
    close(full);
    close(output);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_lines_of_a_batch),
        IN_SCRATCH(test_the_docs_name_every_key),
        cmocka_unit_test(test_a_reader_that_has_read_enough),
        cmocka_unit_test(test_a_full_disk_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
