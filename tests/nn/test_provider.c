/*
 * How each provider is asked for, against a stand-in for the runtime: the calls, their options,
 * their order and their thread; and what is said when one does not work.
 */
#include "nn/session.h"

#include "base/file.h"
#include "cmocka_all.h"
#include "fake_ort.h"
#include "folder.h"
#include "nn_support.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL_BYTES "any bytes are a model"

static void *library;
static fake_ort_calls_function *calls;
static fake_ort_forget_function *forget;

static int load_fake(void **state)
{
    library = dlopen(getenv("FACS_TEST_FAKE_ORT"), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return -1;
    }
    *(void **)&calls = dlsym(library, "fake_ort_calls");
    *(void **)&forget = dlsym(library, "fake_ort_forget");
    return make_scratch(state);
}

static int unload_fake(void **state)
{
    dlclose(library);
    return remove_scratch(state);
}

static int reset(void **state)
{
    (void)state;
    unsetenv("FAKE_ORT_PROVIDERS");
    unsetenv("FAKE_ORT_BROKEN");
    unsetenv("FAKE_ORT_RUN");
    write_file(scratch("net.onnx"), MODEL_BYTES, strlen(MODEL_BYTES));
    return 0;
}

/* What one worker does: runtime, session, binding of 1x3x240x320, two runs; and how it went. */
typedef struct work {
    facs_backend backend;
    const char *cache;
    recorder log;
    facs_error error;
    int status; /* of the first function that failed */
    facs_backend used;
    char provider[16];
    int64_t input[4];
    float run_number; /* as the network's second output saw it, at the last run */
    pthread_t thread;
} work;

static void *do_work(void *opaque)
{
    static const int64_t dims[4] = {1, 3, 240, 320};
    work *w = opaque;
    facs_runtime *runtime = NULL;
    facs_session *session = NULL;
    facs_binding *binding = NULL;
    facs_session_options options = {
        .backend = w->backend, .threads = 3, .cache = w->cache, .log = record(&w->log)};

    w->thread = pthread_self();
    memcpy(options.fixed_input, dims, sizeof(dims));
    w->status = facs_runtime_open(&runtime, getenv("FACS_TEST_FAKE_ORT"), NULL, &w->error);
    if (!w->status)
        w->status = facs_session_open(&session, runtime, scratch("net.onnx"), &options, &w->error);
    if (!w->status) {
        w->used = session->provider->backend;
        snprintf(w->provider, sizeof(w->provider), "%s", session->provider->name);
        memcpy(w->input, session->input, sizeof(w->input));
        w->status = facs_binding_open(&binding, session, dims, &w->error);
    }
    for (int i = 0; !w->status && i < 2; i++)
        w->status = facs_binding_run(binding, &w->error);
    if (!w->status)
        w->run_number = binding->output[0].data[1];
    facs_binding_close(&binding);
    facs_session_close(&session);
    facs_runtime_close(&runtime);
    return NULL;
}

/* Do the work on a thread of its own, with the providers that are there and those that break. */
static void run_worker(work *w, facs_backend backend, const char *providers, const char *broken)
{
    pthread_t thread;
    *w = (work){.backend = backend, .cache = scratch("cache")};
    setenv("FAKE_ORT_PROVIDERS", providers, 1);
    setenv("FAKE_ORT_BROKEN", broken, 1);
    forget();
    assert_int_equal(pthread_create(&thread, NULL, do_work, w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* The calls must be these, in this order, all on thread. */
static void check_calls(const char *const *expected, size_t count, pthread_t thread)
{
    size_t made;
    const fake_call *call = calls(&made);
    for (size_t i = 0; i < made && i < count; i++) {
        assert_string_equal(call[i].text, expected[i]);
        assert_true(pthread_equal(call[i].thread, thread));
    }
    assert_int_equal(made, count);
}

static int called(const char *text)
{
    size_t made;
    const fake_call *call = calls(&made);
    for (size_t i = 0; i < made; i++)
        if (strncmp(call[i].text, text, strlen(text)) == 0)
            return 1;
    return 0;
}

static int is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* cache/VERSION-DIGEST-SHAPE of the model as it is. */
static void compiled_folder(char *path, size_t size, const char *cache)
{
    char digest[65];
    assert_int_equal(facs_file_sha256(scratch("net.onnx"), digest), 0);
    snprintf(path, size, "%s/9.8.7-%.16s-1x3x240x320", cache, digest);
}

static void test_coreml(void **state)
{
    (void)state;
    char folder[256], append[400];
    work w;
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "");
    compiled_folder(folder, sizeof(folder), w.cache);
    snprintf(append, sizeof(append),
             "SessionOptionsAppendExecutionProvider CoreML ModelFormat=MLProgram "
             "MLComputeUnits=ALL RequireStaticInputShapes=1 ModelCacheDirectory=%s",
             folder);
    const char *const expected[] = {
        "GetApi 12",
        "CreateEnv facs level=4 telemetry=off",
        "CreateSessionOptions", /* is Core ML there at all? */
        "SessionOptionsAppendExecutionProvider CoreML ModelFormat=MLProgram MLComputeUnits=ALL "
        "RequireStaticInputShapes=1",
        "CreateSessionOptions",
        "SetSessionGraphOptimizationLevel 99",
        "SetSessionExecutionMode 0",
        "SetIntraOpNumThreads 3",
        "SetInterOpNumThreads 1",
        "AddSessionConfigEntry session.intra_op.spin_duration_us=200",
        append,
        "CreateSessionOptions", /* for the names of the open dimensions */
        "SetSessionGraphOptimizationLevel 0",
        "SetIntraOpNumThreads 1",
        "CreateSessionFromArray CPU 21 bytes",
        "AddFreeDimensionOverrideByName batch=1",
        "AddFreeDimensionOverrideByName height=240",
        "AddFreeDimensionOverrideByName width=320",
        "ReleaseSession CPU",
        "CreateSessionFromArray CoreML 21 bytes",
        "CreateTensorWithDataAsOrtValue 921600 bytes", /* 3 * 240 * 320 floats */
        "Run image->sum allocating",                   /* the warm-up */
        "CreateTensorWithDataAsOrtValue 8 bytes",
        "Run image->sum preallocated",
        "Run image->sum preallocated",
        "ReleaseSession CoreML",
        "ReleaseEnv",
    };
    assert_int_equal(w.status, 0);
    assert_false(pthread_equal(w.thread, pthread_self()));
    check_calls(expected, sizeof(expected) / sizeof(expected[0]), w.thread);
    assert_true(is_folder(folder));
    assert_int_equal(w.used, FACS_BACKEND_COREML);
    assert_string_equal(w.provider, "CoreML");
    assert_int_equal(w.input[0], 1);
    assert_int_equal(w.input[2], 240);
    assert_int_equal(w.input[3], 320);
    assert_true(w.run_number == 3); /* the warm-up is the first */
}

/* The user is told before the long wait, not after it. */
static void test_coreml_messages(void **state)
{
    (void)state;
    work w;
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "");
    const char *before =
        strstr(w.log.text, "2 net.onnx: CoreML is in use\n"
                           "2 CoreML compiles net.onnx on its first run; this can take 10 to 30 "
                           "seconds\n2 net.onnx: ready after 0.0 seconds\n");
    assert_ptr_equal(before, w.log.text);
}

static void test_coreml_cache_names(void **state)
{
    (void)state;
    char first[256], second[256];
    work w;
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "");
    compiled_folder(first, sizeof(first), w.cache);
    write_file(scratch("net.onnx"), "another model", 13);
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "");
    compiled_folder(second, sizeof(second), w.cache);
    assert_string_not_equal(first, second);
    assert_true(is_folder(first));
    assert_true(is_folder(second));
}

/* Without a folder for it, Core ML works all the same. */
static void test_coreml_without_cache(void **state)
{
    (void)state;
    char file[256];
    pthread_t thread;
    snprintf(file, sizeof(file), "%s", scratch("net.onnx"));
    work w = {.backend = FACS_BACKEND_COREML, .cache = file};
    setenv("FAKE_ORT_PROVIDERS", "CoreML", 1);
    forget();
    assert_int_equal(pthread_create(&thread, NULL, do_work, &w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(w.status, 0);
    assert_non_null(strstr(w.log.text, "1 net.onnx: compiled anew at each start, as there is no "
                                       "folder to keep it in: "));
    assert_non_null(strstr(w.log.text, "cannot be created: "));
    size_t made;
    const fake_call *call = calls(&made);
    for (size_t i = 0; i < made; i++)
        assert_null(strstr(call[i].text, "ModelCacheDirectory"));
}

/* Where no folder is given, the user's own: XDG_CACHE_HOME, else HOME. */
static void test_coreml_default_cache(void **state)
{
    (void)state;
#ifdef __APPLE__
    static const char *const places[][3] = {{"XDG_CACHE_HOME", "xdg", "xdg/facs"},
                                            {"HOME", "home", "home/Library/Caches/facs"}};
#else
    static const char *const places[][3] = {{"XDG_CACHE_HOME", "xdg", "xdg/facs"},
                                            {"HOME", "home", "home/.cache/facs"}};
#endif
    setenv("FAKE_ORT_PROVIDERS", "CoreML", 1);
    for (int i = 0; i < (ON_WINDOWS ? 1 : 2); i++) {
        char folder[256];
        pthread_t thread;
        work w = {.backend = FACS_BACKEND_COREML};
        setenv(places[i][0], scratch(places[i][1]), 1);
        assert_int_equal(pthread_create(&thread, NULL, do_work, &w), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        unsetenv(places[i][0]);
        assert_int_equal(w.status, 0);
        compiled_folder(folder, sizeof(folder), scratch(places[i][2]));
        assert_true(is_folder(folder));
    }
}

static void test_cuda(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "GetApi 12",
        "CreateEnv facs level=4 telemetry=off",
        "CreateSessionOptions",
        "CreateCUDAProviderOptions",
        "UpdateCUDAProviderOptions use_tf32=0",
        "SessionOptionsAppendExecutionProvider_CUDA_V2",
        "ReleaseCUDAProviderOptions",
        "CreateSessionOptions",
        "SetSessionGraphOptimizationLevel 99",
        "SetSessionExecutionMode 0",
        "SetIntraOpNumThreads 3",
        "SetInterOpNumThreads 1",
        "AddSessionConfigEntry session.intra_op.spin_duration_us=200",
        "CreateCUDAProviderOptions",
        "UpdateCUDAProviderOptions use_tf32=0",
        "SessionOptionsAppendExecutionProvider_CUDA_V2",
        "ReleaseCUDAProviderOptions",
        "CreateSessionOptions",
        "SetSessionGraphOptimizationLevel 0",
        "SetIntraOpNumThreads 1",
        "CreateSessionFromArray CPU 21 bytes",
        "AddFreeDimensionOverrideByName batch=1",
        "AddFreeDimensionOverrideByName height=240",
        "AddFreeDimensionOverrideByName width=320",
        "ReleaseSession CPU",
        "CreateSessionFromArray CUDA 21 bytes",
        "CreateTensorWithDataAsOrtValue 921600 bytes",
        "Run image->sum allocating",
        "CreateTensorWithDataAsOrtValue 8 bytes",
        "Run image->sum preallocated",
        "Run image->sum preallocated",
        "ReleaseSession CUDA",
        "ReleaseEnv",
    };
    work w;
    run_worker(&w, FACS_BACKEND_CUDA, "CUDA CoreML", "");
    assert_int_equal(w.status, 0);
    check_calls(expected, sizeof(expected) / sizeof(expected[0]), w.thread);
    assert_int_equal(w.used, FACS_BACKEND_CUDA);
    assert_string_equal(w.log.text, "2 net.onnx: CUDA is in use\n");
}

static void test_cpu(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "GetApi 12",
        "CreateEnv facs level=4 telemetry=off",
        "CreateSessionOptions",
        "CreateSessionOptions",
        "SetSessionGraphOptimizationLevel 99",
        "SetSessionExecutionMode 0",
        "SetIntraOpNumThreads 3",
        "SetInterOpNumThreads 1",
        "AddSessionConfigEntry session.intra_op.spin_duration_us=200",
        "CreateSessionFromArray CPU 21 bytes",
        "CreateTensorWithDataAsOrtValue 921600 bytes",
        "Run image->sum allocating",
        "CreateTensorWithDataAsOrtValue 8 bytes",
        "Run image->sum preallocated",
        "Run image->sum preallocated",
        "ReleaseSession CPU",
        "ReleaseEnv",
    };
    work w;
    run_worker(&w, FACS_BACKEND_CPU, "CUDA CoreML", "");
    assert_int_equal(w.status, 0);
    check_calls(expected, sizeof(expected) / sizeof(expected[0]), w.thread);
    /* The CPU takes any size: the open dimensions stay open. */
    assert_int_equal(w.input[0], -1);
    assert_int_equal(w.input[1], 3);
    assert_int_equal(w.input[2], -1);
}

static void test_auto_takes_the_first(void **state)
{
    (void)state;
    work w;
    run_worker(&w, FACS_BACKEND_AUTO, "CUDA CoreML", "");
    assert_int_equal(w.status, 0);
    assert_int_equal(w.used, FACS_BACKEND_CUDA);
    assert_false(called("SessionOptionsAppendExecutionProvider CoreML"));
    assert_string_equal(w.log.text, "2 net.onnx: CUDA is in use\n");
}

static void test_auto_without_providers(void **state)
{
    (void)state;
    work w;
    run_worker(&w, FACS_BACKEND_AUTO, "", "");
    assert_int_equal(w.status, 0);
    assert_int_equal(w.used, FACS_BACKEND_CPU);
    /* The runtime's text comes as one line, without its full stop. */
    assert_string_equal(w.log.text,
                        "2 net.onnx: CUDA is not in use: CUDA is not in this build\n"
                        "2 net.onnx: CoreML is not in use: this provider is not in this build\n"
                        "2 net.onnx: CPU is in use\n");
}

static void test_auto_when_sessions_fail(void **state)
{
    (void)state;
    work w;
    run_worker(&w, FACS_BACKEND_AUTO, "CUDA CoreML", "CUDA");
    assert_int_equal(w.status, 0);
    assert_int_equal(w.used, FACS_BACKEND_COREML);
    assert_ptr_equal(strstr(w.log.text,
                            "2 net.onnx: CUDA is not in use: no device takes this network\n"
                            "2 net.onnx: CoreML is in use\n"),
                     w.log.text);
    run_worker(&w, FACS_BACKEND_AUTO, "CUDA CoreML", "CUDA CoreML");
    assert_int_equal(w.status, 0);
    assert_string_equal(w.provider, "CPU");
    assert_string_equal(w.log.text,
                        "2 net.onnx: CUDA is not in use: no device takes this network\n"
                        "2 net.onnx: CoreML is not in use: no device takes this network\n"
                        "2 net.onnx: CPU is in use\n");
}

/* A missing provider leaves nothing behind: no folder for models that are never compiled. */
static void test_auto_makes_no_folder(void **state)
{
    (void)state;
    char other[256];
    pthread_t thread;
    snprintf(other, sizeof(other), "%s", scratch("never"));
    work w = {.backend = FACS_BACKEND_AUTO, .cache = other};
    assert_int_equal(pthread_create(&thread, NULL, do_work, &w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(w.status, 0);
    assert_false(is_folder(other));
}

static void test_by_name_and_not_there(void **state)
{
    (void)state;
    work w;
    run_worker(&w, FACS_BACKEND_CUDA, "CoreML", "");
    check_error(w.status, &w.error, -ENODEV, FACS_ERROR_ENVIRONMENT,
                "net.onnx: CUDA does not work here: CUDA is not in this build; choose another "
                "backend, or auto");
    assert_false(called("CreateSessionFromArray"));
    run_worker(&w, FACS_BACKEND_COREML, "CUDA", "");
    check_error(w.status, &w.error, -ENODEV, FACS_ERROR_ENVIRONMENT,
                "net.onnx: CoreML does not work here: this provider is not in this build; ");
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "CoreML");
    check_error(w.status, &w.error, -ENODEV, FACS_ERROR_ENVIRONMENT,
                "net.onnx: CoreML does not work here: no device takes this network; ");
    /* The bytes are at fault only where the CPU does not take them either. */
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "CPU");
    check_error(w.status, &w.error, -EINVAL, FACS_ERROR_ENVIRONMENT,
                "net.onnx: not a usable ONNX model: no device takes this network; fetch it again");
    run_worker(&w, (facs_backend)9, "", "");
    check_error(w.status, &w.error, -EINVAL, FACS_ERROR_USAGE, "backend 9 is unknown");
}

static void test_runs_that_fail(void **state)
{
    (void)state;
    work w;
    setenv("FAKE_ORT_RUN", "the device is gone", 1);
    run_worker(&w, FACS_BACKEND_COREML, "CoreML", "");
    check_error(w.status, &w.error, -EIO, FACS_ERROR_ENVIRONMENT,
                "net.onnx: inference with CoreML failed: the device is gone");
    assert_null(strstr(w.log.text, "ready"));
    run_worker(&w, FACS_BACKEND_CPU, "", "");
    check_error(w.status, &w.error, -EINVAL, FACS_ERROR_ENVIRONMENT,
                "net.onnx: not a usable ONNX model: the device is gone; fetch it again");
}

static void test_probe(void **state)
{
    (void)state;
    facs_runtime *runtime;
    facs_error error;
    assert_int_equal(facs_runtime_open(&runtime, getenv("FACS_TEST_FAKE_ORT"), NULL, &error), 0);
    setenv("FAKE_ORT_PROVIDERS", "CoreML", 1);
    forget();
    assert_int_equal(facs_provider_probe(runtime, FACS_BACKEND_CPU, &error), 0);
    assert_int_equal(facs_provider_probe(runtime, FACS_BACKEND_COREML, &error), 0);
    int status = facs_provider_probe(runtime, FACS_BACKEND_CUDA, &error);
    check_error(status, &error, -ENODEV, FACS_ERROR_ENVIRONMENT,
                "CUDA does not work here: CUDA is not in this build");
    assert_false(called("CreateSessionFromArray"));
    facs_runtime_close(&runtime);
}

/* Where in ONNX Runtime's sources it failed, and codes, are nothing to a user. */
static void test_plain_reasons(void **state)
{
    (void)state;
#define ORIGIN "N:\\_work\\1\\s\\bridge.cc:1988 Provider::Get [ONNXRuntimeError] : 1 : FAIL : "
    static const char *const reasons[][2] = {
        {"CUDA execution provider is not enabled in this build. ",
         "this ONNX Runtime was built without it"},
        {ORIGIN "Error loading \"C:\\facs\\a_shared.dll\" which is missing. (Error 126: \"No.\")",
         "it needs a_shared.dll, which is missing"},
        {ORIGIN
         "Error loading \"C:\\facs\\a_cuda.dll\" which depends on \"cublas64_12.dll\" which is "
         "missing. (Error 126: \"No.\")",
         "it needs cublas64_12.dll, which is missing"},
        {"[ONNXRuntimeError] : 1 : FAIL : Failed to load library a.so : b.so: no such file",
         "Failed to load library a.so : b.so: no such file"},
        {"[ONNXRuntimeError] : 1", "[ONNXRuntimeError] : 1"},
        {"a driver is too old", "a driver is too old"},
    };
    facs_runtime *runtime;
    facs_error error;
    char sentence[512];
    assert_int_equal(facs_runtime_open(&runtime, getenv("FACS_TEST_FAKE_ORT"), NULL, &error), 0);
    setenv("FAKE_ORT_PROVIDERS", "CoreML", 1);
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        setenv("FAKE_ORT_CUDA", reasons[i][0], 1);
        snprintf(sentence, sizeof(sentence), "CUDA does not work here: %s", reasons[i][1]);
        check_error(facs_provider_probe(runtime, FACS_BACKEND_CUDA, &error), &error, -ENODEV,
                    FACS_ERROR_ENVIRONMENT, sentence);
    }
    unsetenv("FAKE_ORT_CUDA");
    facs_runtime_close(&runtime);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_coreml, reset),
        cmocka_unit_test_setup(test_coreml_messages, reset),
        cmocka_unit_test_setup(test_coreml_cache_names, reset),
        cmocka_unit_test_setup(test_coreml_without_cache, reset),
        cmocka_unit_test_setup(test_coreml_default_cache, reset),
        cmocka_unit_test_setup(test_cuda, reset),
        cmocka_unit_test_setup(test_cpu, reset),
        cmocka_unit_test_setup(test_auto_takes_the_first, reset),
        cmocka_unit_test_setup(test_auto_without_providers, reset),
        cmocka_unit_test_setup(test_auto_when_sessions_fail, reset),
        cmocka_unit_test_setup(test_auto_makes_no_folder, reset),
        cmocka_unit_test_setup(test_by_name_and_not_there, reset),
        cmocka_unit_test_setup(test_runs_that_fail, reset),
        cmocka_unit_test_setup(test_probe, reset),
        cmocka_unit_test_setup(test_plain_reasons, reset),
    };
    return cmocka_run_group_tests(tests, load_fake, unload_fake);
}
