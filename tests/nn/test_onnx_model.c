/* Reading ONNX files to edit them: what is kept, and what hostile files cannot do. */
#include "onnx_support.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* y = Relu(x) + k, k a constant. */
static tiny_onnx *small(void)
{
    static const float k = 2.5f;
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "x", TINY_FLOAT, "1 1 2 2");
    tiny_onnx_floats(model, "k", 0, NULL, &k);
    tiny_onnx_node(model, "Relu", "x", "r", NULL);
    tiny_onnx_node(model, "Add", "r k", "y", NULL);
    tiny_onnx_output(model, "y", TINY_FLOAT, "1 1 2 2");
    return model;
}

static unsigned char *small_file(size_t *size)
{
    tiny_onnx_write(small(), scratch("small.onnx"));
    return read_file(scratch("small.onnx"), size);
}

static int contains(const unsigned char *data, size_t size, const void *part, size_t length)
{
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(data + i, part, length) == 0)
            return 1;
    return 0;
}

/* A number in field 100 and a text in field 14 (ONNX's metadata), neither in our onnx.proto. */
static void test_unknown_fields_stay(void **state)
{
    static const unsigned char unknown[] = {0xA0, 0x06, 0x2A, 0x72, 0x05, 'h', 'e', 'l', 'l', 'o'};
    (void)state;
    size_t size, packed_size;
    facs_error error = {0};
    facs_onnx *model;
    unsigned char *data = small_file(&size);
    memcpy(data + size, unknown, sizeof(unknown)); /* read_file leaves room */
    assert_int_equal(facs_onnx_open(&model, data, size + sizeof(unknown), "f", &error), 0);
    unsigned char *again = packed(&model, &packed_size);
    assert_int_equal(packed_size, size + sizeof(unknown));
    assert_true(contains(again, packed_size, unknown, 3));
    assert_true(contains(again, packed_size, unknown + 3, 7));
    free(again);
    free(data);
}

static void test_looking(void **state)
{
    (void)state;
    facs_onnx_floats floats;
    facs_onnx *model = edit(small());
    assert_int_equal(facs_onnx_opset(model), 13);
    facs_onnx_node *relu = facs_onnx_producer(model, "r");
    assert_true(facs_onnx_is(relu, "Relu"));
    assert_false(facs_onnx_is(NULL, "Relu"));
    assert_null(facs_onnx_producer(model, "x"));
    assert_true(facs_onnx_is(facs_onnx_only_user(model, "r"), "Add"));
    assert_null(facs_onnx_only_user(model, "y")); /* an output of the graph, which is no node */
    assert_int_equal(facs_onnx_uses(model, "y"), 1);
    assert_int_equal(facs_onnx_uses(model, "nothing"), 0);
    assert_int_equal(facs_onnx_integer(relu, "axis", 7), 7);
    assert_true(facs_onnx_get_floats(model, "k", &floats));
    assert_int_equal(floats.count, 1);
    assert_true(floats.values[0] == 2.5f);
    free(floats.values);
    assert_false(facs_onnx_get_floats(model, "x", &floats));
    facs_onnx_close(&model);
    assert_null(model);
    facs_onnx_close(&model);
}

/* Relu is put behind the sum; nodes are added in the wrong order, and what is left over goes. */
static void test_editing(void **state)
{
    (void)state;
    facs_onnx *model = edit(small());
    static const char *const sum[] = {"s"}, *const parts[] = {"x", "k"};
    static const float input[] = {-3, -2, 1, 4};
    static const int64_t dims[] = {1, 1, 2, 2};
    facs_onnx_node *last = facs_onnx_producer(model, "y");
    facs_onnx_set_output(model, last, "unused");
    facs_onnx_add_node(model, "Relu", sum, 1, "y");
    facs_onnx_add_node(model, "Add", parts, 2, "s");
    facs_onnx_prune(model);
    assert_int_equal(facs_onnx_graph(model)->n_node, 2);
    assert_int_equal(facs_onnx_graph(model)->n_initializer, 1);
    size_t size, count;
    unsigned char *data = packed(&model, &size);
    facs_runtime *runtime = real_runtime();
    float *y = run_network(runtime, data, size, dims, input, &count);
    assert_int_equal(count, 4);
    assert_true(y[0] == 0 && y[1] == 0.5f && y[2] == 3.5f && y[3] == 6.5f);
    free(y);
    facs_runtime_close(&runtime);
    free(data);
}

static void test_names(void **state)
{
    char name[FACS_ONNX_NAME], base[400];
    (void)state;
    facs_onnx_name(name, "a", ".b");
    assert_string_equal(name, "a.b");
    memset(base, 'x', sizeof(base));
    base[sizeof(base) - 1] = '\0';
    facs_onnx_name(name, base, ".kernel");
    assert_int_equal(strlen(name), FACS_ONNX_NAME - 1);
    assert_string_equal(name + FACS_ONNX_NAME - 8, ".kernel");
}

/* ---- Hostile files --------------------------------------------------------------------------- */

static void check_refused(const void *data, size_t size, int expected, const char *part)
{
    facs_onnx *model;
    facs_error error = {0};
    int status = facs_onnx_open(&model, data, size, "bad.onnx", &error);
    check_error(status, &error, expected, FACS_ERROR_ENVIRONMENT, part);
    assert_null(model);
}

static void check_model_refused(tiny_onnx *model, int expected)
{
    size_t size;
    tiny_onnx_write(model, scratch("bad.onnx"));
    unsigned char *data = read_file(scratch("bad.onnx"), &size);
    check_refused(data, size, expected, "bad.onnx: ");
    free(data);
}

static void test_no_network(void **state)
{
    (void)state;
    check_refused("", 0, -EINVAL, "bad.onnx: not a usable ONNX model");
    check_refused("This is no network.", 19, -EINVAL, "fetch it again");
    /* A length of more than there is, and one that overflows. */
    check_refused("\x3a\x7f\x0a", 3, -EINVAL, "fetch it again");
    check_refused("\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10, -EINVAL, "fetch it again");
    check_refused("", FACS_ONNX_MAX_FILE + 1, -EINVAL, "fetch it again"); /* not looked at */
}

/* Half a million empty nodes in a megabyte would take a hundred. */
static void test_many_empty_messages(void **state)
{
    (void)state;
    const size_t nodes = 500000, size = 2 * nodes;
    unsigned char *data = malloc(size + 8);
    assert_non_null(data);
    data[0] = 0x3a; /* the graph */
    data[1] = 0x80 | (size & 0x7f), data[2] = 0x80 | (size >> 7 & 0x7f),
    data[3] = size >> 14 & 0x7f;
    for (size_t i = 0; i < nodes; i++) {
        data[4 + 2 * i] = 0x0a; /* a node */
        data[5 + 2 * i] = 0;
    }
    check_refused(data, size + 4, -EINVAL, "fetch it again");
    free(data);
}

static void test_bounds(void **state)
{
    (void)state;
    char name[FACS_ONNX_MAX_NAME + 2];
    memset(name, 'n', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    /* A name of 201 letters; as an output, which the test's writer does not cut into words. */
    tiny_onnx *model = small();
    tiny_onnx_output(model, name, TINY_FLOAT, "1");
    check_model_refused(model, -EINVAL);
    /* More nodes than any network has. */
    model = small();
    for (int i = 0; i < 4096; i++)
        tiny_onnx_node(model, "Relu", "x", "z", NULL);
    check_model_refused(model, -EINVAL);
    /* A node without an output. */
    model = small();
    tiny_onnx_node(model, "Relu", "x", "", NULL);
    check_model_refused(model, -EINVAL);
}

static void check_edited(facs_onnx *model, int expected, const char *part)
{
    size_t size;
    unsigned char *data = packed(&model, &size);
    check_refused(data, size, expected, part);
    free(data);
}

/* What would have to be looked into, or means something else than what is known here. */
static void test_what_is_not_known(void **state)
{
    (void)state;
    static const int64_t versions[] = {8, 18, -1};
    for (int type = 5; type <= 10; type += 5) { /* a graph, or several */
        facs_onnx *model = edit(small());
        facs_onnx_node *node = facs_onnx_producer(model, "r");
        facs_onnx_set_integer(model, node, "then_branch", 0);
        node->attribute[0]->type = type;
        check_edited(model, -ENOTSUP, "without branches");
    }
    for (int i = 0; i < 3; i++) {
        facs_onnx *model = edit(small());
        facs_onnx_set_opset(model, versions[i]);
        check_edited(model, -ENOTSUP, "operator set 9 to 17");
    }
}

static void test_circle(void **state)
{
    (void)state;
    unsigned char *data;
    size_t size;
    facs_error error = {0};
    facs_onnx *model = edit(small());
    facs_onnx_set_input(model, facs_onnx_producer(model, "r"), 0, "y");
    int status = facs_onnx_pack(model, &data, &size, &error);
    check_error(status, &error, -EINVAL, FACS_ERROR_ENVIRONMENT, "in a circle");
    assert_null(data);
    facs_onnx_close(&model);
}

/* Dimensions that do not fit the values: the constant is none. */
static void test_wrong_sizes(void **state)
{
    (void)state;
    static const int64_t dims[][4] = {{5, 1, 1, 1}, {-1, 4, 1, 1}, {1LL << 62, 1LL << 62, 4, 1}};
    facs_onnx_floats floats;
    for (size_t i = 0; i < sizeof(dims) / sizeof(dims[0]); i++) {
        facs_onnx *model = edit(small());
        static const float values[4] = {1, 2, 3, 4};
        facs_onnx_add_constant(
            model, "c", (facs_onnx_constant){FACS_ONNX_FLOAT, 4, dims[i], values, sizeof(values)});
        assert_false(facs_onnx_get_floats(model, "c", &floats));
        facs_onnx_close(&model);
    }
}

/* Cut off anywhere, or with any bit of every seventh byte wrong: refused, or read without harm. */
static void test_damage(void **state)
{
    (void)state;
    size_t size;
    facs_error error;
    facs_onnx *model;
    unsigned char *data = small_file(&size);
    int refused = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char *cut = malloc(i + 1); /* of its own size, for the sanitizer */
        assert_non_null(cut);
        memcpy(cut, data, i);
        refused += facs_onnx_open(&model, cut, i, "cut", &error) != 0;
        facs_onnx_close(&model);
        free(cut);
    }
    assert_true(refused > (int)size / 2);
    for (size_t bit = 0; bit < 8 * size; bit += bit % 8 == 7 ? 49 : 1) {
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (facs_onnx_open(&model, data, size, "flipped", &error) == 0) {
            unsigned char *again = NULL;
            size_t again_size;
            facs_onnx_prune(model);
            facs_onnx_pack(model, &again, &again_size, &error);
            free(again);
            facs_onnx_close(&model);
        }
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_fields_stay),
        cmocka_unit_test(test_looking),
        cmocka_unit_test(test_editing),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_no_network),
        cmocka_unit_test(test_many_empty_messages),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_circle),
        cmocka_unit_test(test_what_is_not_known),
        cmocka_unit_test(test_wrong_sizes),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
