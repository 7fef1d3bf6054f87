/* The command in pipes, and live: what a user types in a shell, and how it ends. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OPTIONS "--models models --landmarks pfld --detect-every 1"

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

/* A shell line in which f is the command with the options of all runs. */
static outcome run_shell(const char *line)
{
    char script[2048];
    snprintf(script, sizeof(script),
             "f() { c=$1; shift; %s %s \"$c\" \"$@\" %s; }\n"
             "%s\n",
             exe_wrapper(), getenv("FACS_EXE"), OPTIONS, line);
    write_text(scratch("script.sh"), script);
    return run_program("/bin/sh", "script.sh");
}

static void assert_status(const outcome *o, int status)
{
    if (o->status != status)
        fail_msg("status %d, not %d: %s%s", o->status, status, o->err, o->out);
}

/* Runs a line, expects status 0, and returns its standard output; free() it. */
static char *output_of(const char *line)
{
    outcome o = run_shell(line);
    assert_status(&o, 0);
    free(o.err);
    return o.out;
}

static int count_lines(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void assert_same_file(const char *a, const char *b)
{
    char *x = read_text(scratch(a)), *y = read_text(scratch(b));
    assert_string_equal(x, y);
    free(x);
    free(y);
}

/* Expects each line to be an object with the common keys. Returns the number of lines. */
static int check_json_lines(const char *text)
{
    int count = 0;
    for (const char *line = text; *line; count++) {
        const char *end = strchr(line, '\n');
        assert_non_null(end); /* only whole lines */
        json_t *row = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(row);
        assert_int_equal(json_integer_value(json_object_get(row, "schema")), 1);
        assert_true(json_is_integer(json_object_get(row, "frame")));
        assert_true(json_is_number(json_object_get(row, "time")));
        assert_true(json_is_false(json_object_get(row, "calibrated")));
        assert_non_null(json_object_get(row, "intensity"));
        json_decref(row);
        line = end + 1;
    }
    return count;
}

/* ---- Standard input -------------------------------------------------------------------------- */

static void test_a_video_from_a_pipe(void **state)
{
    (void)state;
    const clip c = {
        .format = "matroska", .encoder = "mjpeg", .width = 320, .height = 240, .frames = 30};
    make_clip(scratch("clip.mkv"), &c);
    free(output_of("f extract clip.mkv"));
    free(output_of("cat clip.mkv | f extract -"));
    assert_same_file("clip.csv", "stdin.csv");
    char *json = read_text(scratch("stdin.json"));
    assert_non_null(strstr(json, "\"kind\": \"pipe\""));
    free(json);
    free(output_of("f extract - -o named.csv < clip.mkv"));
    assert_same_file("clip.csv", "named.csv");
}

static void test_no_video_from_a_pipe(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
    } cases[] = {
        {"echo hello | f extract -", "text file"},
        {"f extract - < /dev/null", "no data came"},
        {"head -c 100000 models/pfld.onnx | f extract -", "standard input: "},
    };
    for (int i = 0; i < 3; i++) {
        outcome o = run_shell(cases[i].line);
        assert_status(&o, 1);
        assert_int_equal(count_lines(o.err), 1);
        assert_non_null(strstr(o.err, cases[i].words));
        assert_false(exists(scratch("stdin.csv")));
        outcome_free(&o);
    }
}

/* Ctrl-C works while an open pipe has no data. */
static void test_interrupted_while_waiting(void **state)
{
    (void)state;
    const struct timespec pause = {.tv_nsec = 300000000};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const running child =
        start_built(getenv("FACS_EXE"), "extract - --quiet", (int[3]){ends[0], -1, -1});
    /* A signal before the command handles it would end it at once, which is not tested here. */
    for (int i = 0; i < 4; i++)
        nanosleep(&pause, NULL);
    double asked = (double)time(NULL);
    interrupt_program(child);
    assert_int_equal(end_of(child), 130);
    assert_true((double)time(NULL) - asked <= 30); /* not for ever; the machine may be busy */
    close(ends[0]);
    close(ends[1]);
}

/* ---- Rows as they come ----------------------------------------------------------------------- */

/* Nothing else is written, and -o with a pipe is the same as --csv. */
static void test_rows_to_standard_output(void **state)
{
    (void)state;
    char *rows = output_of("f extract frames --csv -");
    assert_int_equal(count_lines(rows), 1 + TINY_FRAMES);
    assert_int_equal(strncmp(rows, "frame,face_id,timestamp,confidence,success,pose_Tx,", 51), 0);
    assert_false(exists(scratch("frames.csv")) || has_part("frames.csv") ||
                 exists(scratch("frames.json")));
    char *same = output_of("f extract frames -o -");
    assert_string_equal(rows, same);
    free(same);
    write_text(scratch("expected"), rows);
    free(output_of("mkfifo fifo; cat fifo > got & f extract frames -o fifo && wait"));
    assert_same_file("got", "expected");
    free(output_of("cat fifo > got & f extract frames --csv fifo && wait"));
    assert_same_file("got", "expected");
    struct stat status;
    assert_true(stat(scratch("fifo"), &status) == 0 && S_ISFIFO(status.st_mode));
    free(rows);

    char *lines = output_of("f extract frames --json -");
    assert_int_equal(check_json_lines(lines), TINY_FRAMES);
    assert_false(exists(scratch("frames.csv")));
    free(lines);
}

/* Files as well if -o or -d asks for them, the same as without the stream. */
static void test_rows_and_files(void **state)
{
    (void)state;
    free(output_of("f extract frames"));
    char *lines = output_of("f extract frames --json - -d out");
    assert_int_equal(check_json_lines(lines), TINY_FRAMES);
    free(lines);
    assert_same_file("frames.csv", "out/frames.csv");
    assert_true(exists(scratch("out/frames.json")));
    free(output_of("f extract frames --csv rows.csv --json rows.jsonl -o x.csv"));
    assert_same_file("frames.csv", "x.csv");
    char *text = read_text(scratch("rows.jsonl"));
    assert_int_equal(check_json_lines(text), TINY_FRAMES);
    free(text);
}

/* head -n 5: a clean end, reported in one line, long before the input ends. */
static void test_a_reader_that_closes_early(void **state)
{
    (void)state;
    tiny_world_make_long("long", 4000);
    static const char *const kinds[] = {"--csv -", "--json -", "-o -"};
    for (int i = 0; i < 3; i++) {
        char line[256];
        snprintf(line, sizeof(line), "(f extract long %s; echo $? > status) | head -n 5", kinds[i]);
        double start = (double)time(NULL);
        outcome o = run_shell(line);
        assert_true((double)time(NULL) - start < 60);
        assert_status(&o, 0);
        assert_int_equal(count_lines(o.out), 5);
        assert_string_equal(o.err, "facs: standard output: its reader has gone, so the run "
                                   "ends here\n");
        char *status = read_text(scratch("status"));
        assert_string_equal(status, "0\n");
        free(status);
        if (i == 1)
            check_json_lines(o.out);
        outcome_free(&o);
    }
}

/* Files that are being written are finished. */
static void test_files_after_a_reader_closes_early(void **state)
{
    (void)state;
    free(output_of("f extract frames"));
    tiny_world_make_long("long", TINY_FRAMES);
    outcome o = run_shell("mkfifo fifo; head -n 1 fifo > got & f extract frames --json fifo -o "
                          "x.csv && wait");
    assert_status(&o, 0);
    assert_same_file("frames.csv", "x.csv");
    outcome_free(&o);
    outcome p = run_shell("(sleep 0.2; f extract long --json - -o y.csv; echo $? > status) | true");
    assert_string_equal(p.err, "facs: warning: standard output: its reader has gone; the "
                               "files are still being written\n");
    char *status = read_text(scratch("status"));
    assert_string_equal(status, "0\n");
    free(status);
    assert_same_file("frames.csv", "y.csv");
    outcome_free(&p);
}

static void test_contradictions(void **state)
{
    (void)state;
    make_image(scratch("a.png"), "png", 32, 32, 9);
    make_image(scratch("b.png"), "png", 32, 32, 9);
    assert_refused("extract a.png b.png --csv -", 2, "from one input only");
    assert_refused("extract a.png --csv - --json -", 2, "cannot both go to standard output");
    assert_refused("extract a.png -o - --json -", 2, "cannot both go to standard output");
    assert_refused("extract a.png -o - --csv x.csv", 2, "give one of them");
    assert_refused("extract a.png --csv - --summary", 2, "leave it out");
    assert_refused("extract a.png --json - --resume", 2, "--resume is for files");
    assert_refused("extract a.png --csv - --per-face", 2, "--per-face is for files");
    assert_refused("extract a.png --csv - --report", 2, "is for files");
    assert_refused("extract a.png --csv - --overlay .mp4", 2, "with only an extension");
    assert_refused("extract a.png --csv a.png", 2, "would replace a.png");
    assert_refused("extract a.png --csv x.csv -o x.csv", 2, "would replace x.csv");
    assert_refused("extract a.png --csv a.png/x.csv --models models --landmarks pfld", 1,
                   "a.png: the folder cannot be made (");
}

/* ---- Live ------------------------------------------------------------------------------------ */

static void test_live(void **state)
{
    (void)state;
    outcome o = run_shell("f live frames --realtime --fps 60 --features aus,pose");
    assert_status(&o, 0);
    int rows = check_json_lines(o.out);
    assert_true(rows > 0 && rows <= TINY_FRAMES);
    assert_non_null(strstr(o.out, "\"pose\":{\"position\":["));
    assert_non_null(strstr(o.out, "\"delay_ms\":"));
    char expected[64];
    snprintf(expected, sizeof(expected), "facs: frames: %d frames in ", rows);
    assert_int_equal(strncmp(o.err, expected, strlen(expected)), 0);
    snprintf(expected, sizeof(expected), " %d dropped; ", TINY_FRAMES - rows);
    assert_non_null(strstr(o.err, expected));
    assert_int_equal(count_lines(o.err), 1);
    outcome_free(&o);
    char *lines = output_of("f live frames --realtime --loop --fps 60 --max-frames 30 --json x");
    assert_string_equal(lines, "");
    free(lines);
    lines = read_text(scratch("x"));
    assert_int_equal(check_json_lines(lines), 30);
    free(lines);
}

/* Rows of CSV in place of the lines, or beside them: the same frames. */
static void test_live_rows(void **state)
{
    (void)state;
    char *lines = output_of("f live frames --realtime --fps 60 --csv new/x.csv --features pose");
    assert_string_equal(lines, "");
    free(lines);
    char *rows = read_text(scratch("new/x.csv"));
    static const char head[] = "frame,face_id,timestamp,confidence,success,pose_Tx,";
    assert_int_equal(strncmp(rows, head, strlen(head)), 0);
    assert_true(count_lines(rows) > 1 && count_lines(rows) <= TINY_FRAMES + 1);
    assert_int_equal(rows[strlen(rows) - 1], '\n');
    free(rows);
    outcome o =
        run_shell("f live frames --realtime --loop --fps 60 --max-frames 20 --csv - --json x "
                  "--quiet");
    assert_status(&o, 0);
    lines = read_text(scratch("x"));
    assert_int_equal(check_json_lines(lines), 20);
    assert_int_equal(count_lines(o.out), 21);
    char last[32]; /* the frame of both last rows */
    const char *line = strrchr(lines, '{');
    while (line > lines && line[-1] != '\n')
        line--;
    const char *number = strstr(line, "\"frame\":");
    assert_non_null(number);
    snprintf(last, sizeof(last), "\n%d,0,", atoi(number + 8));
    assert_non_null(strstr(o.out, last));
    free(lines);
    outcome_free(&o);
}

/* All pictures are recorded, dropped or not, and the recording is measured like what was seen. */
static void test_live_records(void **state)
{
    (void)state;
    char *lines = output_of("f live frames --realtime --fps 60 --csv x.csv --record new/x.mkv");
    assert_string_equal(lines, "");
    free(lines);
    lines = output_of("f extract new/x.mkv --features pose --csv - --quiet");
    assert_int_equal(count_lines(lines), TINY_FRAMES + 1);
    assert_non_null(strstr(lines, "\n12,0,0.183,")); /* 11/60 s */
    free(lines);
    assert_refused("live frames --realtime --record x.mp4 --models models --landmarks pfld", 1,
                   "ends in .mkv");
}

static void test_live_from_a_pipe_and_into_one(void **state)
{
    (void)state;
    const clip c = {
        .format = "matroska", .encoder = "mjpeg", .width = 320, .height = 240, .frames = 30};
    make_clip(scratch("clip.mkv"), &c);
    outcome o = run_shell("cat clip.mkv | f live - --quiet");
    assert_status(&o, 0);
    assert_string_equal(o.err, "");
    assert_true(check_json_lines(o.out) > 0);
    outcome_free(&o);
    outcome p = run_shell("(f live frames --realtime --loop --quiet; echo $? > status) | "
                          "head -n 3");
    assert_int_equal(check_json_lines(p.out), 3);
    assert_string_equal(p.err, "");
    char *status = read_text(scratch("status"));
    assert_string_equal(status, "0\n");
    free(status);
    outcome_free(&p);
}

static void test_live_refuses(void **state)
{
    (void)state;
    assert_refused("live frames --models models --landmarks pfld", 2, "realtime");
    assert_refused("live frames --loop --models models", 2, "realtime");
    assert_refused("live frames --realtime --csv - --json -", 2, "cannot both write");
    assert_refused("live a b", 2, "does not know what to do with b");
    assert_refused("live frames --realtime --landmarks x.csv", 2, "clnf or pfld or ceclm");
    assert_refused("live camera:77", 1, "there is no such camera");
    assert_refused("live frames --realtime --every 2", 2, "--every is not an option of facs live");
}

/* Ctrl-C ends a live run: status 130, and the last line is complete. */
static void test_live_is_interrupted(void **state)
{
    (void)state;
    struct stat status = {0};
    int out = open(scratch("out.jsonl"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int err = open(scratch("err.txt"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(out >= 0 && err >= 0);
    const running child = start_built(getenv("FACS_EXE"),
                                      "live frames --realtime --loop --fps 100 --record rec.mkv "
                                      "--models models --landmarks pfld",
                                      (int[3]){-1, out, err});
    close(out);
    close(err);
    const struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < 3000 && status.st_size < 20000; i++) {
        nanosleep(&pause, NULL);
        assert_int_equal(stat(scratch("out.jsonl"), &status), 0);
    }
    interrupt_program(child);
    assert_int_equal(end_of(child), 130);
    char *lines = read_text(scratch("out.jsonl")), *said = read_text(scratch("err.txt"));
    assert_true(check_json_lines(lines) > 20);
    assert_int_equal(count_lines(said), 1); /* only the summary */
    assert_non_null(strstr(said, "from frame to line"));
    assert_int_equal(stat(scratch("rec.mkv"), &status), 0);
    free(lines);
    free(said);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_video_from_a_pipe),
        TEST(test_no_video_from_a_pipe),
        TEST(test_interrupted_while_waiting),
        TEST(test_rows_to_standard_output),
        TEST(test_rows_and_files),
        TEST(test_a_reader_that_closes_early),
        TEST(test_files_after_a_reader_closes_early),
        TEST(test_contradictions),
        TEST(test_live),
        TEST(test_live_rows),
        TEST(test_live_records),
        TEST(test_live_from_a_pipe_and_into_one),
        TEST(test_live_refuses),
        TEST(test_live_is_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
