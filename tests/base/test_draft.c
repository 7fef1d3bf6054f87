/* Unfinished files: nobody shares one, nothing is led elsewhere, and none is left lying about. */
#include "base/draft.h"
#include "base/file.h"

#include "base/sha256.h"
#include "cmocka_all.h"
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifndef _WIN32
#include <sys/wait.h>
#endif
#include <unistd.h>

static int exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

static void assert_holds(const char *path, const char *text)
{
    size_t count;
    unsigned char *bytes = read_whole(path, &count);
    assert_int_equal(count, strlen(text));
    assert_memory_equal(bytes, text, count);
    free(bytes);
}

static int count_names(void)
{
    int count = 0;
    DIR *list = opendir(in_folder(""));
    assert_non_null(list);
    while (readdir(list))
        count++;
    closedir(list);
    return count - 2;
}

static void test_a_file_gets_its_final_name_at_the_end(void **state)
{
    (void)state;
    facs_draft draft;
    int64_t bytes;
    char hex[65], expected[65];
    struct stat status;
    const mode_t mask = umask(027);
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    umask(mask);
    assert_string_equal(draft.path, in_folder("a.csv"));
    assert_non_null(strstr(draft.name, "/a.csv."));
    assert_string_equal(draft.name + strlen(draft.name) - 5, ".part");
    assert_int_equal(stat(draft.name, &status), 0);
    assert_int_equal(status.st_mode & 0777, ON_WINDOWS ? 0666 : 0640);
    assert_int_equal(facs_draft_write(&draft, "some ", 5), 0);
    assert_int_equal(facs_draft_write(&draft, "rows", 4), 0);
    assert_int_equal(facs_handle_sha256(draft.handle, &bytes, hex), 0);
    assert_int_equal(bytes, 9);
    facs_sha256("some rows", 9, expected);
    assert_string_equal(hex, expected);
    assert_int_equal(facs_draft_sync(&draft), 0);
    assert_false(exists(in_folder("a.csv")));
    assert_int_equal(facs_draft_commit(&draft), 0);
    assert_int_equal(draft.handle, -1);
    assert_int_equal(facs_folder_sync(in_folder("a.csv")), 0);
    assert_holds(in_folder("a.csv"), "some rows");
    assert_int_equal(count_names(), 1);
}

/* Two in one process are two runs to each other. */
static void test_nobody_shares_a_file(void **state)
{
    (void)state;
    facs_draft one, two;
    assert_int_equal(facs_draft_open(&one, in_folder("a.csv"), NULL), 0);
    assert_int_equal(facs_draft_open(&two, in_folder("a.csv"), NULL), 0);
    assert_string_not_equal(one.name, two.name);
    assert_int_equal(facs_draft_write(&one, "1", 1), 0);
    assert_int_equal(facs_draft_write(&two, "2", 1), 0);
    assert_int_equal(facs_draft_commit(&one), 0);
    assert_holds(in_folder("a.csv"), "1");
    assert_int_equal(facs_draft_commit(&two), 0);
    assert_holds(in_folder("a.csv"), "2");
    assert_int_equal(count_names(), 1);
}

/* Makes two drafts in a process that ends without any notice. */
static void leave_two_behind(void)
{
#ifdef _WIN32
    skip(); /* nothing forks there; tests of the command kill it */
#else
    int status;
    pid_t child = fork();
    if (child == 0) {
        facs_draft draft;
        for (int k = 0; k < 2; k++)
            if (facs_draft_open(&draft, in_folder("a.csv"), NULL) < 0)
                _exit(1);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
#endif
}

/* A process that ends however it likes lets go of its file, and the next run takes it away. */
static void test_what_was_left_behind_goes(void **state)
{
    (void)state;
    facs_draft draft, other;
    for (int i = 0; i < 3; i++) {
        leave_two_behind();
        assert_int_equal(count_names(), 2);
    }
    assert_int_equal(facs_draft_open(&other, in_folder("b.csv"), NULL),
                     0); /* none of its business */
    assert_int_equal(count_names(), 3);
    facs_draft_remove(&other);
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    assert_int_equal(facs_draft_open(&other, in_folder("a.csv"), NULL), 0);
    assert_int_equal(count_names(), 2);
    facs_draft_remove(&draft);
    facs_draft_remove(&other);
    assert_int_equal(count_names(), 0);
}

/* The name that is tried first, for a file of that name. */
static void learn_name(char *name, size_t size, const char *path)
{
    facs_draft draft;
    assert_int_equal(facs_draft_open(&draft, path, NULL), 0);
    snprintf(name, size, "%s", draft.name);
    facs_draft_remove(&draft);
}

static void test_links_and_foreign_things_are_left_alone(void **state)
{
    (void)state;
    char name[512];
    facs_draft draft;
    write_file(in_folder("precious"), "precious", 8);
    learn_name(name, sizeof(name), in_folder("a.csv"));
    make_link(in_folder("precious"), name);
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    assert_string_not_equal(draft.name, name);
    facs_draft_remove(&draft);
    assert_int_equal(unlink(name), 0);
    make_fifo(name); /* opening it must not wait */
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    facs_draft_remove(&draft);
    assert_true(exists(name));
    write_file(in_folder("a.csv.part"), "a user's own", 12);
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    facs_draft_remove(&draft);
    assert_holds(in_folder("a.csv.part"), "a user's own");
    assert_holds(in_folder("precious"), "precious");
}

/* A final name that is a link is replaced; what it leads to stays. */
static void test_a_link_is_replaced_not_followed(void **state)
{
    (void)state;
    facs_draft draft;
    struct stat status;
    write_file(in_folder("precious"), "precious", 8);
    make_link("precious", in_folder("a.csv"));
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    assert_int_equal(facs_draft_write(&draft, "rows", 4), 0);
    assert_int_equal(facs_draft_commit(&draft), 0);
    assert_int_equal(lstat(in_folder("a.csv"), &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_holds(in_folder("a.csv"), "rows");
    assert_holds(in_folder("precious"), "precious");
}

static void test_a_draft_that_was_exchanged_is_not_renamed(void **state)
{
    (void)state;
    if (ON_WINDOWS)
        skip(); /* the name is not free while the draft is open */
    facs_draft draft;
    assert_int_equal(facs_draft_open(&draft, in_folder("a.csv"), NULL), 0);
    assert_int_equal(unlink(draft.name), 0);
    assert_int_equal(facs_draft_commit(&draft), -ESTALE);
    write_file(draft.name, "foreign", 7);
    assert_int_equal(facs_draft_commit(&draft), -ESTALE);
    facs_draft_remove(&draft); /* nor removed */
    assert_false(exists(in_folder("a.csv")));
    assert_int_equal(count_names(), 1);
}

static int is_picture(const char *name)
{
    return strstr(name, ".bmp") != NULL;
}

static void test_folders(void **state)
{
    (void)state;
    char name[512];
    facs_draft draft, other;
    learn_name(name, sizeof(name), in_folder("x_aligned"));
    assert_int_equal(mkdir(name, 0700), 0);
    assert_int_equal(facs_draft_open(&draft, in_folder("x_aligned/"), is_picture), 0);
    assert_string_equal(draft.name, name); /* the empty one was left behind */
    assert_int_equal(facs_draft_open(&other, in_folder("x_aligned"), is_picture), 0);
    assert_string_not_equal(draft.name, other.name);
    facs_draft_close(&other);
    char picture[600];
    snprintf(picture, sizeof(picture), "%s/1.bmp", name);
    write_file(picture, "x", 1);
    assert_int_equal(facs_draft_sync(&draft), 0);
    facs_draft_close(&draft);
    assert_int_equal(facs_draft_open(&draft, in_folder("x_aligned"), is_picture), 0);
    assert_string_equal(draft.name, name);
    assert_false(exists(picture));
    snprintf(picture, sizeof(picture), "%s/notes.txt", name);
    write_file(picture, "x", 1);
    facs_draft_close(&draft);
    assert_int_equal(facs_draft_open(&draft, in_folder("x_aligned"), is_picture), 0);
    assert_string_not_equal(draft.name, name); /* somebody's notes stay */
    assert_true(exists(picture));
    assert_int_equal(facs_draft_commit(&draft), 0);
    assert_true(exists(in_folder("x_aligned")));
}

static void test_long_names_and_absent_folders(void **state)
{
    (void)state;
    facs_draft draft;
    char name[300];
    memset(name, 'x', 255);
    memcpy(name + 238, "\xc3\xa9\xc3\xa9\xc3\xa9", 6); /* the cut falls into a letter */
    name[255] = 0;
    assert_int_equal(facs_draft_open(&draft, in_folder(name), NULL), 0);
    const char *base = strrchr(draft.name, '/') + 1;
    assert_true(strlen(base) <= 255);
    assert_memory_equal(base + 238, "\xc3\xa9.", 3);
    assert_int_equal(facs_draft_commit(&draft), 0);
    assert_true(exists(in_folder(name)));
    assert_int_equal(facs_draft_open(&draft, in_folder("absent/x.csv"), NULL), -ENOENT);
    assert_int_equal(draft.handle, -1);
    facs_draft_close(&draft);
}

static void test_a_folder_is_held_by_one_at_a_time(void **state)
{
    (void)state;
    int one = facs_folder_lock(in_folder("a.csv"), 0);
    assert_true(one >= 0);
    assert_int_equal(facs_folder_lock(in_folder("b.csv"), 20), -EAGAIN);
    close(one);
    one = facs_folder_lock(in_folder("b.csv"), 0);
    assert_true(one >= 0);
    close(one);
    assert_int_equal(facs_folder_lock(in_folder("absent/x"), 0), -ENOENT);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_file_gets_its_final_name_at_the_end),
        IN_FOLDER(test_nobody_shares_a_file),
        IN_FOLDER(test_what_was_left_behind_goes),
        IN_FOLDER(test_links_and_foreign_things_are_left_alone),
        IN_FOLDER(test_a_link_is_replaced_not_followed),
        IN_FOLDER(test_a_draft_that_was_exchanged_is_not_renamed),
        IN_FOLDER(test_folders),
        IN_FOLDER(test_long_names_and_absent_folders),
        IN_FOLDER(test_a_folder_is_held_by_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
