/* Walking folders: what is an input, what is left out, and links. */
#include "cmocka_all.h"
#include "folder.h"
#include "found.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void hidden_names_are_left_out(void **state)
{
    (void)state;
    make_files("s/a.mp4 s/.b.mp4 s/._a.mp4 s/.git/c.mp4 s/@eaDir/a.mp4 s/lost+found/d.mp4 "
               "s/$RECYCLE.BIN/e.mp4 s/Thumbs.db s/desktop.ini");
    const facs_study_options options = study_of("s");
    assert_string_equal(found(&options), "s/a.mp4>a.csv");
    assert_string_equal(logged(), "8 names left out, such as s/$RECYCLE.BIN: they are hidden or "
                                  "belong to the system\n");
}

/* Given directly, a hidden folder is walked. */
static void a_hidden_folder_can_be_given(void **state)
{
    (void)state;
    make_files(".s/a.mp4");
    const facs_study_options options = study_of(".s");
    assert_string_equal(found(&options), ".s/a.mp4>a.csv");
}

static void results_are_no_inputs(void **state)
{
    (void)state;
    make_files("s/a.mp4 s/a.csv s/a.json s/a.html s/a_overlay.mp4 s/b_face00.csv s/b_overlay.avi "
               "s/facs-batch.csv s/a_aligned/1.bmp s/c_overlay.mp4 s/c_aligned/1.bmp "
               "s/x.mp4.0123abcd.part s/out/d.mp4 s/data.csv");
    facs_study_options options = study_of("s");
    options.results = "s/out/";
    options.pattern = "*";
    /* What has no result beside it is the user's own. */
    assert_string_equal(found(&options),
                        "s/a.mp4>s/out/a.csv s/b_face00.csv>s/out/b_face00.csv "
                        "s/c_aligned/1.bmp>s/out/c_aligned/1.csv "
                        "s/c_overlay.mp4>s/out/c_overlay.csv s/data.csv>s/out/data.csv");
    assert_string_equal(logged(), "s/out: left out, since the results are written there\n"
                                  "8 names left out, such as s/a.csv: they are results\n");
}

/* In the study itself, where "no input is looked for there" would leave nothing. */
static void results_can_be_beside_the_videos(void **state)
{
    (void)state;
    make_files("s/a.mp4 s/a.csv s/a.json s/x/b.mp4");
    facs_study_options options = study_of(".");
    assert_string_equal(found(&options), "./s/a.mp4>s/a.csv ./s/x/b.mp4>s/x/b.csv");
    options = study_of("s");
    options.results = "s";
    assert_string_equal(found(&options), "s/a.mp4>s/a.csv s/x/b.mp4>s/x/b.csv");
    assert_int_equal(chdir("s/x"), 0);
    options = study_of("..");
    assert_string_equal(found(&options), "../a.mp4>a.csv");
    assert_non_null(strstr(logged(), "../x: left out, since the results are written there"));
}

static void folders_of_images_are_inputs(void **state)
{
    (void)state;
    make_files("s/a/1.png s/a/notes.txt s/b/1.jpg s/b/deep/1.jpg s/c/1.png s/c/v.mp4 s/d/x.txt");
    facs_study_options options = study_of("s");
    assert_string_equal(found(&options), "s/a>a.csv s/b/deep>b/deep.csv s/c/v.mp4>c/v.csv");
    assert_non_null(strstr(logged(), "2 pictures left out, such as s/b/1.jpg: their folders have "
                                     "other inputs; --pattern includes them\n"));
    options.pattern = "*.png,b";
    assert_string_equal(found(&options), "s/a/1.png>a/1.csv s/b>b.csv s/c/1.png>c/1.csv");
}

static void a_folder_of_images_can_be_given(void **state)
{
    (void)state;
    make_files("x/take.1/2.png x/take.1/10.png y/clip.mp4");
    facs_study_options options = study_of("x/take.1/ y/clip.mp4");
    options.results = "r";
    assert_string_equal(found(&options), "x/take.1/>r/take.1.csv y/clip.mp4>r/clip.csv");
    assert_string_equal(logged(), "");
    assert_int_equal(chdir("x/take.1"), 0);
    options = study_of(".");
    assert_string_equal(found(&options), ".>take.1.csv");
}

/* A folder without inputs is one that fails, unless there is nothing else at all. */
static void a_folder_without_inputs_is_told(void **state)
{
    (void)state;
    make_files("s/a.mp4 empty/x.txt");
    facs_study_options options = study_of("empty s");
    assert_string_equal(found(&options), "empty>empty.csv s/a.mp4>a.csv");
    options = study_of("s/. s");
    assert_string_equal(found(&options), "s/./a.mp4>a.csv");
    assert_string_equal(logged(), "1 folder left out, s: the same folder was walked already\n");
}

static void links_are_followed_once(void **state)
{
    (void)state;
    make_files("s/a.mp4 s/b/c.mp4 out/d.mp4 out/e.mp4");
    link_in_study("..", "s/b/loop");
    link_in_study("../../out", "s/b/a_link");
    link_in_study("../out", "s/z_link");
    link_in_study("a.mp4", "s/Again.mp4");
    link_in_study("../out/d.mp4", "s/one.mp4");
    link_in_study("nowhere", "s/dead.mp4");
    assert_int_equal(link("s/a.mp4", "s/hard.mp4"), 0);
    const facs_study_options options = study_of("s");
    assert_string_equal(found(&options), "s/a.mp4>a.csv s/b/a_link/d.mp4>b/a_link/d.csv "
                                         "s/b/a_link/e.mp4>b/a_link/e.csv s/b/c.mp4>b/c.csv "
                                         "s/hard.mp4>hard.csv");
    assert_string_equal(logged(),
                        "2 names left out, such as s/Again.mp4: the same files are inputs already\n"
                        "2 folders left out, such as s/b/loop: the same folders were walked "
                        "already\n"
                        "1 link left out, s/dead.mp4: it leads nowhere\n");
}

static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    make_files("s/a.mp4 s/locked/b.mp4 s/p/x.txt");
    make_fifo("s/pipe.mp4");
    facs_study_options options = study_of("s");
    assert_string_equal(found(&options), "s/a.mp4>a.csv s/locked/b.mp4>locked/b.csv");
    assert_non_null(strstr(logged(), "2 files left out, such as s/p/x.txt"));
    assert_int_equal(chmod("s/locked", 0), 0);
    if (geteuid() != 0) { /* root reads everything */
        assert_string_equal(found(&options), "s/a.mp4>a.csv");
        assert_non_null(strstr(logged(), "s/locked: the folder is left out: permission denied"));
        options = study_of("s/locked");
        assert_study_refused(&options, FACS_ERROR_INPUT, -EACCES,
                             "s/locked: the folder cannot be read: permission denied");
    }
    assert_int_equal(chmod("s/locked", 0700), 0);
}

static void any_name_will_do(void **state)
{
    (void)state;
#ifdef _WIN32 /* where names are UTF-16 without control characters and \ / : * ? " < > | */
    make_files("s/\xf0\x9f\x98\x80.mp4 s/-o.mp4 s/%s.mp4 s/a'b&.mp4");
    const facs_study_options study = study_of("s");
    assert_string_equal(found(&study), "s/%s.mp4>%s.csv s/-o.mp4>-o.csv s/a'b&.mp4>a'b&.csv "
                                       "s/\xf0\x9f\x98\x80.mp4>\xf0\x9f\x98\x80.csv");
    return;
#endif
    make_files("s/a\nb.mp4 s/\xff\xfe.mp4 s/-o.mp4 s/%s.mp4 s/a\"b.mp4 s/*.mp4");
    const facs_study_options options = study_of("s");
    assert_string_equal(found(&options),
                        "s/%s.mp4>%s.csv s/*.mp4>*.csv s/-o.mp4>-o.csv s/a\nb.mp4>a\nb.csv "
                        "s/a\"b.mp4>a\"b.csv s/\xff\xfe.mp4>\xff\xfe.csv");
}

#define LINK "tenletters" /* of the chain */

/* Makes a chain of folders below the current one, each with a video. */
static void make_chain(int depth)
{
    for (int i = 0; i < depth; i++) {
        make_files("v.mp4");
        assert_int_equal(mkdir(LINK, 0700), 0);
        assert_int_equal(chdir(LINK), 0);
    }
    for (int i = 0; i < depth; i++)
        assert_int_equal(chdir(".."), 0);
}

/* Removes it again, from its end. */
static void remove_chain(int depth)
{
    int at = 0;
    for (; at < depth && chdir(LINK) == 0; at++)
        ;
    for (; at > 0; at--) {
        unlink("v.mp4");
        assert_int_equal(chdir(".."), 0);
        assert_int_equal(rmdir(LINK), 0);
    }
    unlink("v.mp4");
}

/* Deeper than any path can be: the folders that can be opened are walked. */
static void deep_trees_end(void **state)
{
    (void)state;
    enum { DEPTH = 600 };
    facs_study *study;
    facs_error error;
#ifdef _WIN32
    skip(); /* its current folder cannot be as deep; tests/os has long paths */
#endif
    make_chain(DEPTH);
    facs_study_options options = study_of(".");
    options.log = (facs_log){.write = NULL};
    assert_int_equal(facs_study_open(&study, &options, &error), 0);
    assert_in_range(facs_study_count(study), 90, 500); /* PATH_MAX is 4096, on macOS 1024 */
    facs_study_close(&study);
    remove_chain(DEPTH);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, found_set_up, found_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(hidden_names_are_left_out),
        IN_FOLDER(a_hidden_folder_can_be_given),
        IN_FOLDER(results_are_no_inputs),
        IN_FOLDER(results_can_be_beside_the_videos),
        IN_FOLDER(folders_of_images_are_inputs),
        IN_FOLDER(a_folder_of_images_can_be_given),
        IN_FOLDER(a_folder_without_inputs_is_told),
        IN_FOLDER(links_are_followed_once),
        IN_FOLDER(what_cannot_be_read_is_told),
        IN_FOLDER(any_name_will_do),
        IN_FOLDER(deep_trees_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
