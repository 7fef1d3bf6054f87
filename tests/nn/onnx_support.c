#include "onnx_support.h"

#include "base/file.h"
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

facs_onnx *edit_file(const char *path)
{
    facs_error error = {0};
    facs_onnx *model = NULL;
    facs_file file;
    if (facs_file_read(&file, path, FACS_ONNX_MAX_FILE, &error) != 0 ||
        facs_onnx_open(&model, file.data, file.size, path, &error) != 0)
        fail_msg("%s", error.text);
    facs_file_free(&file);
    return model;
}

facs_onnx *edit(tiny_onnx *model)
{
    tiny_onnx_write(model, scratch("edited.onnx"));
    return edit_file(scratch("edited.onnx"));
}

unsigned char *packed(facs_onnx **model, size_t *size)
{
    unsigned char *data = NULL;
    facs_error error = {0};
    if (facs_onnx_pack(*model, &data, size, &error) != 0)
        fail_msg("%s", error.text);
    facs_onnx_close(model);
    return data;
}

float *run_network(facs_runtime *runtime, unsigned char *data, size_t size, const int64_t dims[4],
                   const float *input, size_t *count)
{
    facs_session_options options = session_options(FACS_BACKEND_CPU, 1);
    facs_session *session = NULL;
    facs_binding *binding = NULL;
    facs_error error = {0};
    char name[] = "network";
    const facs_file file = {.path = name, .data = data, .size = size};
    if (facs_session_open_file(&session, runtime, &file, &options, &error) != 0 ||
        facs_binding_open(&binding, session, dims, &error) != 0)
        fail_msg("%s", error.text);
    memcpy(binding->input, input, (size_t)(dims[0] * dims[1] * dims[2] * dims[3]) * sizeof(float));
    assert_int_equal(facs_binding_run(binding, &error), 0);
    const facs_tensor *output = &binding->output[0];
    float *values = malloc(output->count * sizeof(float));
    assert_non_null(values);
    memcpy(values, output->data, output->count * sizeof(float));
    *count = output->count;
    facs_binding_close(&binding);
    facs_session_close(&session);
    return values;
}

void fill_input(float *values, size_t count)
{
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        values[i] = (float)(state >> 8) / (1 << 23) - 1;
    }
}

int count_nodes(facs_onnx *model, const char *operation)
{
    int count = 0;
    for (size_t i = 0; i < facs_onnx_graph(model)->n_node; i++)
        count += facs_onnx_is(facs_onnx_graph(model)->node[i], operation);
    return count;
}
