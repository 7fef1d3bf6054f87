/* What can be tested of cameras without one. */
#include "reading.h"

#include <errno.h>

static void test_no_such_camera(void **state)
{
    (void)state;
    static reading all;
    read_source(&all, "camera:99", 0);
#ifdef __APPLE__
    assert_refused(&all, "camera:99", all.status, "allow this terminal to use the camera");
#elif defined(_WIN32)
    assert_refused(&all, "camera:99", -ENOENT, "there is no such camera (99); plug the camera in");
#else
    assert_refused(&all, "camera:99", -ENOENT, "/dev/video99");
    assert_non_null(strstr(all.error.text, "plug the camera in"));
#endif
}

static void test_names(void **state)
{
    (void)state;
    static reading all;
    read_source(&all, "camera:", 0);
    assert_refused(&all, "camera:", -EINVAL, "camera:0");
#ifndef __APPLE__
    read_source(&all, "camera:No Such Card", 0);
    assert_refused(&all, "camera:No Such Card", -ENOENT, "no such camera");
#endif
#if !defined(__APPLE__) && !defined(_WIN32)
    read_source(&all, "camera:/dev/null", 0);
    assert_refused(&all, "camera:/dev/null", all.status, "could not be opened");
#endif
}

/* A name longer than any device's is refused, not truncated to another one. */
static void test_overlong_name(void **state)
{
    (void)state;
    static reading all;
    char name[600] = "camera:/dev/";
    memset(name + strlen(name), '1', sizeof(name) - 1 - strlen(name));
    read_source(&all, name, 0);
    assert_int_equal(all.error.kind, FACS_ERROR_INPUT);
#ifdef _WIN32 /* where names are compared with those of the cameras that are there */
    assert_int_equal(all.status, -ENOENT);
#else
    assert_int_equal(all.status, -EINVAL);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_such_camera),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_overlong_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
