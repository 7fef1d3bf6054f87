/* Running networks with the real runtime: shapes, values, threads, cancel. */
#include "nn_support.h"

#include "cmocka_all.h"
#include "os/clock.h"
#include "tiny_onnx.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static facs_session *open_session(const char *path, int threads)
{
    facs_session *session;
    facs_error error = {0};
    facs_session_options options = session_options(FACS_BACKEND_CPU, threads);
    if (facs_session_open(&session, runtime, path, &options, &error) != 0)
        fail_msg("%s", error.text);
    return session;
}

static facs_binding *open_binding(facs_session *session, int64_t batch, int64_t height,
                                  int64_t width)
{
    const int64_t dims[4] = {batch, 3, height, width};
    facs_binding *binding;
    facs_error error = {0};
    if (facs_binding_open(&binding, session, dims, &error) != 0)
        fail_msg("%s", error.text);
    return binding;
}

static void run(facs_binding *binding)
{
    facs_error error = {0};
    if (facs_binding_run(binding, &error) != 0)
        fail_msg("%s", error.text);
}

/* y = 2 x + 1, z = the mean of x over height and width. */
static void write_affine(const char *path)
{
    static const float two = 2, one = 1;
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", TINY_FLOAT, "n 3 h w");
    tiny_onnx_floats(model, "two", 0, NULL, &two);
    tiny_onnx_floats(model, "one", 0, NULL, &one);
    tiny_onnx_node(model, "Mul", "x two", "double", NULL);
    tiny_onnx_node(model, "Add", "double one", "y", NULL);
    tiny_onnx_node(model, "GlobalAveragePool", "x", "z", NULL);
    tiny_onnx_output(model, "y", TINY_FLOAT, "n 3 h w");
    tiny_onnx_output(model, "z", TINY_FLOAT, "n 3 1 1");
    tiny_onnx_write(model, path);
}

static void test_values(void **state)
{
    (void)state;
    write_affine(scratch("affine.onnx"));
    facs_session *session = open_session(scratch("affine.onnx"), 1);
    facs_binding *binding = open_binding(session, 2, 5, 7);
    assert_int_equal(binding->session->outputs, 2);
    const facs_tensor *y = &binding->output[0];
    const facs_tensor *z = &binding->output[1];
    static const int64_t y_dims[4] = {2, 3, 5, 7}, z_dims[4] = {2, 3, 1, 1};
    assert_int_equal(y->rank, 4);
    assert_memory_equal(y->dims, y_dims, sizeof(y_dims));
    assert_int_equal(y->count, 210);
    assert_memory_equal(z->dims, z_dims, sizeof(z_dims));
    assert_int_equal(z->count, 6);

    float *x = binding->input;
    const float *y_data = y->data;
    assert_int_equal((uintptr_t)x % 64, 0);
    assert_int_equal((uintptr_t)y->data % 64, 0);
    assert_int_equal((uintptr_t)z->data % 64, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 210; i++)
            x[i] = (float)(i * (round + 1));
        run(binding);
        /* Whole numbers below 2^24: exact in float. */
        for (int i = 0; i < 210; i++)
            assert_true(y->data[i] == 2 * x[i] + 1);
        /* Mean of 35 consecutive multiples; the sum is below 2^24 too, the division rounds once. */
        for (int c = 0; c < 6; c++)
            assert_true(fabsf(z->data[c] - (float)((35 * c + 17) * (round + 1))) < 1e-4f);
        assert_ptr_equal(binding->input, x);
        assert_ptr_equal(binding->output[0].data, y_data);
    }
    facs_binding_close(&binding);
    assert_null(binding);
    facs_binding_close(&binding);
    facs_session_close(&session);
}

static void check_dims_refused(facs_session *session, int64_t n, int64_t c, int64_t h, int64_t w,
                               const char *part)
{
    const int64_t dims[4] = {n, c, h, w};
    facs_binding *binding;
    facs_error error = {0};
    int status = facs_binding_open(&binding, session, dims, &error);
    check_error(status, &error, -EINVAL, FACS_ERROR_ENVIRONMENT, part);
    assert_null(binding);
}

static void test_wrong_dimensions(void **state)
{
    (void)state;
    write_affine(scratch("affine.onnx"));
    facs_session *session = open_session(scratch("affine.onnx"), 1);
    check_dims_refused(session, 1, 4, 5, 7, "dimension 1 of its input is 3, not 4");
    check_dims_refused(session, 1, 3, 0, 7, "1x3x0x7 is not between 1 float and 64 MiB");
    check_dims_refused(session, 1, 3, -1, 7, "1x3x-1x7 is not between");
    check_dims_refused(session, 1, 3, INT64_MAX, INT64_MAX, "is not between 1 float and 64 MiB");
    /* 2^32 * 3 * 2^32: the product is small again where it overflows. */
    check_dims_refused(session, (int64_t)1 << 32, 3, (int64_t)1 << 32, 1, "is not between");
    check_dims_refused(session, 1, 3, 4096, 4096, "is not between"); /* 192 MiB */
    facs_session_close(&session);

    tiny_retinaface(scratch("fixed.onnx"), 64);
    session = open_session(scratch("fixed.onnx"), 1);
    check_dims_refused(session, 1, 3, 64, 96, "dimension 3 of its input is 64, not 96");
    facs_session_close(&session);
}

/* Outputs whose size is known only after a run: 32 x 64 copies of 3 x 64 x 64 floats are 96 MiB. */
static void test_output_too_large(void **state)
{
    (void)state;
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", TINY_FLOAT, "1 3 h w");
    tiny_onnx_integers(model, "repeats", 4, (int64_t[]){1, 1, 32, 64});
    tiny_onnx_node(model, "Tile", "x repeats", "y", NULL);
    tiny_onnx_output(model, "y", TINY_FLOAT, "1 3 hh ww");
    tiny_onnx_write(model, scratch("tile.onnx"));
    facs_session *session = open_session(scratch("tile.onnx"), 1);
    check_dims_refused(session, 1, 3, 64, 64, "outputs of 1 float to 64 MiB");
    facs_binding *binding = open_binding(session, 1, 32, 64); /* 48 MiB */
    assert_int_equal(binding->output[0].count, 3 * 32 * 64 * 2048);
    facs_binding_close(&binding);
    facs_session_close(&session);
}

/* ---- Threads -------------------------------------------------------------------------------- */

typedef struct runner {
    facs_binding *binding;
    int first, wrong, status;
} runner;

static void *run_many(void *opaque)
{
    runner *r = opaque;
    float *x = r->binding->input;
    const facs_tensor *y = &r->binding->output[0];
    for (int round = 0; round < 200 && !r->status; round++) {
        for (size_t i = 0; i < y->count; i++)
            x[i] = (float)(r->first + round + (int)i);
        r->status = facs_binding_run(r->binding, NULL);
        for (size_t i = 0; i < y->count; i++)
            r->wrong += y->data[i] != 2 * x[i] + 1;
    }
    return NULL;
}

static void test_two_bindings_at_once(void **state)
{
    (void)state;
    write_affine(scratch("affine.onnx"));
    facs_session *session = open_session(scratch("affine.onnx"), 2);
    runner runners[2] = {{open_binding(session, 1, 40, 50), 0, 0, 0},
                         {open_binding(session, 2, 33, 21), 100000, 0, 0}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &runners[i]), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(runners[i].status, 0);
        assert_int_equal(runners[i].wrong, 0);
        facs_binding_close(&runners[i].binding);
    }
    facs_session_close(&session);
}

/* 300 sines of the input, one after the other: between two of them a run can stop. */
static void write_slow(const char *path)
{
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x0", TINY_FLOAT, "1 3 h w");
    for (int i = 0; i < 300; i++) {
        char from[8], to[8];
        snprintf(from, sizeof(from), "x%d", i);
        snprintf(to, sizeof(to), "x%d", i + 1);
        tiny_onnx_node(model, "Sin", from, to, NULL);
    }
    tiny_onnx_output(model, "x300", TINY_FLOAT, "1 3 h w");
    tiny_onnx_write(model, path);
}

static void *run_until_failure(void *opaque)
{
    runner *r = opaque;
    while (!r->status)
        r->status = facs_binding_run(r->binding, NULL);
    return NULL;
}

static void test_cancel(void **state)
{
    (void)state;
    write_slow(scratch("slow.onnx"));
    facs_session *session = open_session(scratch("slow.onnx"), 1);
    runner r = {open_binding(session, 1, 512, 512), 0, 0, 0};
    facs_binding *other = open_binding(session, 1, 8, 8);
    pthread_t thread;

    double start = facs_clock_ms();
    run(r.binding);
    double whole = facs_clock_ms() - start;
    assert_int_equal(pthread_create(&thread, NULL, run_until_failure, &r), 0);
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    start = facs_clock_ms();
    facs_binding_cancel(r.binding);
    assert_int_equal(pthread_join(thread, NULL), 0);
    double stopped = facs_clock_ms() - start;
    print_message("a run takes %.0f ms, a cancelled one ended after %.1f ms\n", whole, stopped);
    assert_int_equal(r.status, -ECANCELED);
    /* It ends with the node it is at, a 300th of the run; the rest is for a busy machine. */
    assert_true(stopped < whole / 2);

    facs_error error = {0};
    int status = facs_binding_run(r.binding, &error);
    check_error(status, &error, -ECANCELED, FACS_ERROR_CANCELLED, "cancelled");
    run(other); /* the session's other bindings go on */
    facs_binding_close(&other);
    facs_binding_close(&r.binding);
    facs_session_close(&session);
}

/* ---- The stand-ins for RetinaFace and PFLD --------------------------------------------------- */

static size_t prior_count(int width, int height)
{
    size_t count = 0;
    for (int stride = 8; stride <= 32; stride *= 2)
        count +=
            2 * (size_t)((width + stride - 1) / stride) * (size_t)((height + stride - 1) / stride);
    return count;
}

static void test_retinaface_shapes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{320, 240}, {319, 241}, {53, 101}, {8, 8}, {1, 1}, {33, 7}};
    tiny_retinaface(scratch("retinaface.onnx"), 0);
    facs_session *session = open_session(scratch("retinaface.onnx"), 1);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        facs_binding *binding = open_binding(session, 1, sizes[i][1], sizes[i][0]);
        static const int64_t widths[] = {4, 2, 10};
        assert_int_equal(binding->session->outputs, 3);
        for (int o = 0; o < 3; o++) {
            const facs_tensor *output = &binding->output[o];
            assert_int_equal(output->rank, 3);
            assert_int_equal(output->dims[0], 1);
            assert_int_equal(output->dims[1], prior_count(sizes[i][0], sizes[i][1]));
            assert_int_equal(output->dims[2], widths[o]);
        }
        facs_binding_close(&binding);
    }
    facs_session_close(&session);
}

/* Centre and side of prior i's box, and its nose, at 320 x 240: docs/algorithm.md, 1b. */
static void decode_box(const facs_binding *binding, size_t i, float box[4], float nose[2])
{
    const float *loc = binding->output[0].data + 4 * i;
    const float *points = binding->output[2].data + 10 * i;
    for (int stride = 8, size = 16; stride <= 32; stride *= 2, size *= 4) {
        size_t columns = (size_t)(320 / stride), rows = (size_t)((240 + stride - 1) / stride);
        if (i < 2 * columns * rows) {
            float side = (float)(i % 2 ? 2 * size : size);
            float x = ((float)(i / 2 % columns) + 0.5f) * (float)stride;
            float y = ((float)(i / 2 / columns) + 0.5f) * (float)stride;
            box[0] = x + 0.1f * loc[0] * side;
            box[1] = y + 0.1f * loc[1] * side;
            box[2] = side * expf(0.2f * loc[2]);
            box[3] = side * expf(0.2f * loc[3]);
            nose[0] = x + 0.1f * points[4] * side;
            nose[1] = y + 0.1f * points[5] * side;
            return;
        }
        i -= 2 * columns * rows;
    }
    fail();
}

static void test_retinaface_finds_a_square(void **state)
{
    (void)state;
    static const int squares[][3] = {/* left, top, side */
                                     {100, 60, 64}, {37, 101, 70}, {200, 20, 84}, {31, 17, 160},
                                     {5, 190, 40},  {141, 77, 61}, {52, 53, 86},  {0, 0, 0}};
    static const float means[3] = {104, 117, 123};
    tiny_retinaface(scratch("retinaface.onnx"), 0);
    facs_session *session = open_session(scratch("retinaface.onnx"), 1);
    facs_binding *binding = open_binding(session, 1, 240, 320);
    for (size_t s = 0; s < sizeof(squares) / sizeof(squares[0]); s++) {
        int left = squares[s][0], top = squares[s][1], side = squares[s][2];
        float *x = binding->input;
        for (int c = 0; c < 3; c++)
            for (int v = 0; v < 240; v++)
                for (int u = 0; u < 320; u++)
                    *x++ = (u >= left && u < left + side && v >= top && v < top + side ? 220 : 30) -
                           means[c];
        run(binding);
        const facs_tensor *scores = &binding->output[1];
        int found = 0;
        for (size_t i = 0; i < (size_t)scores->dims[1]; i++) {
            float score = scores->data[2 * i + 1], box[4], nose[2];
            assert_true(fabsf(score + scores->data[2 * i] - 1) < 1e-5f); /* a softmax */
            if (score <= 0.5f)
                continue;
            found++;
            decode_box(binding, i, box, nose);
            /* The windows' borders lie between the mask's pixels, so areas are exact: what is
               left is the rounding of floats, 1e-6 of an area. */
            assert_true(fabsf(box[0] - ((float)left + (float)side / 2)) < 0.02f);
            assert_true(fabsf(box[1] - ((float)top + (float)side / 2)) < 0.02f);
            assert_true(fabsf(box[2] - (float)side) < 0.02f);
            assert_true(fabsf(box[3] - (float)side) < 0.02f);
            assert_true(fabsf(nose[0] - box[0]) < 0.01f);
            assert_true(fabsf(nose[1] - box[1]) < 0.01f);
        }
        if (side)
            assert_in_range(found, 1, 16);
        else
            assert_int_equal(found, 0);
    }
    facs_binding_close(&binding);
    facs_session_close(&session);
}

static void test_pfld_points(void **state)
{
    (void)state;
    float points[136];
    for (int i = 0; i < 136; i++)
        points[i] = (float)(i * 37 % 136) / 136;
    tiny_pfld(scratch("pfld.onnx"), points);
    facs_session *session = open_session(scratch("pfld.onnx"), 1);
    facs_binding *binding = open_binding(session, 2, 112, 112);
    const facs_tensor *output = &binding->output[0];
    assert_int_equal(output->rank, 2);
    assert_int_equal(output->dims[0], 2);
    assert_int_equal(output->dims[1], 136);
    /* First picture: even. Second: its right half by 0.4 and its lower half by 0.2 brighter. */
    float *x = binding->input;
    for (int i = 0; i < 3 * 112 * 112; i++)
        x[i] = 0.7f;
    for (int i = 0; i < 3 * 112 * 112; i++)
        x[3 * 112 * 112 + i] = 0.1f + (i % 112 >= 56 ? 0.4f : 0) + (i / 112 % 112 >= 56 ? 0.2f : 0);
    run(binding);
    /* Sums of 6272 floats: relative error below 1e-5. */
    for (int i = 0; i < 136; i++) {
        float shift = 0.275f * (i % 2 ? 0.2f : 0.4f);
        assert_true(fabsf(output->data[i] - points[i]) < 1e-5f);
        assert_true(fabsf(output->data[136 + i] - points[i] - shift) < 1e-5f);
    }
    facs_binding_close(&binding);
    facs_session_close(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_wrong_dimensions),
        cmocka_unit_test(test_output_too_large),
        cmocka_unit_test(test_two_bindings_at_once),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_retinaface_shapes),
        cmocka_unit_test(test_retinaface_finds_a_square),
        cmocka_unit_test(test_pfld_points),
    };
    return cmocka_run_group_tests(tests, open_runtime, close_runtime);
}
