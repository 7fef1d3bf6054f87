/* Opening networks with the real runtime: their form, and files that are no such network. */
#include "nn_support.h"

#include "cmocka_all.h"
#include "os/clock.h"
#include "tiny_onnx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static facs_runtime *runtime;

static int open_runtime(void **state)
{
    runtime = real_runtime();
    return make_scratch(state);
}

static int close_runtime(void **state)
{
    facs_runtime_close(&runtime);
    return remove_scratch(state);
}

static int try_open(const char *path, facs_session **session, facs_error *error)
{
    facs_session_options options = session_options(FACS_BACKEND_CPU, 1);
    return facs_session_open(session, runtime, path, &options, error);
}

/* Opening must fail with status and a sentence with part in it. */
static void check_refused(const char *path, int expected, const char *part)
{
    facs_session *session;
    facs_error error = {0};
    int status = try_open(path, &session, &error);
    check_error(status, &error, expected, FACS_ERROR_ENVIRONMENT, part);
    assert_null(session);
}

static void check_input(const char *path, int64_t batch, int64_t height, int64_t width)
{
    facs_session *session;
    facs_error error = {0};
    int status = try_open(path, &session, &error);
    if (status)
        fail_msg("%s", error.text);
    const int64_t *input = session->input;
    assert_int_equal(input[0], batch);
    assert_int_equal(input[1], 3);
    assert_int_equal(input[2], height);
    assert_int_equal(input[3], width);
    assert_int_equal(session->provider->backend, FACS_BACKEND_CPU);
    assert_string_equal(session->provider->name, "CPU");
    facs_session_close(&session);
    assert_null(session);
    facs_session_close(&session);
}

static void test_inputs(void **state)
{
    (void)state;
    static const float points[136] = {0};
    tiny_retinaface(scratch("open.onnx"), 0);
    check_input(scratch("open.onnx"), 1, -1, -1);
    tiny_retinaface(scratch("fixed.onnx"), 640);
    check_input(scratch("fixed.onnx"), 1, 640, 640);
    tiny_pfld(scratch("pfld.onnx"), points);
    check_input(scratch("pfld.onnx"), -1, 112, 112);
}

/* Where only the CPU is there, auto says so, in a line for each provider. */
static void test_auto(void **state)
{
    (void)state;
    recorder lines;
    facs_session *session;
    facs_error error = {0};
    facs_session_options options = session_options(FACS_BACKEND_AUTO, 1);
    options.log = record(&lines);
    options.cache = scratch("cache");
    tiny_retinaface(scratch("open.onnx"), 0);
    assert_int_equal(facs_session_open(&session, runtime, scratch("open.onnx"), &options, &error),
                     0);
    char in_use[64];
    snprintf(in_use, sizeof(in_use), "2 open.onnx: %s is in use\n", session->provider->name);
    const char *last = strstr(lines.text, in_use);
    assert_non_null(last);
    assert_string_equal(last, in_use);
    facs_session_close(&session);
}

static void test_wrong_files(void **state)
{
    (void)state;
    check_refused(scratch("absent.onnx"), -ENOENT, "absent.onnx: cannot be opened");
    check_refused(scratch(""), -EINVAL, "expected a regular file");
    write_file(scratch("empty.onnx"), "", 0);
    check_refused(scratch("empty.onnx"), -EINVAL, "empty.onnx: not a usable ONNX model: ");
    write_file(scratch("text.onnx"), "This is no network.", 19);
    check_refused(scratch("text.onnx"), -EINVAL, "text.onnx: not a usable ONNX model: ");
    check_refused(scratch("text.onnx"), -EINVAL, "; fetch it again");
    /* 256 MiB and a byte, without the disk's part in it. */
    write_file(scratch("large.onnx"), "", 0);
    assert_int_equal(truncate(scratch("large.onnx"), (256 << 20) + 1), 0);
    check_refused(scratch("large.onnx"), -EFBIG, "expected at most 268435456 bytes");
}

/* A network y = node(x), with another input if extra is set. */
static void write_network(const char *path, int input_type, const char *input_shape, int extra,
                          const char *node, int output_type, const char *output_shape)
{
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", input_type, input_shape);
    if (extra)
        tiny_onnx_input(model, "extra", input_type, input_shape);
    tiny_onnx_node(model, node, extra ? "x extra" : "x", "y", NULL);
    tiny_onnx_output(model, "y", output_type, output_shape);
    tiny_onnx_write(model, path);
}

static void test_wrong_forms(void **state)
{
    (void)state;
    const char *path = scratch("form.onnx");
    write_network(path, TINY_FLOAT, "1 3 h w", 1, "Add", TINY_FLOAT, "1 3 h w");
    check_refused(path, -EINVAL, "expected a network with one input");
    write_network(path, TINY_FLOAT, "3 h w", 0, "Relu", TINY_FLOAT, "3 h w");
    check_refused(path, -EINVAL, "expected a network with a float input of 4 dimensions");
    write_network(path, TINY_INT64, "1 3 h w", 0, "Neg", TINY_INT64, "1 3 h w");
    check_refused(path, -EINVAL, "expected a network with a float input of 4 dimensions");
    write_network(path, TINY_FLOAT, "1 3 h w", 0, "Shape", TINY_INT64, "4");
    check_refused(path, -EINVAL, "expected a network with float outputs of at most 4 dimensions");
    write_network(path, TINY_FLOAT, "1 3 0 w", 0, "Relu", TINY_FLOAT, "1 3 0 w");
    check_refused(path, -EINVAL, "input dimensions that are positive or open");
    write_network(path, TINY_FLOAT, "1 3 h w", 0, "NoSuchOperation", TINY_FLOAT, "1 3 h w");
    check_refused(path, -EINVAL, "form.onnx: not a usable ONNX model: ");
    /* 64 MiB are 4096 x 4096 floats; known before anything runs. */
    write_network(path, TINY_FLOAT, "1 1 4096 4097", 0, "Relu", TINY_FLOAT, "1 1 4096 4097");
    check_refused(path, -EINVAL, "expected a network with outputs of at most 64 MiB");
    /* The form that is taken, last: what refuses the others is not something else. */
    write_network(path, TINY_FLOAT, "1 3 h w", 0, "Relu", TINY_FLOAT, "1 3 h w");
    check_input(path, 1, -1, -1);
}

static void test_too_many_outputs(void **state)
{
    (void)state;
    for (int outputs = 8; outputs <= 9; outputs++) {
        tiny_onnx *model = tiny_onnx_new();
        tiny_onnx_input(model, "x", TINY_FLOAT, "1 3 h w");
        for (int i = 0; i < outputs; i++) {
            char name[8];
            snprintf(name, sizeof(name), "y%d", i);
            tiny_onnx_node(model, "Relu", "x", name, NULL);
            tiny_onnx_output(model, name, TINY_FLOAT, "1 3 h w");
        }
        tiny_onnx_write(model, scratch("outputs.onnx"));
        if (outputs == 8)
            check_input(scratch("outputs.onnx"), 1, -1, -1);
        else
            check_refused(scratch("outputs.onnx"), -EINVAL,
                          "expected a network with 1 to 8 outputs");
    }
}

/* The runtime keeps quiet on standard error: what failed is in the sentence. */
static void test_quiet(void **state)
{
    (void)state;
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int file = open(scratch("stderr"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(kept >= 0 && file >= 0);
    assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
    facs_session *session[2];
    facs_error error[2] = {{0}};
    write_file(scratch("text.onnx"), "This is no network.", 19);
    int text = try_open(scratch("text.onnx"), &session[0], &error[0]);
    write_network(scratch("bad.onnx"), TINY_FLOAT, "1 3 h w", 0, "NoSuchOperation", TINY_FLOAT,
                  "1 3 h w");
    int bad = try_open(scratch("bad.onnx"), &session[1], &error[1]);
    off_t written = lseek(file, 0, SEEK_END);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(file);
    assert_int_equal(text, -EINVAL);
    assert_int_equal(bad, -EINVAL);
    assert_int_equal(written, 0);
}

/* ---- Damaged files -------------------------------------------------------------------------- */

/* Open what may be damaged and, if the runtime takes it, run it. Each failure must be of a kind. */
static int survives(const char *path, const int64_t dims[4])
{
    facs_session *session;
    facs_binding *binding;
    facs_error error = {0};
    int status = try_open(path, &session, &error);
    if (status) {
        check_error(status, &error, -EINVAL, FACS_ERROR_ENVIRONMENT, path);
        return 0;
    }
    status = facs_binding_open(&binding, session, dims, &error);
    if (status)
        check_error(status, &error, -EINVAL, FACS_ERROR_ENVIRONMENT, path);
    facs_binding_close(&binding);
    facs_session_close(&session);
    return status == 0;
}

typedef struct damage_case {
    const char *name;
    int64_t dims[4];
} damage_case;

static const damage_case damage_cases[] = {
    {"pfld.onnx", {1, 3, 112, 112}},
    {"retinaface.onnx", {1, 3, 60, 80}},
};

static void write_damage_cases(void)
{
    float points[136];
    for (int i = 0; i < 136; i++)
        points[i] = (float)i / 136;
    tiny_pfld(scratch(damage_cases[0].name), points);
    tiny_retinaface(scratch(damage_cases[1].name), 0);
}

/* Every 61st length: less than a tenth of the file, in every part of it. All are refused. */
static void test_truncated(void **state)
{
    (void)state;
    write_damage_cases();
    for (int i = 0; i < 2; i++) {
        size_t size;
        unsigned char *data = read_file(scratch(damage_cases[i].name), &size);
        for (size_t length = 0; length < size; length += 61) {
            write_file(scratch("cut.onnx"), data, length);
            check_refused(scratch("cut.onnx"), -EINVAL, "cut.onnx: ");
        }
        write_file(scratch("cut.onnx"), data, size);
        assert_true(survives(scratch("cut.onnx"), damage_cases[i].dims));
        free(data);
    }
}

/*
 * One bit of a file turned, in steps that reach every part of it, until five seconds are over. A
 * bit of a weight cannot be noticed; one of the structure must be refused with a sentence, not a
 * crash.
 */
static void test_flipped_bits(void **state)
{
    (void)state;
    write_damage_cases();
    for (int i = 0; i < 2; i++) {
        size_t size, tried = 0, taken = 0;
        unsigned char *data = read_file(scratch(damage_cases[i].name), &size);
        double end = facs_clock_ms() + 5000;
        /* 1009 is prime and divides neither length: no bit comes up twice before all have. */
        for (size_t bit = 0; tried < 1500 && facs_clock_ms() < end; tried++) {
            data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            write_file(scratch("flip.onnx"), data, size);
            data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            taken += survives(scratch("flip.onnx"), damage_cases[i].dims) ? 1 : 0;
            bit = (bit + 1009) % (size * 8);
        }
        print_message("%s: %d bits turned, %d of the files refused\n", damage_cases[i].name,
                      (int)tried, (int)(tried - taken));
        assert_true(tried >= 20);
        assert_in_range(taken, 1, tried - 1);
        free(data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inputs),           cmocka_unit_test(test_auto),
        cmocka_unit_test(test_wrong_files),      cmocka_unit_test(test_wrong_forms),
        cmocka_unit_test(test_too_many_outputs), cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_truncated),        cmocka_unit_test(test_flipped_bits),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
