/* Digests that are remembered: for as long as the file is the same, and never a wrong one. */
#include "pipeline/weights_cache.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* sha256 of "abc" and of "abd". */
#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_ABD "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"

static int set_up(void **state)
{
    (void)state;
    make_folder();
    assert_int_equal(setenv("XDG_CACHE_HOME", in_folder("cache"), 1), 0);
    write_file(in_folder("w"), "abc", 3);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
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

/* Until a file is old enough to be remembered. */
static void let_settle(void)
{
    const struct timespec wait = {.tv_sec = 3, .tv_nsec = 100000000};
    nanosleep(&wait, NULL);
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
}

static int is_there(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

static void test_what_is_remembered(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof(path), "%s", in_folder("w"));
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
    write_file(in_folder("other"), "abc", 3);
    assert_int_equal(rename(in_folder("other"), path), 0);
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(digest(path, SHA_ABC), 1);
}

/* Malformed lines, and a file that others may write to. */
static void test_a_cache_that_is_not_believed(void **state)
{
    (void)state;
    static char long_line[1 << 16];
    struct stat status;
    char path[512], text[1024];
    let_settle();
    snprintf(path, sizeof(path), "%s", in_folder("w"));
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(chmod(in_folder("cache/facs/digests/weights.tsv"), 0666), 0);
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(stat(in_folder("cache/facs/digests/weights.tsv"), &status), 0);
    assert_int_equal(status.st_mode & 077, 0); /* a new one */
    assert_int_equal(digest(path, SHA_ABC), 0);
    memset(long_line, '9', sizeof(long_line) - 1);
    write_file(in_folder("cache/facs/digests/weights.tsv"), long_line, sizeof(long_line));
    assert_int_equal(digest(path, SHA_ABC), 1);
    snprintf(text, sizeof(text), "1 2 3\n\n\t\n1 1 1 1 1 abc %s\n1 1 1 1 1 " SHA_ABD " relative\n",
             path);
    write_file(in_folder("cache/facs/digests/weights.tsv"), text, strlen(text));
    assert_int_equal(digest(path, SHA_ABC), 1);
}

/* No home, a cache that is a file, a folder that cannot be made: everything is read. */
static void test_without_a_place(void **state)
{
    (void)state;
    char path[512];
    snprintf(path, sizeof(path), "%s", in_folder("w"));
    let_settle();
    write_file(in_folder("cache"), "", 0);
    for (int again = 0; again < 2; again++)
        assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
    assert_int_equal(unsetenv("HOME"), 0);
    for (int again = 0; again < 2; again++)
        assert_int_equal(digest(path, SHA_ABC), 1);
}

static void test_what_cannot_be_read(void **state)
{
    (void)state;
    facs_weights_cache *cache;
    char sha256[65];
    int64_t bytes;
    assert_int_equal(facs_weights_cache_open(&cache), 0);
    assert_int_equal(facs_weights_cache_digest(cache, in_folder("absent"), &bytes, sha256),
                     -ENOENT);
    assert_int_equal(facs_weights_cache_digest(cache, in_folder(""), &bytes, sha256), -EINVAL);
    facs_weights_cache_close(&cache);
}

/* No temporary file remains, and a new file does not evict the others. */
static void test_several_files(void **state)
{
    (void)state;
    char path[512], other[512];
    snprintf(path, sizeof(path), "%s", in_folder("w"));
    snprintf(other, sizeof(other), "%s", in_folder("v"));
    write_file(other, "abd", 3);
    let_settle();
    assert_int_equal(digest(path, SHA_ABC), 1);
    assert_int_equal(digest(other, SHA_ABD), 1);
    assert_int_equal(digest(path, SHA_ABC), 0);
    assert_int_equal(digest(other, SHA_ABD), 0);
    assert_int_equal(unlink(in_folder("cache/facs/digests/weights.tsv")), 0);
    assert_int_equal(rmdir(in_folder("cache/facs/digests")), 0); /* nothing else was in it */
    assert_int_equal(rmdir(in_folder("cache/facs")), 0);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_is_remembered), IN_FOLDER(test_a_cache_that_is_not_believed),
        IN_FOLDER(test_several_files),      IN_FOLDER(test_what_cannot_be_read),
        IN_FOLDER(test_without_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
