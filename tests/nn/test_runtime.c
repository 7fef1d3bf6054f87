/* Finding and starting the runtime's library. */
#define _GNU_SOURCE /* dladdr */
#include "nn_support.h"

#include "cmocka_all.h"
#include "os/path.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_ort.h"

static const char *fake_path(void)
{
    return getenv("FACS_TEST_FAKE_ORT");
}

static int reset(void **state)
{
    (void)state;
    unsetenv("FACS_ONNXRUNTIME");
    unsetenv("FAKE_ORT_API");
    return fake_path() ? 0 : -1;
}

/*
 * The tests need a runtime: without one they fail here, and say what is missing. It leaves nothing
 * in the user's folders, where its telemetry would. Must be the first test: it looks at these once.
 */
static void test_real(void **state)
{
    (void)state;
    static const char *const places[] = {"HOME", "XDG_CACHE_HOME", "TMPDIR"};
    const char *home = scratch("home");
    assert_int_equal(mkdir(home, 0700), 0);
    unsetenv("ORT_DISABLE_TELEMETRY");
    for (int i = 0; i < 3; i++)
        assert_int_equal(setenv(places[i], home, 1), 0);
    facs_runtime *runtime = real_runtime();
    int major = 0, minor = 0;
    assert_int_equal(sscanf(runtime->version, "%d.%d", &major, &minor), 2);
    assert_true(major > 1 || minor >= 12);
    assert_true(facs_path_is_absolute(runtime->path));
    facs_runtime_close(&runtime);
    assert_null(runtime);
    facs_runtime_close(&runtime);
    assert_int_equal(rmdir(home), 0); /* still empty */
}

static void test_calls(void **state)
{
    (void)state;
    recorder lines;
    facs_log log = record(&lines);
    facs_runtime *runtime;
    facs_error error;
    assert_int_equal(facs_runtime_open(&runtime, fake_path(), &log, &error), 0);
    assert_string_equal(runtime->version, "9.8.7");
    assert_true(facs_path_is_absolute(runtime->path));
    assert_string_equal(facs_path_name(runtime->path), facs_path_name(fake_path()));
    assert_non_null(strstr(lines.text, "2 ONNX Runtime 9.8.7, "));
    assert_non_null(strstr(lines.text, runtime->path));
    facs_runtime_close(&runtime);

    void *library = dlopen(fake_path(), RTLD_NOW);
    assert_non_null(library);
    fake_ort_calls_function *calls;
    *(void **)&calls = dlsym(library, "fake_ort_calls");
    size_t count;
    const fake_call *call = calls(&count);
    assert_int_equal(count, 3);
    /* 12: the oldest interface with all that is used. 4: fatal errors only on standard error. */
    assert_string_equal(call[0].text, "GetApi 12");
    assert_string_equal(call[1].text, "CreateEnv facs level=4 telemetry=off");
    assert_string_equal(call[2].text, "ReleaseEnv");
    dlclose(library);
}

static void test_environment_variable(void **state)
{
    (void)state;
    facs_runtime *runtime;
    facs_error error;
    setenv("FACS_ONNXRUNTIME", fake_path(), 1);
    assert_int_equal(facs_runtime_open(&runtime, NULL, NULL, &error), 0);
    assert_string_equal(runtime->version, "9.8.7");
    facs_runtime_close(&runtime);
    setenv("FACS_ONNXRUNTIME", "/nowhere/libother.so", 1);
    assert_int_equal(facs_runtime_open(&runtime, fake_path(), NULL, &error), 0);
    facs_runtime_close(&runtime);
    /* What the user names is not passed over. */
    int status = facs_runtime_open(&runtime, NULL, NULL, &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "/nowhere/libother.so");
    assert_null(runtime);
}

static void test_wrong_libraries(void **state)
{
    (void)state;
    facs_runtime *runtime;
    facs_error error;
    int status = facs_runtime_open(&runtime, "/nowhere/libx.so", NULL, &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "/nowhere/libx.so");
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "set FACS_ONNXRUNTIME");
    assert_null(runtime);

    write_file(scratch("libtext.so"), "no library", 10);
    status = facs_runtime_open(&runtime, scratch("libtext.so"), NULL, &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "libtext.so");

    /* A library, but another: the one that this test has cmocka from. */
    Dl_info info;
    assert_int_not_equal(dladdr((void *)(uintptr_t)_cmocka_run_group_tests, &info), 0);
    status = facs_runtime_open(&runtime, info.dli_fname, NULL, &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "is not ONNX Runtime");

    setenv("FAKE_ORT_API", "11", 1);
    status = facs_runtime_open(&runtime, fake_path(), NULL, &error);
    check_error(status, &error, -ENOSYS, FACS_ERROR_ENVIRONMENT,
                "is ONNX Runtime 9.8.7, 1.12 or newer is needed");
    assert_null(runtime);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_real, reset),
        cmocka_unit_test_setup(test_calls, reset),
        cmocka_unit_test_setup(test_environment_variable, reset),
        cmocka_unit_test_setup(test_wrong_libraries, reset),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
