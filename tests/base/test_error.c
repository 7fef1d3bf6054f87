#include "cmocka_all.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void names_every_status_of_the_interface(void **state)
{
    (void)state;
    /* Those that facs.h and the rooms' headers name. */
    static const int numbers[] = {EAGAIN, ECANCELED, EFBIG,  EINVAL, EIO,    ENODEV, ENOENT,
                                  ENOMEM, EPIPE,     ERANGE, EACCES, ENOSPC, E2BIG};
    assert_string_equal(facs_strerror(0), "success");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_string_not_equal(facs_strerror(-numbers[i]), "error");
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(facs_strerror(-numbers[i]), facs_strerror(-numbers[j]));
    }
    /* What writing, renaming and opening files may end with. */
    static const int others[] = {EDQUOT,  ENOTEMPTY, ELOOP,   EXDEV,  ENXIO,     ETXTBSY,
                                 ENFILE,  EINTR,     EBADF,   EMLINK, EOVERFLOW, ESPIPE,
                                 ENOTSUP, ESTALE,    EDEADLK, ENOLCK, EILSEQ,    ETIMEDOUT};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_string_not_equal(facs_strerror(-others[i]), "error");
    assert_string_equal(facs_strerror(-EDQUOT), "no space left within your quota");
    assert_string_equal(facs_strerror(-ENOENT), "no such file or folder");
    assert_string_equal(facs_strerror(ENOENT), "error"); /* statuses are negative */
    assert_string_equal(facs_strerror(-100000), "error");
    assert_string_equal(facs_strerror(INT32_MIN), "error");
}

static void version_is_the_projects(void **state)
{
    (void)state;
    int major, minor, patch;
    assert_string_equal(facs_version(), FACS_TEST_VERSION);
    assert_int_equal(sscanf(FACS_TEST_VERSION, "%d.%d.%d", &major, &minor, &patch), 3);
    assert_true(major == FACS_VERSION_MAJOR && minor == FACS_VERSION_MINOR);
    assert_int_equal(patch, FACS_VERSION_PATCH);
    assert_int_equal(facs_version_number(), FACS_VERSION_NUMBER);
    assert_int_equal(FACS_VERSION_NUMBER, 10000 * major + 100 * minor + patch);
}

static void fail_fills_and_passes_on(void **state)
{
    (void)state;
    facs_error error = {0};
    assert_int_equal(facs_fail(&error, FACS_ERROR_INPUT, -EINVAL, "%s: %d", "a.mp4", 7), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_string_equal(error.text, "a.mp4: 7");
    assert_int_equal(facs_fail(NULL, FACS_ERROR_INPUT, -EIO, "%s", "nobody listens"), -EIO);

    assert_int_equal(facs_fail_memory(&error, "the ring"), -ENOMEM);
    assert_int_equal(error.kind, FACS_ERROR_INTERNAL);
    assert_string_equal(error.text, "no memory for the ring");
    assert_int_equal(facs_fail_memory(NULL, "the ring"), -ENOMEM);
}

static void fail_may_quote_the_sentence_it_replaces(void **state)
{
    (void)state;
    facs_error error = {.text = "the file is damaged"};
    facs_fail(&error, FACS_ERROR_ENVIRONMENT, -EINVAL, "models: %s", error.text);
    assert_string_equal(error.text, "models: the file is damaged");
}

static void fail_stays_one_line_within_its_bounds(void **state)
{
    (void)state;
    struct {
        facs_error error;
        char guard[8];
    } box;
    char path[3000];

    memset(&box, 0x5a, sizeof(box));
    memset(path, 'p', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    path[0] = '\n';
    path[1] = '\x1b'; /* would steer a terminal */
    path[2] = '\x7f';
    path[3] = '\xc3'; /* UTF-8 passes */
    path[4] = '\xa4';
    facs_fail(&box.error, FACS_ERROR_INPUT, -EINVAL, "%s", path);
    assert_int_equal(strlen(box.error.text), sizeof(box.error.text) - 1);
    assert_memory_equal(box.error.text, "???\xc3\xa4ppp", 8);
    for (size_t i = 0; i < sizeof(box.guard); i++)
        assert_int_equal(box.guard[i], 0x5a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_every_status_of_the_interface),
        cmocka_unit_test(version_is_the_projects),
        cmocka_unit_test(fail_fills_and_passes_on),
        cmocka_unit_test(fail_may_quote_the_sentence_it_replaces),
        cmocka_unit_test(fail_stays_one_line_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
