/* facs extract with many inputs: folders, jobs, interrupts, resuming. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "pause.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXTRACT "extract study -d out --models models --landmarks pfld --jobs 2 "
#define INPUTS  8
#define FRAMES  24   /* in each */
#define LONG    4000 /* frames of an input that lasts far longer than the test waits */
#define MANY    150  /* inputs, with few descriptors */

/* Folders of links to the pictures, in two groups. */
static void make_study(void)
{
    char folder[64], to[96], from[64];
    assert_int_equal(mkdir(scratch("study"), 0700), 0);
    assert_int_equal(mkdir(scratch("study/a"), 0700), 0);
    assert_int_equal(mkdir(scratch("study/b"), 0700), 0);
    for (int i = 0; i < INPUTS; i++) {
        snprintf(folder, sizeof(folder), "study/%s/clip%d", i % 2 ? "a" : "b", i / 2);
        assert_int_equal(mkdir(scratch(folder), 0700), 0);
        for (int n = 0; n < FRAMES; n++) {
            snprintf(from, sizeof(from), "../../../frames/%03d.ppm", (n + i) % TINY_FRAMES);
            snprintf(to, sizeof(to), "%s/%03d.ppm", folder, n);
            borrow_file(from, scratch(to));
        }
    }
}

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    make_study();
    return 0;
}

/* Rows of the table that have a word. */
static int count_rows(const char *word)
{
    int count = 0;
    char *text = read_text(scratch("out/facs-batch.csv")), *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        count += strstr(line, word) != NULL;
    free(text);
    return count;
}

static void run_for(const char *arguments, int expected)
{
    outcome o = run_facs(arguments);
    if (o.status != expected)
        fail_msg("facs %s: status %d: %s", arguments, o.status, o.err);
    outcome_free(&o);
}

/* ---- Folders --------------------------------------------------------------------------------- */

static void test_a_folder(void **state)
{
    (void)state;
    write_text(scratch("study/a/notes.mp4"), "not a video\n");
    outcome o = run_facs(EXTRACT);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "study/a/notes.mp4: this is a text file"));
    assert_non_null(strstr(o.err, "facs: 9 inputs: 8 done (8 with warnings), 1 failed"));
    outcome_free(&o);
    assert_int_equal(count_rows("done with warnings"), INPUTS);
    assert_int_equal(count_rows("study/a/notes.mp4,failed,this is a text file"), 1);
    assert_true(exists(scratch("out/a/clip3.csv")) && exists(scratch("out/b/clip0.json")));
    o = run_facs(EXTRACT "--resume");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "8 skipped"));
    assert_non_null(strstr(o.err, "1 failed (1 before: --retry-failed tries them again)"));
    outcome_free(&o);
    assert_int_equal(count_rows(",skipped,"), INPUTS);
    assert_int_equal(unlink(scratch("study/a/notes.mp4")), 0);
    o = run_facs(EXTRACT "--resume --quiet");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "");
    outcome_free(&o);
    assert_int_equal(count_rows("notes.mp4,failed"), 1); /* of an input that is not in this run */
}

/* One file is not a study. */
static void test_one_input_has_no_table(void **state)
{
    (void)state;
    run_for("extract study/a/clip0 -d out --models models --landmarks pfld", 0);
    assert_true(exists(scratch("out/clip0.csv")));
    assert_false(exists(scratch("out/facs-batch.csv")));
    run_for("extract study/a -o one.csv --models models --landmarks pfld", 2);
}

static void test_further_outputs(void **state)
{
    static const char *const beside[] = {"out/a/clip0_face00.html",
                                         "out/a/clip0_face00_events.csv"};
    (void)state;
    run_for(EXTRACT "--per-face --report --events", 0);
    assert_true(exists(scratch("out/a/clip0_face00.csv")));
    assert_int_equal(count_rows("a/clip0_face00.csv;a/clip0.json"), 1);
    for (int i = 0; i < 2; i++)
        assert_int_equal(unlink(scratch(beside[i])), 0);
    run_for(EXTRACT "--per-face --report --events --resume", 0);
    for (int i = 0; i < 2; i++)
        assert_true(exists(scratch(beside[i])));
    char *events = read_text(scratch(beside[1]));
    assert_non_null(strstr(events, "face_id,kind,onset,"));
    free(events);
}

/* ---- Interrupts ------------------------------------------------------------------------------ */

static running start_study(const char *arguments)
{
    const int log = open_new(scratch("err"));
    const running child = start_facs(arguments, log);
    close(log);
    return child;
}

/* Waits until so many results are complete, or the run has ended. */
static void wait_for_results(int count)
{
    char name[64];
    for (int waited = 0; waited < 60000; waited += 5, pause_ms(5)) {
        int have = 0;
        for (int i = 0; i < INPUTS; i++) {
            snprintf(name, sizeof(name), "out/%s/clip%d.csv", i % 2 ? "a" : "b", i / 2);
            have += exists(scratch(name));
        }
        if (have >= count)
            return;
    }
    fail_msg("no results after a minute");
}

static void test_an_interrupt(void **state)
{
    (void)state;
    tiny_world_make_long("study/b/long", LONG); /* the last one */
    const running child = start_study(EXTRACT);
    wait_for_results(1);
    interrupt_program(child);
    assert_int_equal(end_of(child), 130);
    char *text = read_text(scratch("err"));
    assert_non_null(strstr(text, "--resume"));
    free(text);
    assert_false(exists(scratch("out/facs-batch.jsonl")));
    const int left = count_rows(",left,");
    assert_true(left > 0 && left < INPUTS + 1);
    assert_int_equal(count_rows("done"), INPUTS + 1 - left);
    remove_tree(scratch("study/b/long"));
    run_for(EXTRACT "--resume", 0);
    assert_int_equal(count_rows(",left,"), 1); /* of an input that is not in this run */
    assert_int_equal(count_rows("study/b/long,left,"), 1);
}

/* ---- Inputs and folders that do not behave --------------------------------------------------- */

/* A pipe whose writer stops writing; the others are not held up. */
static void test_an_input_that_stalls(void **state)
{
    (void)state;
    char text[512];
    const clip pipe = {.format = "matroska",
                       .encoder = "mjpeg",
                       .width = 64,
                       .height = 48,
                       .frames = 60,
                       .content = CLIP_MOVING};
    make_clip(scratch("clip.mkv"), &pipe);
    snprintf(text, sizeof(text),
             "mkfifo pipe; exec 3<>pipe; head -c 20000 clip.mkv >&3 & "
             "exec %s '%s' extract - study/a/clip0 study/a/clip1 -d out --models models "
             "--landmarks pfld --patience 5 --jobs 2 <&3\n",
             exe_wrapper(), getenv("FACS_EXE"));
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "-: no frame came for 5 seconds, so it was given up"));
    outcome_free(&o);
    assert_int_equal(count_rows("done with warnings"), 2);
}

/* Each input gives back its descriptors. */
static void test_many_inputs_with_few_descriptors(void **state)
{
    (void)state;
    char name[64];
    assert_int_equal(mkdir(scratch("many"), 0700), 0);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "many/p%d.ppm", i);
        assert_int_equal(link(scratch("frames/000.ppm"), scratch(name)), 0);
    }
    snprintf(name, sizeof(name), "%s", exe_wrapper());
    char text[512];
    snprintf(text, sizeof(text),
             "%s\nexec %s '%s' extract many/*.ppm -d out --models models --landmarks pfld --jobs 2 "
             "--quiet\n",
             *name ? "" : "ulimit -n 48", exe_wrapper(), getenv("FACS_EXE"));
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    if (o.status != 0)
        fail_msg("%s", o.err);
    outcome_free(&o);
    assert_int_equal(count_rows(",done"), MANY);
}

static void test_a_folder_that_cannot_be_written(void **state)
{
    (void)state;
    write_text(scratch("file"), "x");
    outcome o = run_facs("extract study -d file/out --models models --landmarks pfld");
    assert_int_equal(o.status, 1);
    outcome_free(&o);
    assert_int_equal(mkdir(scratch("out"), 0700), 0);
    assert_int_equal(mkdir(scratch("out/facs-batch.csv"), 0700), 0);
    o = run_facs(EXTRACT);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "out/facs-batch.csv is a folder"));
    assert_false(exists(scratch("out/a")));
    outcome_free(&o);
}

#define IN_STUDY(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_STUDY(test_a_folder),
        IN_STUDY(test_one_input_has_no_table),
        IN_STUDY(test_further_outputs),
        IN_STUDY(test_an_interrupt),
        IN_STUDY(test_an_input_that_stalls),
        IN_STUDY(test_many_inputs_with_few_descriptors),
        IN_STUDY(test_a_folder_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
