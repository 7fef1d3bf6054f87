/* The digests of the files that a run uses: which, in which order, and what fails. */
#include "pipeline/digests.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sha256 of "abc" and of "" (FIPS 180-2, appendix B.1; and the empty message). */
#define SHA_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const char *const names[] = {"net.dat", NULL};

static int set_up(void **state)
{
    (void)state;
    make_folder();
    assert_int_equal(mkdir(in_folder("au"), 0700), 0);
    assert_int_equal(mkdir(in_folder("au/svr"), 0700), 0);
    write_in_folder("net.dat", "abc");
    write_in_folder("au/list.txt", "svr/1.dat AU01\nsvr/2.dat AU02\n");
    write_in_folder("au/svr/1.dat", "");
    write_in_folder("au/svr/2.dat", "abc");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

static facs_digests *opened(const char *au_list)
{
    char folder[256];
    facs_error error = {0};
    facs_digests *digests;
    snprintf(folder, sizeof(folder), "%s", in_folder(""));
    assert_int_equal(facs_digests_open(&digests, folder, names, au_list, &error), 0);
    return digests;
}

static void test_files_and_what_a_list_names(void **state)
{
    (void)state;
    static const char *const expected[][2] = {{"net.dat", SHA_ABC},
                                              {"au/list.txt", NULL},
                                              {"au/svr/1.dat", SHA_EMPTY},
                                              {"au/svr/2.dat", SHA_ABC}};
    facs_error error = {0};
    const facs_digest *list;
    facs_digests *digests = opened("au/list.txt");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(facs_digests_wait(digests, &list, &error), 4);
        for (int i = 0; i < 4; i++) {
            assert_string_equal(list[i].name, expected[i][0]);
            if (expected[i][1])
                assert_string_equal(list[i].sha256, expected[i][1]);
        }
    }
    facs_digests_close(&digests);
    assert_null(digests);
    digests = opened(NULL);
    assert_int_equal(facs_digests_wait(digests, &list, &error), 1);
    facs_digests_close(&digests);
}

static void expect_failure(int status, const char *word)
{
    facs_error error = {0};
    const facs_digest *list;
    facs_digests *digests = opened("au/list.txt");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(facs_digests_wait(digests, &list, &error), status);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        if (!strstr(error.text, word))
            fail_msg("\"%s\" does not say \"%s\"", error.text, word);
    }
    facs_digests_close(&digests);
}

static void test_what_cannot_be_read(void **state)
{
    (void)state;
    assert_int_equal(unlink(in_folder("au/svr/2.dat")), 0);
    expect_failure(-ENOENT, "2.dat cannot be read");
    assert_int_equal(mkdir(in_folder("au/svr/2.dat"), 0700), 0);
    expect_failure(-EINVAL, "2.dat is not a file: expected weights");
    assert_int_equal(rmdir(in_folder("au/svr/2.dat")), 0);
    write_in_folder("au/list.txt", "svr/1.dat");
    expect_failure(-EPIPE, "expected a word (Action Unit)");
    assert_int_equal(unlink(in_folder("au/list.txt")), 0);
    expect_failure(-ENOENT, "list.txt: cannot be opened");
}

/* A hostile list that names more files than there can be. */
static void test_a_list_that_is_too_long(void **state)
{
    (void)state;
    static char text[300 * 16];
    for (int i = 0; i < 300; i++)
        strcat(text, "svr/1.dat AU01\n");
    write_in_folder("au/list.txt", text);
    expect_failure(-EINVAL, "at most 256 files");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_files_and_what_a_list_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_list_that_is_too_long, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
