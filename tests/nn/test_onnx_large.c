/* Networks of as many nodes as are read, in the worst orders: all is done in time that grows with
 * the file, not with its square. */
#include "onnx_support.h"

#include "cmocka_all.h"
#include "nn/half.h"
#include "nn/onnx_fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NODES 4096

/* Seconds of processor time. These take some milliseconds; a step that looks at every pair of nodes
 * and compares names takes tens of seconds, one at every triple minutes. The limit leaves room for
 * sanitizers and qemu. */
#define LIMIT 6.0

static clock_t begun;

static tiny_onnx *begin(void)
{
    tiny_onnx *model = tiny_onnx_new();
    tiny_onnx_input(model, "t0", TINY_FLOAT, "1 3 8 8");
    return model;
}

static facs_onnx *end(tiny_onnx *tiny, const char *output)
{
    tiny_onnx_output(tiny, output, TINY_FLOAT, "1 3 8 8");
    facs_onnx *model = edit(tiny);
    begun = clock();
    return model;
}

static void expect_quick(void)
{
    const double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (seconds > LIMIT)
        fail_msg("%.1f s", seconds);
}

static void link_of(tiny_onnx *tiny, const char *operation, int i, const char *also)
{
    char from[64], to[32];
    snprintf(from, sizeof(from), "t%d%s", i, also);
    snprintf(to, sizeof(to), "t%d", i + 1);
    tiny_onnx_node(tiny, operation, from, to, NULL);
}

/* Each node takes what the node behind it gives. */
static void test_reverse_chain(void **state)
{
    (void)state;
    char name[32];
    size_t size;
    tiny_onnx *tiny = begin();
    for (int i = NODES; i-- > 0;)
        link_of(tiny, "Relu", i, "");
    snprintf(name, sizeof(name), "t%d", NODES);
    facs_onnx *model = end(tiny, name);
    facs_onnx_fold(model);
    unsigned char *data = packed(&model, &size);
    facs_error error = {0};
    assert_int_equal(facs_onnx_open(&model, data, size, "sorted", &error), 0);
    assert_int_equal(facs_onnx_graph(model)->n_node, NODES);
    for (int i = 0; i < NODES; i++) {
        snprintf(name, sizeof(name), "t%d", i);
        assert_string_equal(facs_onnx_graph(model)->node[i]->input[0], name);
    }
    expect_quick();
    facs_onnx_close(&model);
    free(data);
}

/* A chain that nothing takes: each node is left over only once the one before it in the file is
 * gone. */
static void test_chain_that_leads_nowhere(void **state)
{
    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        tiny_onnx *tiny = begin();
        tiny_onnx_node(tiny, "Relu", "t0", "y", NULL);
        for (int i = 0; i < NODES - 1; i++)
            link_of(tiny, "Relu", backwards ? NODES - 2 - i : i, "");
        facs_onnx *model = end(tiny, "y");
        facs_onnx_prune(model);
        assert_int_equal(facs_onnx_graph(model)->n_node, 1);
        expect_quick();
        facs_onnx_close(&model);
    }
}

/* Paddings by nothing, each taken twice, and as many constants, of which one in two is used. */
static void test_paddings_and_constants(void **state)
{
    (void)state;
    static const int64_t nothing[8] = {0};
    static const float value = 1;
    char name[32], also[40];
    size_t size;
    tiny_onnx *tiny = begin();
    tiny_onnx_integers(tiny, "nothing", 8, nothing);
    for (int i = 0; i < NODES - 1; i++) {
        snprintf(name, sizeof(name), "k%d", i);
        tiny_onnx_floats(tiny, name, 0, NULL, &value);
    }
    for (int i = 0; i < NODES; i += 2) {
        link_of(tiny, "Pad", i, " nothing");
        snprintf(also, sizeof(also), " t%d k%d", i + 1, i);
        link_of(tiny, "Sum", i + 1, also);
    }
    snprintf(name, sizeof(name), "t%d", NODES);
    facs_onnx *model = end(tiny, name);
    facs_onnx_fold(model);
    assert_int_equal(facs_onnx_graph(model)->n_node, NODES / 2);
    assert_int_equal(facs_onnx_graph(model)->n_initializer, NODES / 2);
    facs_onnx_halve(model);
    unsigned char *data = packed(&model, &size);
    free(data);
    expect_quick();
}

/* Everything takes the same tensor, and one takes everything. */
static void test_stars(void **state)
{
    (void)state;
    static char inputs[NODES * 8];
    char name[32];
    size_t size, length = 0;
    tiny_onnx *tiny = begin();
    for (int i = 1; i < NODES; i++) {
        snprintf(name, sizeof(name), "s%d", i);
        length += (size_t)snprintf(inputs + length, sizeof(inputs) - length, "%s ", name);
    }
    tiny_onnx_node(tiny, "Sum", inputs, "y", NULL);
    for (int i = 1; i < NODES; i++) {
        snprintf(name, sizeof(name), "s%d", i);
        tiny_onnx_node(tiny, "Relu", "t0", name, NULL);
    }
    facs_onnx *model = end(tiny, "y");
    facs_onnx_redirect(model, "t0", "x0");
    assert_int_equal(facs_onnx_uses(model, "t0"), 0);
    assert_int_equal(facs_onnx_uses(model, "x0"), NODES - 1);
    facs_onnx_redirect(model, "x0", "t0");
    facs_onnx_prune(model);
    assert_int_equal(facs_onnx_graph(model)->n_node, NODES);
    unsigned char *data = packed(&model, &size);
    free(data);
    expect_quick();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reverse_chain),
        cmocka_unit_test(test_chain_that_leads_nowhere),
        cmocka_unit_test(test_paddings_and_constants),
        cmocka_unit_test(test_stars),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
