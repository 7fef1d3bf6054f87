/* What facs does for someone who double-clicks it, or drops videos on it. Only Windows starts
 * programs like that; FACS_CLICKED (os/desktop.h) makes the others act as if they did. */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "make_clip.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000

/* A desktop whose browser writes down what it is asked to open. */
static int setup(void **state)
{
    static char path[4096];
    const char *const openers[] = {"bin/xdg-open", "bin/open"};
    scratch_setup(state);
    if (!path[0])
        snprintf(path, sizeof(path), ":%s", getenv("PATH"));
    char *both = malloc(strlen(scratch("bin")) + strlen(path) + 1);
    sprintf(both, "%s%s", scratch("bin"), path);
    setenv("PATH", both, 1);
    setenv("DISPLAY", ":77", 1);
    setenv("FACS_CLICKED", "1", 1);
    setenv("HOME", scratch("home"), 1);
    setenv("FACS_MODELS", shared_models(), 1);
    free(both);
    mkdir(scratch("bin"), 0700);
    for (int i = 0; i < 2; i++) {
        write_text(scratch(openers[i]), "#!/bin/sh\necho \"$1\" >>\"${0%/bin/*}/opened\"\n");
        assert_int_equal(chmod(scratch(openers[i]), 0700), 0);
    }
    return 0;
}

/* A clip of grey pictures: it has no faces, and costs next to nothing. */
static void make_grey(const char *name)
{
    const clip grey = {
        .format = "avi", .encoder = "mpeg4", .width = 160, .height = 120, .frames = 3};
    make_clip(scratch(name), &grey);
}

/* Runs it and expects a status, a part of what it says, and that it waits at the end. */
static void expect(const char *arguments, int status, const char *words)
{
    outcome o = run_facs(arguments);
    const char *last = strstr(o.err, "Press Enter to close this window.\n");
    if (o.status != status || !strstr(o.err, words) || !last || strchr(last, '\n')[1] || o.out[0])
        fail_msg("facs %s: status %d (expected %d): %s%s\n(expected: %s)", arguments, o.status,
                 status, o.out, o.err, words);
    outcome_free(&o);
}

/* Expects that this is all that was opened since the last time; name: in the scratch folder. */
static void assert_opened(const char *name)
{
    struct stat info;
    char *whole = realpath(scratch(name), NULL);
    const struct timespec pause = {.tv_nsec = 10 * 1000000};
    assert_non_null(whole);
    for (int ms = 0; ms < PATIENCE_MS; ms += 10) { /* the browser runs on its own */
        if (stat(scratch("opened"), &info) == 0 && info.st_size > (off_t)strlen(whole))
            break;
        nanosleep(&pause, NULL);
    }
    char *opened = read_text(scratch("opened"));
    assert_true(strlen(opened) > 0);
    opened[strlen(opened) - 1] = 0;
    assert_string_equal(opened, whole);
    assert_int_equal(unlink(scratch("opened")), 0);
    free(opened);
    free(whole);
}

static time_t written(const char *name)
{
    struct stat info;
    assert_int_equal(stat(scratch(name), &info), 0);
    return info.st_mtime;
}

/* Its results are beside it, whatever is in its name, and the report opens. Again: only that. */
static void test_a_video(void **state)
{
    (void)state;
    make_grey("my \xc3\xbc #1.avi");
    expect("my%\xc3\xbc%#1.avi", 0, "\nThe results are in the folder .: of each video a table");
    assert_opened("my \xc3\xbc #1.html");
    char *json = read_text(scratch("my \xc3\xbc #1.json"));
    const char *line = strstr(json, "\"command_line\": ");
    assert_non_null(line);
    assert_non_null(strstr(line, " extract --report --resume --retry-failed -d . -- 'my \xc3\xbc "
                                 "#1.avi'\""));
    free(json);

    const time_t before = written("my \xc3\xbc #1.csv");
    char *page = read_text(scratch("my \xc3\xbc #1.html"));
    expect("my%\xc3\xbc%#1.avi", 0, "\nThis was measured before, so its results stay as they are.");
    assert_opened("my \xc3\xbc #1.html");
    assert_int_equal(written("my \xc3\xbc #1.csv"), before);
    char *again = read_text(scratch("my \xc3\xbc #1.html"));
    assert_string_equal(again, page);
    free(again);
    free(page);
}

/* Someone's ratings, or a saved page, are not replaced. */
static void test_names_that_are_taken(void **state)
{
    static const char *const taken[] = {"a.csv", "a.json", "a.html"};
    char words[128];
    (void)state;
    make_grey("a.avi");
    for (int i = 0; i < 3; i++) {
        write_text(scratch(taken[i]), "{\"mine\": 1}");
        snprintf(words, sizeof(words),
                 "./%s is there already and was not made by facs, so the results go to "
                 "./facs-results.\n",
                 taken[i]);
        expect("a.avi", 0, words);
        assert_opened("facs-results/a.html");
        char *text = read_text(scratch(taken[i]));
        assert_string_equal(text, "{\"mine\": 1}");
        free(text);
        assert_int_equal(unlink(scratch(taken[i])), 0);
    }
    assert_false(exists(scratch("a.csv")));
}

/* Of all files of a folder, the results of earlier runs are no inputs. */
static void test_what_is_left_out(void **state)
{
    (void)state;
    make_grey("a.avi");
    expect("a.avi", 0, "");
    assert_opened("a.html");
    expect("a.avi a.csv a.html a.json", 0, "a.html is not a video and is left out.\n");
    assert_opened("a.html");
    expect("a.csv a.json", 1, "a.json is not a video and is left out.\n");
    assert_false(exists(scratch("opened")));
}

static void test_a_folder(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("study"), 0700), 0);
    assert_int_equal(mkdir(scratch("study/b"), 0700), 0);
    make_grey("study/a.avi");
    expect("study", 0, "\nThe results are in the folder study/facs-results:");
    assert_opened("study/facs-results/a.html"); /* there is only one */
    make_grey("study/b/c.avi");
    expect("study", 0, "2 inputs: 1 done (1 with warnings), 1 skipped (done before)");
    assert_opened("study/facs-results/study.html");
    assert_true(exists(scratch("study/facs-results/b/c.csv")));
    assert_false(exists(scratch("study/a.csv")));
}

/* The reports of a few open, of more their folder. One that fails does not stop the others. */
static void test_several(void **state)
{
    char name[16];
    (void)state;
    assert_int_equal(mkdir(scratch("in"), 0700), 0);
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof(name), "in/%d.avi", i);
        make_grey(name);
    }
    write_text(scratch("bad.avi"), "this is not a video");
    make_grey("z.avi");
    expect("in/0.avi in/1.avi in/2.avi in/3.avi in/4.avi", 0, "5 inputs: 5 done");
    assert_opened("in");
    expect("in/0.avi bad.avi in/1.avi in/2.avi in/3.avi in/4.avi", 1, "5 inputs: 5 skipped");
    assert_opened("in");
    expect("bad.avi z.avi", 1, "bad.avi: this is a text file");
    assert_opened("z.html");
}

#ifdef __linux__
/* Nobody can make a file among the open files of a process. */
static void test_a_folder_that_cannot_be_written_into(void **state)
{
    char text[2048];
    (void)state;
    make_grey("a.avi");
    assert_int_equal(mkdir(scratch("home"), 0700), 0);
    snprintf(text, sizeof(text), "exec %s '%s' /proc/self/fd/3 3<a.avi\n", exe_wrapper(),
             getenv("FACS_EXE"));
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    snprintf(text, sizeof(text), "), so the results go to %s/Documents/facs/fd.\n",
             scratch("home"));
    assert_int_equal(strncmp(o.err, "Nothing can be written into the folder /proc/self/fd (", 54),
                     0);
    assert_non_null(strstr(o.err, text));
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_opened("home/Documents/facs/fd/3.html");
}
#endif

/* Runs facs without arguments and with these lines as what is typed; expects a part of what it
 * says. */
static void type(const char *lines, int status, const char *words)
{
    char text[2048];
    write_text(scratch("typed"), lines);
    snprintf(text, sizeof(text), "exec %s '%s' <typed\n", exe_wrapper(), getenv("FACS_EXE"));
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    if (o.status != status || !strstr(o.err, words))
        fail_msg("status %d (expected %d): %s\n(expected: %s)", o.status, status, o.err, words);
    outcome_free(&o);
}

static void test_without_arguments(void **state)
{
    (void)state;
    make_grey("my clip.avi");
    type("", 0, "press Enter. Enter alone ends.\n> ");
    type("\n", 0, "press Enter. Enter alone ends.\n> ");
    type("gone.avi\n\n", 0, "> There is no such file or folder: gone.avi\n> ");
    assert_false(exists(scratch("opened")));
    type("gone.avi\n \"my clip.avi\" \r\n", 0, "Press Enter to close this window.\n");
    assert_opened("my clip.html");
    type("'my clip.avi'\n", 0, "This was measured before");
    assert_opened("my clip.html");
}

/* They are offered, with their terms. A folder that has them, as OpenFace's does, will do; nothing
 * is downloaded without a yes. */
static void test_without_weights(void **state)
{
    static const char asked[] = "paste its path or drop it into this window instead. Enter alone "
                                "ends.\n> ";
    char lines[512];
    (void)state;
    make_grey("a.avi");
    assert_int_equal(mkdir(scratch("empty"), 0700), 0);
    setenv("FACS_MODELS", scratch("empty"), 1);
    expect("a.avi", 3, asked);
    expect("", 3, "which are for academic, non-commercial use and are not part of facs.");
    type("no\n", 3, asked);
    assert_false(exists(scratch("a.csv")));
    assert_int_equal(rmdir(scratch("empty")), 0); /* it is still empty */
    snprintf(lines, sizeof(lines), "\"%s\"\na.avi\n", shared_models());
    type(lines, 0, "\nThe results are in the folder .:");
    assert_opened("a.html");
    assert_true(exists(scratch("empty/openface")));
}

/* A folder of OpenFace's in place of a download; then it goes on. */
static void test_weights_that_openface_has(void **state)
{
    (void)state;
    char typed[1200];
    snprintf(typed, sizeof(typed), "%s/openface\n\n", shared_models());
    assert_int_equal(mkdir(scratch("empty"), 0700), 0);
    setenv("FACS_MODELS", scratch("empty"), 1);
    type("no\n", 3, "OpenFace-license.txt\nTo agree to their licence and download them, 18 MB");
    type(typed, 0, "press Enter. Enter alone ends.\n> ");
    assert_true(exists(scratch("empty/openface/model/mtcnn_detector/PNet.dat")));
    assert_false(exists(scratch("empty/openface/openface")));
}

/* Commands, and words that are no paths, mean what they always mean. */
static void test_commands(void **state)
{
    (void)state;
    make_grey("a.avi");
    make_grey("extract");
    assert_refused("extract", 2, "facs extract expects INPUT...");
    assert_refused("a.avi --report", 2, "did you mean facs extract a.avi ...?");
    assert_refused("gone.avi", 2, "gone.avi is not a command");
    unsetenv("FACS_CLICKED");
    assert_refused("a.avi", 2, "did you mean facs extract a.avi?");
    outcome o = run_facs("");
    assert_int_equal(o.status, 2);
    assert_non_null(strstr(o.err, "\n\nTo begin with:\n\n  facs doctor\n"));
    assert_null(strstr(o.err, "Press"));
    outcome_free(&o);
}

static void test_the_programs_of_openface(void **state)
{
    (void)state;
    if (*exe_wrapper())
        skip();
    make_grey("a.avi");
    make_link(getenv("FACS_EXE"), scratch("FeatureExtraction"));
    for (int i = 0; i < 2; i++) {
        outcome o = run_program(scratch("FeatureExtraction"), i == 0 ? "" : "a.avi");
        assert_int_equal(o.status, 2);
        assert_non_null(strstr(o.err, "\n    FeatureExtraction -f interview.mp4 -out_dir "
                                      "processed\n"));
        assert_non_null(strstr(o.err, "\nPress Enter to close this window.\n"));
        outcome_free(&o);
    }
    outcome o = run_program(scratch("FeatureExtraction"), "-q");
    assert_non_null(strstr(o.err, "expects an input"));
    outcome_free(&o);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_video),
        TEST(test_names_that_are_taken),
        TEST(test_what_is_left_out),
        TEST(test_a_folder),
        TEST(test_several),
#ifdef __linux__
        TEST(test_a_folder_that_cannot_be_written_into),
#endif
        TEST(test_without_arguments),
        TEST(test_without_weights),
        TEST(test_weights_that_openface_has),
        TEST(test_commands),
        TEST(test_the_programs_of_openface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
