/* Finds names of the same file, and equal names. */
#include "clashes.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_known_files(void **state)
{
    (void)state;
    char names[6][256];
    const char *const files[6] = {"a", "b", "folder", "absent", "link", "other"};
    const char *paths[6];
    for (int i = 0; i < 6; i++) {
        snprintf(names[i], sizeof(names[i]), "%s", scratch(files[i]));
        paths[i] = names[i];
    }
    write_text(paths[0], "a");
    write_text(paths[1], "b");
    write_text(paths[5], "other");
    assert_int_equal(mkdir(paths[2], 0700), 0);
    make_link("a", paths[4]);
    assert_int_equal(link(paths[1], scratch("hard")), 0);
    facs_known_files *known;
    assert_int_equal(facs_known_files_open(&known, paths, sizeof(paths[0]), 5), 0);
    assert_int_equal(facs_known_files_find(known, scratch("folder/../a")), 0);
    assert_int_equal(facs_known_files_find(known, paths[4]), 0); /* the first path of that file */
    assert_int_equal(facs_known_files_find(known, scratch("hard")), 1);
    assert_int_equal(facs_known_files_find(known, scratch("folder/.")), 2);
    assert_int_equal(facs_known_files_find(known, paths[3]), -1);
    assert_int_equal(facs_known_files_find(known, paths[5]), -1);
    for (int i = 0; i < 5; i++)
        assert_int_equal(facs_known_files_is_folder(known, i), i == 2);
    facs_known_files_close(&known);
    assert_null(known);
    facs_known_files_close(&known);
}

static void test_no_files(void **state)
{
    (void)state;
    const char *const none[] = {NULL};
    facs_known_files *known;
    for (int count = 0; count < 2; count++) {
        assert_int_equal(facs_known_files_open(&known, none, sizeof(none[0]), count), 0);
        assert_int_equal(facs_known_files_find(known, scratch("")), -1);
        facs_known_files_close(&known);
    }
}

/* Compares with the simple method, on names with many duplicates and some NULL. */
static void test_names(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    char texts[COUNT][8];
    const char *names[COUNT];
    unsigned random = 1;
    for (int i = 0; i < COUNT; i++) {
        random = random * 1103515245u + 12345u;
        snprintf(texts[i], sizeof(texts[i]), "n%u", (random >> 16) % 200);
        names[i] = i % 17 == 3 ? NULL : texts[i];
    }
    int *earlier = facs_names_find_earlier(names, sizeof(names[0]), COUNT);
    assert_non_null(earlier);
    for (int i = 0; i < COUNT; i++) {
        int expected = -1;
        for (int k = i - 1; k >= 0 && names[i]; k--)
            if (names[k] && strcmp(names[k], names[i]) == 0)
                expected = k;
        assert_int_equal(earlier[i], expected);
    }
    free(earlier);
    free(facs_names_find_earlier(names, sizeof(names[0]), 0));
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_known_files),
        IN_SCRATCH(test_no_files),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
