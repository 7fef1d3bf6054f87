/* What a batch says at its end or after Ctrl-C, its events as JSON, and what facs status says. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "pause.h"
#include "scratch.h"
#include "tiny_world.h"

#include <jansson.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODELS " --models models --landmarks pfld"
#define INPUTS "frames/000.ppm bad.mp4 absent.mp4 frames -d out"

static outcome batch; /* whose results are in the folder out */

static int setup(void **state)
{
    scratch_setup(state);
    tiny_world_make();
    write_text(scratch("bad.mp4"), "this is no video");
    batch = run_facs("extract " INPUTS MODELS);
    return 0;
}

static int teardown(void **state)
{
    outcome_free(&batch);
    return scratch_teardown(state);
}

static void check_status(const char *arguments, int status, const char *words)
{
    outcome o = run_facs(arguments);
    if (o.status != status || !strstr(o.out, words) || o.err[0])
        fail_msg("%s: status %d\n%s%s", arguments, o.status, o.out, o.err);
    outcome_free(&o);
}

static void test_the_end_of_a_batch(void **state)
{
    (void)state;
    assert_int_equal(batch.status, 1);
    assert_non_null(
        strstr(batch.err, "facs: 4 inputs: 2 done (1 with warnings), 2 failed; 13 frames in 0:"));
    assert_non_null(strstr(batch.err, "facs: what became of each input: out/facs-batch.csv, or in "
                                      "short: facs status out\n"));
    assert_null(strstr(batch.err, "to go on"));
    outcome o = run_facs("extract " INPUTS MODELS " --resume");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: 4 inputs: 2 skipped (done before), 2 failed (2 before: "
                                  "--retry-failed tries them again); 0 frames in 0:"));
    outcome_free(&o);
    check_status(
        "status out", 1,
        "  done           2, 1 of them with warnings (2 were done before)\n  failed         2\n");
    check_status("status out --json -", 1, "\"done\": 2,");
    check_status("status out --json -", 1, "\"skipped\": 2,");
    /* a batch that cannot begin says why, and no more */
    assert_int_equal(mkdir(scratch("taken"), 0700), 0);
    assert_int_equal(mkdir(scratch("taken/facs-batch.csv"), 0700), 0);
    assert_refused("extract frames/000.ppm frames/001.ppm -d taken" MODELS, 1, "facs-batch.csv");
    o = run_facs("extract frames/000.ppm frames/001.ppm -d quiet --quiet" MODELS);
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "");
    outcome_free(&o);
}

static void test_status_of_a_batch(void **state)
{
    (void)state;
    check_status("status out", 1,
                 "out: 4 inputs\n"
                 "  done           2, 1 of them with warnings\n"
                 "  failed         2\n"
                 "  left           0\n"
                 "  frames        13, with a face in 76.9 % of the rows\n"
                 "\n"
                 "failed:\n"
                 "        1 x  it cannot be opened: no such file or folder\n"
                 "             absent.mp4\n");
    check_status("status out", 1, "\nto try again what failed:\n  ");
    check_status("status out", 1, " extract --resume --retry-failed " INPUTS MODELS "\n");
    check_status("status out --failed", 1, "absent.mp4\nbad.mp4\n");
    check_status("status out --left", 1, "");
    outcome o = run_facs("extract frames/000.ppm frames/001.ppm -d new" MODELS);
    outcome_free(&o);
    check_status("status new", 0, "new: 2 inputs\n  done           2\n");
    assert_refused("status absent", 1, "absent: there is no such folder");
    assert_refused("status frames", 1, "frames has no batch table (facs-batch.csv)");
    assert_refused("status out --left --json -", 2, "--left lists paths, --json has the counts");
}

static void test_a_path_that_no_list_can_hold(void **state)
{
    (void)state;
    outcome o = run_facs("extract two\nlines.mp4 absent.mp4 -d broken" MODELS);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: two?lines.mp4: "));
    outcome_free(&o);
    o = run_facs("status broken --failed");
    assert_int_equal(o.status, 1);
    assert_string_equal(o.out, "absent.mp4\n");
    assert_non_null(strstr(o.err, "left out: 1 with a line break in the path"));
    outcome_free(&o);
    check_status("status broken", 1, "two?lines.mp4\n");
}

/* A command is shown only as it can be typed. */
static void test_a_folder_that_begins_with_a_dash(void **state)
{
    (void)state;
    outcome o = run_facs("extract absent.mp4 absent2.mp4 -d ./-dash" MODELS);
    assert_non_null(strstr(o.err, "in short: facs status ./-dash\n"));
    outcome_free(&o);
}

static void test_a_folder_with_a_line_break(void **state)
{
    if (ON_WINDOWS)
        skip(); /* no folder has such a name */
    (void)state;
    outcome o = run_facs("extract absent.mp4 absent2.mp4 -d new\nline" MODELS);
    assert_non_null(strstr(o.err, "what became of each input: new?line/facs-batch.csv\n"));
    outcome_free(&o);
    o = run_facs("extract frames/000.ppm absent.mp4 -d new\nline" MODELS);
    outcome_free(&o);
    check_status("status new\nline", 1,
                 "to try again what failed, run the same command again, with --resume "
                 "--retry-failed\n");
}

/* After a change the reason is the same for all inputs. */
static void test_why_results_are_made_again_is_said_once(void **state)
{
    (void)state;
    outcome o = run_facs("extract frames/000.ppm frames/001.ppm frames/002.ppm -d again" MODELS);
    outcome_free(&o);
    o = run_facs("extract frames/000.ppm frames/001.ppm frames/002.ppm -d again --jobs 1 --resume "
                 "--full-precision" MODELS);
    assert_int_equal(o.status, 0);
    assert_non_null(
        strstr(o.err, "facs: frames/000.ppm: again/000.csv is not used as its result: "));
    assert_non_null(strstr(o.err, " (other inputs with the same reason are not named)\n"));
    assert_null(strstr(o.err, "001.ppm"));
    assert_non_null(strstr(o.err, "facs: 3 inputs: 3 done; 3 frames in "));
    outcome_free(&o);
}

/* docs/progress.md has a table of them. */
static void test_status_as_json(void **state)
{
    static const char *const wanted[] = {
        "folder",   "inputs",   "done",    "warned",     "failed",      "skipped",
        "left",     "frames",   "seconds", "face_share", "runs",        "reason",
        "failures", "warnings", "count",   "message",    "path",        "journal",
        "state",    "started",  "host",    "shards",     "shards_begun"};
    (void)state;
    outcome o = run_facs("status out --json -");
    assert_int_equal(o.status, 1);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "failed")), 2);
    const json_t *failures = json_object_get(root, "failures");
    assert_int_equal(json_array_size(failures), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(failures, 0), "count")), 1);
    char *page = read_text(getenv("FACS_PROGRESS_PAGE"));
    const char *section = strstr(page, "## Afterwards");
    const char *key;
    const json_t *value;
    char quoted[32];
    assert_non_null(section);
    json_object_foreach(root, key, value)
    {
        int known = 0;
        for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
            known |= strcmp(key, wanted[i]) == 0;
        if (!known)
            fail_msg("the test does not know %s", key);
    }
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        snprintf(quoted, sizeof(quoted), "`%s`", wanted[i]);
        if (!strstr(section, quoted))
            fail_msg("docs/progress.md does not describe %s", quoted);
    }
    free(page);
    json_decref(root);
    outcome_free(&o);
}

/* ---- JSON lines ------------------------------------------------------------------------------ */

static void test_a_line_for_each_event(void **state)
{
    int ended = 0, count = 0;
    const char *event = "";
    (void)state;
    outcome o = run_facs("extract " INPUTS MODELS " --progress json --jobs 3");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.out, "\"inputs\":4,\"jobs\":3,\"table\":\"out/facs-batch.csv\"}\n"));
    for (char *rest, *line = strtok_r(o.out, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest), count++) {
        json_t *object = json_loads(line, 0, NULL);
        event = json_string_value(json_object_get(object, "event"));
        assert_non_null(event);
        ended += strcmp(event, "ended") == 0;
        event = strstr(line, "\"event\":\"batch_ended\"");
        json_decref(object);
    }
    assert_int_equal(ended, 4);
    assert_true(count >= 1 + 4 + 4 + 1);
    assert_non_null(event); /* of the last line */
    outcome_free(&o);
    o = run_facs("extract frames -d one --progress json" MODELS); /* no table */
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "\"table\":null"));
    outcome_free(&o);
    assert_refused("extract frames --progress json --summary" MODELS, 2,
                   "--progress json and --summary both go to standard output");
    assert_refused("extract frames --progress json --csv -" MODELS, 2,
                   "--progress json and the rows both go to standard output");
    assert_refused("extract frames --progress json -o -" MODELS, 2,
                   "--progress json and the rows both go to standard output");
    assert_refused("extract frames --progress xml" MODELS, 2,
                   "--progress: expected auto, json or none, not \"xml\"");
}

/* The reader ends after a line, the batch does not. */
static void test_a_reader_of_one_line(void **state)
{
    char text[4096];
    (void)state;
    snprintf(text, sizeof(text),
             "{ %s '%s' extract %s%s --progress json; echo $? >status; } | head -n 1\n",
             exe_wrapper(), getenv("FACS_EXE"), "frames/000.ppm frames/001.ppm -d read", MODELS);
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    assert_non_null(strstr(o.out, "\"event\":\"batch_started\""));
    char *status = read_text(scratch("status"));
    assert_string_equal(status, "0\n");
    assert_true(exists(scratch("read/000.csv")) && exists(scratch("read/001.csv")));
    free(status);
    outcome_free(&o);
}

/* ---- Ctrl-C ---------------------------------------------------------------------------------- */

#define LONG_FRAMES 4000 /* many seconds of work, far longer than the test waits */

static void wait_for(const char *name)
{
    for (int i = 0; i < 3000; i++) {
        if (has_part(name))
            return;
        pause_ms(20);
    }
    fail_msg("no %s after a minute", name);
}

static void test_how_to_go_on_after_an_interrupt(void **state)
{
    char expected[1024];
    (void)state;
    tiny_world_make_long("long", LONG_FRAMES);
    const int log = open_new(scratch("log.txt"));
    const running child =
        start_facs("extract frames/000.ppm long -d the%results --jobs 1" MODELS, log);
    close(log);
    wait_for("the results/long.csv");
    interrupt_program(child);
    assert_int_equal(end_of(child), 130);
    char *said = read_text(scratch("log.txt"));
    if (!strstr(said, "facs: 2 inputs: 1 done, 1 left; 1 frame in "))
        fail_msg("%s", said);
    snprintf(expected, sizeof(expected),
             " extract --resume frames/000.ppm long -d 'the results' --jobs 1" MODELS "\n");
    const char *go_on = strstr(said, "facs: to go on: ");
    assert_non_null(go_on);
    assert_non_null(strstr(go_on, expected));
    free(said);
    check_status("status the%results --left", 1, "long\n");
    check_status("status the%results", 1, "\nto go on:\n  ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_of_a_batch),
        cmocka_unit_test(test_status_as_json),
        cmocka_unit_test(test_a_path_that_no_list_can_hold),
        cmocka_unit_test(test_a_folder_that_begins_with_a_dash),
        cmocka_unit_test(test_a_folder_with_a_line_break),
        cmocka_unit_test(test_why_results_are_made_again_is_said_once),
        cmocka_unit_test(test_the_end_of_a_batch), /* resumes it, so its rows change */
        cmocka_unit_test(test_a_line_for_each_event),
        cmocka_unit_test(test_a_reader_of_one_line),
        cmocka_unit_test(test_how_to_go_on_after_an_interrupt),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
