/* Digests that are remembered: for as long as the file is the same, and never a wrong one. */
#include "pipeline/weights_cache.h"

#include "cmocka_all.h"
#include "folder.h"
#include "os/clock.h"
#include "pause.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sha256 of "abc" and of "abd". */
#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_ABD "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"

/* A folder for each test, with files that were written before the first of them, because files are
 * remembered only from an age of two seconds on. */
static const char *const worlds[] = {"remembered", "not-believed", "several", "without", "absent"};
static double changed_ms; /* when a file of theirs was last written */

static int set_up(void **state)
{
    (void)state;
    make_folder();
    for (size_t i = 0; i < sizeof(worlds) / sizeof(worlds[0]); i++) {
        char name[64];
        assert_int_equal(mkdir(in_folder(worlds[i]), 0777), 0);
        snprintf(name, sizeof(name), "%s/w", worlds[i]);
        write_file(in_folder(name), "abc", 3);
        snprintf(name, sizeof(name), "%s/v", worlds[i]);
        write_file(in_folder(name), "abd", 3);
    }
    changed_ms = facs_clock_ms();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

static const char *world;

static const char *in_world(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", world, name);
    return in_folder(path);
}

/* The cache of the test is in its folder, too. */
static void enter(const char *name)
{
    world = name;
    assert_int_equal(setenv("XDG_CACHE_HOME", in_world("cache"), 1), 0);
}

/* Digest a file with a new cache, as a new run would. Returns how many files were read. */
static int digest(const char *path, const char *expected)
{
    facs_weights_cache *cache;
    char sha256[65];
    int64_t bytes = 0;
    assert_int_equal(facs_weights_cache_open(&cache), 0);
    assert_int_equal(facs_weights_cache_digest(cache, path, &bytes, sha256), 0);
    assert_int_equal(bytes, 3);
    assert_string_equal(sha256, expected);
    const int count = facs_weights_cache_read(cache);
    facs_weights_cache_close(&cache);
    assert_null(cache);
    return count;
}

/* Until the files are old enough to be remembered. */
static void let_settle(void)
{
    while (facs_clock_ms() < changed_ms + 3100)
        pause_ms(10);
}

/* Write one byte of the file, and give it its time back. */
static void change_in_place(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    int handle = open(path, O_WRONLY);
    assert_true(handle >= 0);
    assert_int_equal(pwrite(handle, "d", 1, 2), 1);
#ifdef __APPLE__
    const struct timespec times[2] = {status.st_atimespec, status.st_mtimespec};
#else
    const struct timespec times[2] = {status.st_atim, status.st_mtim};
#endif
    assert_int_equal(futimens(handle, times), 0);
    assert_int_equal(close(handle), 0);
    changed_ms = facs_clock_ms();
}

static int is_there(const char *name)
{
    return access(in_world(name), F_OK) == 0;
}

static void test_what_is_remembered(void **state)
{
    (void)state;
    enter("remembered");
    char path[512];
    snprintf(path, sizeof(path), "%s", in_world("w"));
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_false(is_there("cache/facs/digests/weights.tsv")); /* just made: it may change again */
    let_settle();
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_true(is_there("cache/facs/digests/weights.tsv"));
    assert_int_equal(digest(path, SHA_ABC), 0);
    /* Other content, the same size and time. */
    change_in_place(path);
    assert_int_equal(digest(path, SHA_ABD), 1);
    let_settle();
    assert_int_equal(digest(path, SHA_ABD), 1);
    assert_int_equal(digest(path, SHA_ABD), 0);
    /* Another file in its place, as old. */
    write_file(in_world("other"), "abc", 3);
    assert_int_equal(rename(in_world("other"), path), 0);
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(digest(path, SHA_ABC), 1);
}

/* Malformed lines, and a file that others may write to. */
static void test_a_cache_that_is_not_believed(void **state)
{
    (void)state;
    if (ON_WINDOWS)
        skip(); /* files have no modes */
    enter("not-believed");
    static char long_line[1 << 16];
    struct stat status;
    char path[512], text[1024];
    let_settle();
    snprintf(path, sizeof(path), "%s", in_world("w"));
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(chmod(in_world("cache/facs/digests/weights.tsv"), 0666), 0);
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(stat(in_world("cache/facs/digests/weights.tsv"), &status), 0);
    assert_int_equal(status.st_mode & 077, 0); /* a new one */
    assert_int_equal(digest(path, SHA_ABC), 0);
    memset(long_line, '9', sizeof(long_line) - 1);
    write_file(in_world("cache/facs/digests/weights.tsv"), long_line, sizeof(long_line));
    assert_int_equal(digest(path, SHA_ABC), 1);
    snprintf(text, sizeof(text), "1 2 3\n\n\t\n1 1 1 1 1 abc %s\n1 1 1 1 1 " SHA_ABD " relative\n",
             path);
    write_file(in_world("cache/facs/digests/weights.tsv"), text, strlen(text));
    assert_int_equal(digest(path, SHA_ABC), 1);
}

/* No home, a cache that is a file, a folder that cannot be made: everything is read. */
static void test_without_a_place(void **state)
{
    (void)state;
    enter("without");
    char path[512];
    snprintf(path, sizeof(path), "%s", in_world("w"));
    let_settle();
    write_file(in_world("cache"), "", 0);
    for (int again = 0; again < 2; again++)
        assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
    assert_int_equal(unsetenv(ON_WINDOWS ? "LOCALAPPDATA" : "HOME"), 0);
    assert_int_equal(unsetenv("USERPROFILE"), 0);
    for (int again = 0; again < 2; again++)
        assert_int_equal(digest(path, SHA_ABC), 1);
}

static void test_what_cannot_be_read(void **state)
{
    (void)state;
    enter("absent");
    facs_weights_cache *cache;
    char sha256[65];
    int64_t bytes;
    assert_int_equal(facs_weights_cache_open(&cache), 0);
    assert_int_equal(facs_weights_cache_digest(cache, in_world("absent"), &bytes, sha256), -ENOENT);
    assert_int_equal(facs_weights_cache_digest(cache, in_world(""), &bytes, sha256), -EINVAL);
    facs_weights_cache_close(&cache);
}

/* No temporary file remains, and a new file does not evict the others. */
static void test_several_files(void **state)
{
    (void)state;
    enter("several");
    char path[512], other[512];
    snprintf(path, sizeof(path), "%s", in_world("w"));
    snprintf(other, sizeof(other), "%s", in_world("v"));
    let_settle();
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(digest(other, SHA_ABD), 1);
    assert_int_equal(digest(path, SHA_ABC), 0);
    assert_int_equal(digest(other, SHA_ABD), 0);
    assert_int_equal(unlink(in_world("cache/facs/digests/weights.tsv")), 0);
    assert_int_equal(rmdir(in_world("cache/facs/digests")), 0); /* nothing else was in it */
    assert_int_equal(rmdir(in_world("cache/facs")), 0);
}

/* The first leaves the others' files the time to grow old; the last has no home afterwards. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_remembered),
        cmocka_unit_test(test_a_cache_that_is_not_believed),
        cmocka_unit_test(test_several_files),
        cmocka_unit_test(test_what_cannot_be_read),
        cmocka_unit_test(test_without_a_place),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
