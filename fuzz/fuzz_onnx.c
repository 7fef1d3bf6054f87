/* Reading, rewriting and writing of networks, in the order in which a session does it. The first
 * byte chooses the rewriting. */
#include "fuzz.h"

#include "detect/detector_graph.h"
#include "nn/half.h"
#include "nn/onnx_fold.h"
#include "quantize/quantize.h"

#include <stdlib.h>

static int every_convolution(facs_onnx *model, const facs_onnx_node *node,
                             const facs_onnx_floats *kernel)
{
    (void)model;
    (void)node;
    return kernel->rank == 4;
}

static void quantize(facs_onnx *model)
{
    static facs_quantize_tensors tensors;
    facs_error error;
    tensors.count = 0;
    if (facs_onnx_upgrade(model, &error) < 0 ||
        facs_quantize_find(model, every_convolution, &tensors, &error) < 0)
        return;
    for (int i = 0; i < tensors.count; i++)
        tensors.scale[i] = facs_scale_of(-1, 2);
    facs_onnx_quantize(model, every_convolution, &tensors, 1);
}

static void rewrite(facs_onnx *model, int how)
{
    if (how & 1)
        facs_detector_graph_rewrite(model);
    if (how & 2)
        facs_onnx_fold(model);
    if (how & 4)
        facs_onnx_prune(model);
    if (how & 8)
        facs_onnx_halve(model);
    else if (how & 16)
        quantize(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    facs_onnx *model, *again;
    facs_error error;
    const int how = fuzz_byte(&input);
    unsigned char *packed = NULL;
    size_t bytes = 0;
    if (facs_onnx_open(&model, input.bytes, input.size, "net.onnx", &error) < 0)
        return 0;
    rewrite(model, how);
    if (facs_onnx_pack(model, &packed, &bytes, &error) == 0 &&
        facs_onnx_open(&again, packed, bytes, "net.onnx", &error) == 0)
        facs_onnx_close(&again);
    free(packed);
    facs_onnx_close(&model);
    return 0;
}
