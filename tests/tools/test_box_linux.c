/*
 * What a command line needs can be opened in the sandbox, and what lies beside it cannot. Each case
 * enters a box in a process of its own.
 */
#include "sandbox.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY 1500 /* more than are allowed one by one */

static facs_args args;
static facs_console console;

static facs_box *new_box(void)
{
    facs_box *box;
    assert_int_equal(facs_box_open(&box, &args, NULL, &console), 0);
    assert_non_null(box);
    return box;
}

static int opens(const char *name, int flags)
{
    const int file = open(scratch(name), flags | O_CLOEXEC | O_NONBLOCK, 0600);
    if (file < 0)
        return 0;
    close(file);
    return 1;
}

typedef int check(void); /* returns the number of the first thing that is wrong; 0: none */

/* Enters the box in a child and runs the check there. */
static void in_box(facs_box *box, check *run)
{
    int status = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(facs_box_enter(&box, &console) < 0 ? 100 : run());
    facs_box_close(&box);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int setup(void **state)
{
    const int status = scratch_setup(state);
    for (const char *const *folder = (const char *const[]){"in", "other", "out", NULL}; *folder;
         folder++)
        assert_int_equal(mkdir(scratch(*folder), 0700), 0);
    write_text(scratch("in/a"), "a");
    write_text(scratch("in/b"), "b");
    write_text(scratch("other/c"), "c");
    write_text(scratch("other/d"), "d");
    assert_int_equal(symlink("../other/c", scratch("in/c")), 0);
    assert_int_equal(symlink("../other", scratch("in/linked")), 0);
    return status;
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

static int only_a_and_c(void)
{
    return !opens("in/a", O_RDONLY)     ? 1
           : opens("in/b", O_RDONLY)    ? 2
           : !opens("in/c", O_RDONLY)   ? 3
           : opens("other/d", O_RDONLY) ? 4
           : opens("in/a", O_WRONLY)    ? 5
           : opens("in", O_DIRECTORY)   ? 6
                                        : 0;
}

static void files_are_allowed_one_by_one(void **state)
{
    (void)state;
    facs_box *box = new_box();
    facs_box_read(box, scratch("in/a"));
    facs_box_read(box, scratch("in/c")); /* a link */
    facs_box_read(box, scratch("absent"));
    facs_box_read(box, "-");
    facs_box_read(box, NULL);
    in_box(box, only_a_and_c);
}

static int all_of_in_and_c(void)
{
    return !opens("in", O_DIRECTORY)             ? 1
           : !opens("in/a", O_RDONLY)            ? 2
           : !opens("in/b", O_RDONLY)            ? 3
           : !opens("in/c", O_RDONLY)            ? 4
           : opens("in/linked/d", O_RDONLY)      ? 5
           : opens("in/new", O_WRONLY | O_CREAT) ? 6
                                                 : 0;
}

/* A folder of images may hold links, but only those to files are followed. */
static void a_folder_is_allowed_with_its_links(void **state)
{
    (void)state;
    facs_box *box = new_box();
    facs_box_read(box, scratch("in"));
    in_box(box, all_of_in_and_c);
}

static int images_of_in(void)
{
    return !opens("in/1.png", O_RDONLY)     ? 1
           : !opens("in/2.png", O_RDONLY)   ? 2
           : !opens("in", O_DIRECTORY)      ? 3
           : opens("in/a", O_RDONLY)        ? 4
           : opens("in/3.png", O_RDONLY)    ? 5
           : opens("in/4.png/x", O_RDONLY)  ? 6
           : opens("other/c", O_RDONLY)     ? 7
           : !opens("other/d", O_RDONLY)    ? 8
           : opens("/etc/passwd", O_RDONLY) ? 9
                                            : 0;
}

/* Whoever wrote NAME.json may have named any folder in it, and made its links. */
static void what_a_file_names_opens_files_and_no_tree(void **state)
{
    (void)state;
    write_text(scratch("in/1.png"), "1");
    write_text(scratch("other/2.png"), "2");
    assert_int_equal(symlink("../other/2.png", scratch("in/2.png")), 0);
    assert_int_equal(symlink("../other/c", scratch("in/3.png")), 0);
    assert_int_equal(mkdir(scratch("in/4.png"), 0700), 0);
    write_text(scratch("in/4.png/x"), "x");
    facs_box *box = new_box();
    facs_box_read_named(box, "/");
    facs_box_read_named(box, scratch("in"));
    facs_box_read_named(box, scratch("other/d"));
    facs_box_read_named(box, scratch("absent"));
    facs_box_read_named(box, NULL);
    in_box(box, images_of_in);
}

static char *many(int i)
{
    char name[64];
    snprintf(name, sizeof(name), "many/p%d/c%d", i / 100, i);
    return strdup(scratch(name));
}

static int all_of_many(void)
{
    for (int i = 0; i < MANY; i++) {
        char *name = many(i);
        const int file = open(name, O_RDONLY | O_CLOEXEC);
        free(name);
        if (file < 0)
            return 1;
        close(file);
    }
    return opens("in/a", O_RDONLY) ? 2 : 0;
}

/* Not one rule for each. */
static void many_inputs_are_allowed_by_folders(void **state)
{
    char folder[64];
    (void)state;
    assert_int_equal(mkdir(scratch("many"), 0700), 0);
    facs_box *box = new_box();
    for (int i = 0; i < MANY; i++) {
        char *name = many(i);
        snprintf(folder, sizeof(folder), "many/p%d", i / 100);
        if (i % 100 == 0)
            assert_int_equal(mkdir(scratch(folder), 0700), 0);
        write_text(name, "x");
        facs_box_read(box, name);
        free(name);
    }
    in_box(box, all_of_many);
}

static int inputs_of_a_study(void)
{
    return !opens("in/x.mp4", O_RDONLY)      ? 1
           : !opens("in/y.mp4", O_RDONLY)    ? 2
           : !opens("other/z.mp4", O_RDONLY) ? 3
           : opens("other/d", O_RDONLY)      ? 4
                                             : 0;
}

/* Links that a study follows lead out of its folder. */
static void a_study_is_allowed_with_the_inputs_that_links_lead_to(void **state)
{
    (void)state;
    char *paths[] = {strdup(scratch("in")), NULL};
    facs_study *study;
    facs_study_options options;
    facs_error error;
    write_text(scratch("in/x.mp4"), "x");
    write_text(scratch("other/z.mp4"), "z");
    write_text(scratch("y.mp4"), "y");
    assert_int_equal(symlink("../y.mp4", scratch("in/y.mp4")), 0);
    facs_default_study_options(&options);
    options.paths = (const char *const *)paths;
    options.results = scratch("out");
    assert_int_equal(facs_study_open(&study, &options, &error), 0);
    assert_int_equal(facs_study_count(study), 3);
    facs_box *box = new_box();
    facs_box_read_study(box, options.paths, study);
    in_box(box, inputs_of_a_study);
    facs_study_close(&study);
    free(paths[0]);
}

/* ---- Results --------------------------------------------------------------------------------- */

static int results_can_be_written(void)
{
    return !opens("out/new", O_RDWR | O_CREAT)            ? 1
           : rename(scratch("out/new"), scratch("out/x")) ? 2
           : unlink(scratch("out/x"))                     ? 3
           : !opens("pipe", O_RDWR)                       ? 4
           : !opens("out/link", O_WRONLY | O_TRUNC)       ? 5
           : opens("other/d", O_WRONLY)                   ? 6
                                                          : 0;
}

static void results_go_where_options_say(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(scratch("pipe"), 0600), 0);
    assert_int_equal(symlink("../other/c", scratch("out/link")), 0);
    facs_box *box = new_box();
    facs_box_write(box, scratch("out/result.csv"));
    facs_box_write(box, scratch("pipe"));
    facs_box_write(box, scratch("out/link"));
    facs_box_write(box, "-");
    in_box(box, results_can_be_written);
}

static void it_can_be_switched_off(void **state)
{
    (void)state;
    facs_box *box;
    args.no_sandbox = 1;
    assert_int_equal(facs_box_open(&box, &args, NULL, &console), 0);
    args.no_sandbox = 0;
    assert_null(box);
    facs_box_read(box, "x");
    facs_box_read_named(box, "/");
    facs_box_read_below(box, "x");
    facs_box_write(box, "x");
    facs_box_write_folder(box, "x");
    facs_box_listen(box);
    assert_int_equal(facs_box_enter(&box, &console), 0);
}

int main(void)
{
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(files_are_allowed_one_by_one),
        IN_SCRATCH(a_folder_is_allowed_with_its_links),
        IN_SCRATCH(what_a_file_names_opens_files_and_no_tree),
        IN_SCRATCH(many_inputs_are_allowed_by_folders),
        IN_SCRATCH(a_study_is_allowed_with_the_inputs_that_links_lead_to),
        IN_SCRATCH(results_go_where_options_say),
        cmocka_unit_test(it_can_be_switched_off),
    };
    char text[FACS_SANDBOX_TEXT];
    if (facs_sandbox_describe(text) == 0 || strncmp(text, "Landlock", 8) != 0)
        return tap_skip_all(text);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
