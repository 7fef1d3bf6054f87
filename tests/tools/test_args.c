/* The command line: what is refused before any work begins, with which status and message. */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Expects success, words on standard output, and nothing on standard error. */
static void assert_says(const char *arguments, const char *words)
{
    outcome o = run_facs(arguments);
    if (o.status != 0 || !strstr(o.out, words) || o.err[0])
        fail_msg("facs %s: status %d: %s%s(expected: %s)", arguments, o.status, o.out, o.err,
                 words);
    outcome_free(&o);
}

static void test_help_and_version(void **state)
{
    char version[64];
    (void)state;
    snprintf(version, sizeof(version), "facs %s\n", facs_version());
    static const char *const versions[] = {"--version", "-V", "version"};
    for (int i = 0; i < 3; i++) {
        outcome o = run_facs(versions[i]);
        assert_int_equal(o.status, 0);
        assert_string_equal(o.out, version);
        assert_string_equal(o.err, "");
        outcome_free(&o);
    }
    static const char *const helps[] = {"--help", "-h", "help", "help help", "help version"};
    for (int i = 0; i < 5; i++) {
        assert_says(helps[i], "facs extract");
        assert_says(helps[i], "facs agreement");
        assert_says(helps[i], "facs help [COMMAND]");
    }
    static const char *const extract[] = {"extract --help", "help extract", "--help extract"};
    for (int i = 0; i < 3; i++) {
        assert_says(extract[i], "Usage: facs extract INPUT... [OPTION]...");
        assert_says(extract[i], "-o, --output FILE");
    }
    assert_says("help FaceLandmarkImg", "Usage: FaceLandmarkImg -f FILE");
    assert_refused("help extrakt", 2, "there is no command extrakt: did you mean extract?");
    assert_refused("help extract live", 2, "help takes one command, not also live");
    outcome o = run_facs("");
    assert_int_equal(o.status, 2);
    assert_string_equal(o.out, "");
    assert_non_null(strstr(o.err, "facs extract"));
    outcome_free(&o);
}

static void test_help_is_at_most_80_columns_wide(void **state)
{
    outcome o = run_facs("extract --help");
    (void)state;
    for (const char *line = o.out; *line; line += strcspn(line, "\n") + 1)
        if (strcspn(line, "\n") > 80)
            fail_msg("%.*s", (int)strcspn(line, "\n"), line);
    outcome_free(&o);
}

static void test_unknown(void **state)
{
    (void)state;
    assert_refused("frobnicate", 2, "there is no command frobnicate: see facs help");
    assert_refused("fr\033[31mob\n", 2,
                   "there is no command fr?[31mob?: see facs help"); /* one line */
    assert_refused("extract --fr\033ob", 2, "--fr?ob is not an option of facs extract");
#ifndef _WIN32 /* where upper and lower case are the same in names of programs */
    assert_refused("featureextraction -f x", 2, "did you mean FeatureExtraction?");
#endif
    assert_refused("extrakt a.mp4", 2, "did you mean extract?");
    assert_refused("extract a.mp4 --thread 2", 2, "did you mean --threads?");
    assert_refused("extract a.mp4 --detect-evry 2", 2, "did you mean --detect-every?");
    assert_refused("extract a.mp4 --frobnicate", 2,
                   "--frobnicate is not an option of facs extract: see facs extract --help");
    assert_refused("extract -x a.mp4", 2, "-x is not an option");
    assert_refused("extract a.mp4 --land pfld", 2, "did you mean --landmarks?"); /* its beginning */
    assert_refused("extract a.mp4 -v", 2, "did you mean --verbose?");
    assert_refused("lvie", 2, "did you mean live?"); /* two letters swapped */
    assert_refused("EXTRACT a.mp4", 2, "did you mean extract?");
    assert_refused("batch", 2, "there is no command batch: see facs help"); /* not bench */
    assert_refused("models --every 2", 2, "--every is not an option of facs models");
    assert_refused("--verison", 2, "there is no command --verison: did you mean --version?");
    assert_refused("extract a.mp4 --thread=2", 2,
                   "--thread is not an option of facs extract: did you mean --threads?");
    assert_refused("--summary a.mp4", 2,
                   "--summary is an option and must follow a command: facs extract --summary ...");
}

/* The first word is an input. */
static void test_no_command(void **state)
{
    (void)state;
    write_text(scratch("take"), "");
    assert_refused("a.mp4", 2, "a.mp4 is not a command: did you mean facs extract a.mp4?");
    assert_refused("a.mp4 b.mp4", 2, "did you mean facs extract a.mp4 ...?");
    assert_refused("take", 2, "did you mean facs extract take?");
    assert_refused("camera:0", 2, "did you mean facs extract camera:0?");
    assert_refused("https://host/a", 2, "did you mean facs extract https://host/a?");
    assert_refused("- --csv -", 2, "did you mean facs extract - ...?");
    assert_refused("out/a.csv", 2, "did you mean facs report out/a.csv?");
}

/* What somebody types who is new to the terminal, or comes from OpenFace. Nothing is written. */
static void test_first_steps(void **state)
{
    (void)state;
    write_text(scratch("my video.mp4"), "");
    assert_refused("extract a.mp4 my video.mp4", 2,
                   "my: there is no such file; a name with blanks needs quotes: \"my video.mp4\"");
    assert_refused("extract", 2, "as in facs extract interview.mp4 -d results");
    assert_refused("extract a.mp4 \xe2\x80\x94summary", 2, "begins with a long dash");
    assert_refused("extract a.mp4 \xe2\x80\x93-summary", 2, "begins with a long dash");
    assert_refused("extract a.mp4 -output a.csv", 2, "did you mean --output?");
    assert_refused("extract -f a.mp4", 2, "-f is a flag of OpenFace's programs");
    assert_refused("extract a.mp4 -device 0", 2, "-device is a flag of OpenFace's programs");
    assert_refused("extract a.mp4 -out_dir d", 2, "facs FeatureExtraction takes it");
    assert_refused("-fdir d", 2, "facs FeatureExtraction -fdir ...");
    assert_refused("-v", 2, "did you mean -V?");
    assert_refused("extract a.mp4 -d out.csv", 2, "-d names a folder, but out.csv looks like a");
    assert_refused("extract a.mp4 --landmarks pfdl", 2,
                   "expected clnf or pfld or ceclm or auto, or a CSV file, not");
    assert_refused("live --landmarks pfdl", 2,
                   "expected clnf or pfld or ceclm or auto, not \"pfdl\"");
    assert_refused("events .", 2, ". is a folder: facs events expects RESULT.csv...");
    assert_refused("report .", 1, "a folder that facs extract -d wrote"); /* a study, but empty */
    assert_says("extract help", "Example: facs extract interview.mp4 -d results");
    assert_refused("extract -- -device", 1, "-device: it cannot be opened"); /* a file's name */
}

/* Errors name an option as it was typed. */
static void test_spelling(void **state)
{
    (void)state;
    assert_refused("extract a.mp4 -o", 2, "facs: -o: expected FILE after it");
    assert_refused("extract a.mp4 --output", 2, "facs: --output: expected FILE after it");
    assert_refused("extract a.mp4 --output=", 2, "facs: --output: expected FILE, not an empty");
    assert_refused("extract a.mp4 b.mp4 --output c.csv", 2, "--output takes one result only");
    assert_refused("extract a.mp4 --output c.csv -d d", 2, "--output names one file and -d a");
    assert_refused("extract a.mp4 -oc.csv --directory=d", 2, "-o names one file and --directory a");
    assert_refused("extract a.mp4 --csv x --output -", 2,
                   "--output with a pipe is the same as --csv");
    assert_refused("extract a.mp4 --csv - --resume", 2, "--resume is for files: give -o or -d");
    assert_refused("report a.csv b.csv --output x.html", 2, "--output is for one result");
    assert_refused("report a.csv b.csv --video x.mp4", 2, "--video is for one result");
    assert_refused("extract a.mp4 --landmarks p.csv --min-face 20", 2,
                   "facs: --min-face: expected");
}

static void test_operands(void **state)
{
    (void)state;
    assert_refused("extract", 2, "facs extract expects INPUT...");
    assert_refused("bench", 2, "facs bench expects VIDEO");
    assert_refused("bench a.mp4 b.mp4", 2, "does not know what to do with b.mp4");
    assert_refused("agreement a.csv", 2, "facs agreement expects A.csv B.csv");
    assert_refused("models x", 2, "does not know what to do with x");
}

static void test_values(void **state)
{
    (void)state;
    assert_refused("extract a.mp4 --threads", 2, "--threads: expected N after it");
    assert_refused("extract a.mp4 --threads 0", 2,
                   "--threads: expected a whole number from 1 to 64, not \"0\"");
    assert_refused("extract a.mp4 --threads 65", 2, "from 1 to 64");
    assert_refused("extract a.mp4 --threads 2.5", 2, "a whole number");
    assert_refused("extract a.mp4 --threads two", 2, "not \"two\"");
    assert_refused("extract a.mp4 --threads=-1", 2, "not \"-1\"");
    assert_refused("extract a.mp4 --threads 0x10", 2, "not \"0x10\"");
    assert_refused("extract a.mp4 --detect-every 0", 2, "from 1 to 100000");
    assert_refused("extract a.mp4 --detect-every 100001", 2, "from 1 to 100000");
    assert_refused("extract a.mp4 --every 0", 2, "from 1 to 1000000000000");
    assert_refused("extract a.mp4 --every 99999999999999999999", 2, "--every: expected");
    assert_refused("extract a.mp4 --max-frames -5", 2, "--max-frames: expected");
    assert_refused("extract a.mp4 --fps 0", 2, "--fps: expected a number from 0.001");
    assert_refused("extract a.mp4 --fps nan", 2, "not \"nan\"");
    assert_refused("extract a.mp4 --fps inf", 2, "not \"inf\"");
    assert_refused("extract a.mp4 --fx 500px", 2, "not \"500px\"");
    assert_refused("extract a.mp4 --cy -1", 2, "--cy: expected");
    assert_refused("extract a.mp4 --backend gpu", 2,
                   "--backend: expected auto, cpu, coreml or cuda, not \"gpu\"");
    assert_refused("extract a.mp4 --au both", 2,
                   "--au: expected dynamic, static or none, not \"both\"");
    assert_refused("extract a.mp4 --quiet=1", 2, "--quiet takes no value");
    assert_refused("extract a.mp4 --faces 0", 2, "--faces: expected a whole number from 1 to 32");
    assert_refused("extract a.mp4 --faces 33", 2, "or \"all\", not \"33\"");
    assert_refused("extract a.mp4 --faces 2x", 2, "not \"2x\"");
    assert_refused("extract a.mp4 --faces=", 2, "--faces: expected N|all, not an empty word");
    assert_refused("extract a.mp4 --detector viola", 2,
                   "--detector: expected auto, mtcnn or retinaface, not \"viola\"");
    assert_refused("live --face left", 2,
                   "--face: expected largest, central or first, not \"left\"");
    assert_refused("extract a.mp4 --min-face 11", 2,
                   "--min-face: expected a whole number from 12 to 32767, not \"11\"");
    assert_refused("extract a.mp4 --stream 0", 2,
                   "--stream: expected a whole number from 1 to 1000, not \"0\"");
    assert_refused("live --stream=-1", 2, "--stream: expected");
    assert_refused("extract a.mp4 --rotate 45", 2, "--rotate: expected 0, 90, 180 or 270");
    assert_refused("extract a.mp4 --max-pixels 0", 2,
                   "--max-pixels: expected a whole number from 1 to 1073676289, not \"0\"");
    assert_refused("bench a.mp4 --max-pixels 1e10", 2, "--max-pixels: expected");
    assert_refused("live --overwrite", 2, "--overwrite is not an option of facs live");
    assert_refused("live --strict", 2, "--strict is not an option of facs live");
    assert_refused("extract a.mp4 --min-face 32768", 2, "--min-face: expected");
    assert_refused("extract a.mp4 --models=", 2, "--models: expected DIR, not an empty word");
}

static void test_times(void **state)
{
    (void)state;
    static const char *const bad[] = {"-1",      "x",    ":",     "1:",     ":1",
                                      "1:2:3:4", "1:60", "1.5:2", "1:2:3x", "99999:99",
                                      "1e3",     "inf",  "0x10",  "1:-2"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char line[128];
        snprintf(line, sizeof(line), "extract a.mp4 --from=%s", bad[i]);
        assert_refused(line, 2, "--from: expected a time from 0 to 1000000000 s, such as 90.5");
    }
    assert_refused("extract a.mp4 --to 0", 2, "--to: expected a time from 0.001");
    assert_refused("extract a.mp4 --from 1:00:00 --to 59:59.9", 2,
                   "--to: expected a time after --from");
    assert_refused("live --from 1", 2, "--from is not an option of facs live");
}

static void test_regions(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "1,2,3",   "1,2,3,4,5", "1,2,3,",   ",1,2,3", "-1,2,3,4", "1,2,3,x",
        "1.5,2,3", "1,2,0,4",   "1,2,3,-4", "a",      "1,,3,4",   "1,2,3,9999999999999999999",
        "0,0,0,0"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char line[128];
        snprintf(line, sizeof(line), "extract a.mp4 --region=%s", bad[i]);
        assert_refused(line, 2, "--region: expected four whole numbers X,Y,W,H");
    }
    assert_refused("extract a.mp4 --region 32767,0,1,1", 2, "region: expected x, y, width");
    assert_refused("extract a.mp4 --region 30000,0,3000,10", 2, "not 30000,0,3000,10");
}

static void test_unavailable_features(void **state)
{
    (void)state;
    assert_refused("extract a.mp4 --features aus,gaze --landmarks pfld", 2, "gaze comes only with");
    assert_refused("extract a.mp4 --features aus,hog", 2, "not \"hog\"");
    assert_refused("extract a.mp4 --features aus,", 2, "not \"\"");
}

static void test_contradictions(void **state)
{
    (void)state;
    assert_refused("extract a.mp4 b.mp4 -o c.csv", 2, "-o takes one result only");
    assert_refused("extract a.mp4 -o c.csv -d d", 2, "give one of them");
    assert_refused("extract a.mp4 --quiet --verbose", 2, "contradict each other");
    assert_refused("extract a.mp4 --retry-failed", 2, "is for --resume");
    assert_refused("extract a.mp4 b.mp4 --landmarks a.csv", 2, "the points of one video");
    assert_refused("extract a.mp4 --landmarks p.csv --detect-every 5", 2, "needs no detector");
    assert_refused("extract a.mp4 --landmarks p.csv --region 1,2,3,4", 2,
                   "region: expected none when the landmarks are given");
    assert_refused("extract a.mp4 --landmarks p.csv --face first", 2, "face: expected none");
    assert_refused("extract a.mp4 --landmarks p.csv --min-face 20", 2, "--min-face: expected none");
    assert_refused("extract a.mp4 --landmarks p.csv --detector mtcnn", 2,
                   "detector: expected none");
    assert_refused("extract a.mp4 --face central --faces 2", 2, "needs faces 1");
    assert_refused("extract a.mp4 --detector mtcnn --landmarks pfld", 2, "choose retinaface");
    assert_refused("live --detector mtcnn --backend cuda", 2, "fp32 on the CPU");
    assert_refused("extract a.mp4 --detector mtcnn --precision int8", 2, "choose retinaface");
    assert_refused("extract a.mp4 --landmarks p.csv --faces 2", 2,
                   "only --landmarks clnf or ceclm or auto follows several");
    assert_refused("bench a.mp4 --landmarks pfld --faces all", 2, "or --faces 1");
}

/* Inputs without folders whose results would have the same name; tests/study has the names. */
static void test_names_of_results(void **state)
{
    (void)state;
    assert_refused("extract camera:My%Cam/2 camera:My-Cam-2", 2, "written to camera-My-Cam-2.csv");
    assert_refused("extract camera:0%1 camera:0/1 -d out --resume", 2, "camera-0-1.csv");
}

static void test_a_result_never_replaces_its_input(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), "frame,x_0\n");
    mkdir(scratch("d"), 0700);
    write_text(scratch("d/a.json"), "x");
    assert_refused("extract a.mp4 --landmarks a.csv", 2, "the result a.csv would replace a.csv");
    assert_refused("extract a.mp4 --landmarks ./a.csv", 2, "would replace ./a.csv");
    assert_refused("extract d/a.json -d d", 2, "the result d/a.json would replace d/a.json");
    char *text = read_text(scratch("a.csv"));
    assert_string_equal(text, "frame,x_0\n");
    free(text);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_help_and_version),
        IN_SCRATCH(test_help_is_at_most_80_columns_wide),
        IN_SCRATCH(test_unknown),
        IN_SCRATCH(test_no_command),
        IN_SCRATCH(test_first_steps),
        IN_SCRATCH(test_spelling),
        IN_SCRATCH(test_operands),
        IN_SCRATCH(test_values),
        IN_SCRATCH(test_times),
        IN_SCRATCH(test_regions),
        IN_SCRATCH(test_unavailable_features),
        IN_SCRATCH(test_contradictions),
        IN_SCRATCH(test_names_of_results),
        IN_SCRATCH(test_a_result_never_replaces_its_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
