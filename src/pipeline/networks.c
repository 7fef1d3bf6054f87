#include "pipeline/networks.h"

#include "detect/detector_graph.h"
#include "detect/retinaface.h"
#include "landmarks/pfld/pfld.h"
#include "nn/onnx_fold.h"
#include "os/file.h"
#include "os/path.h"
#include "pipeline/weights.h"

#include <stdlib.h>

#define MIN_CHANNELS 16

/*
 * PFLD up to its last sum. The few convolutions behind it, whose errors nothing evens out any more,
 * take a twentieth of the time and half of the landmarks' error: 0.36 % of the outer-eye distance
 * from FP32 without them in bytes, 0.69 % with them (the reference clip, calibrated on two others).
 */
static int before_the_last_sum(facs_onnx *model, const facs_onnx_node *node,
                               const facs_onnx_floats *kernel)
{
    const FacsOnnx__GraphProto *graph = facs_onnx_graph(model);
    int seen = 0;
    (void)kernel;
    for (size_t i = graph->n_node; i-- > 0;) {
        if (graph->node[i] == node)
            return seen;
        seen |= facs_onnx_is(graph->node[i], "Add");
    }
    return 0;
}

/*
 * RetinaFace's body is bound by its rectifiers, depthwise convolutions and memory, which bytes do
 * not make faster; the 3x3 convolutions of its pyramid and its context modules, half of the time,
 * are bound by multiply-adds.
 */
static int spatial(facs_onnx *model, const facs_onnx_node *node, const facs_onnx_floats *kernel)
{
    (void)model;
    return facs_onnx_integer(node, "group", 1) == 1 && kernel->dims[2] > 1 &&
           kernel->dims[1] >= MIN_CHANNELS;
}

static const facs_network networks[FACS_NETWORKS] = {
    {{1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE},
     facs_onnx_fold,
     before_the_last_sum,
     {{FACS_PFLD_SIDE, FACS_PFLD_SIDE}}},
    /* A whole picture of 4:3, and a face's surroundings. */
    {{1, 3, FACS_DETECTOR_SIDE, FACS_DETECTOR_SIDE},
     facs_detector_graph_rewrite,
     spatial,
     {{256, FACS_DETECTOR_SIDE}, {64, 64}}},
};

const facs_network *facs_network_of(facs_network_kind kind)
{
    return &networks[kind];
}

char *facs_network_path(facs_network_kind kind, const char *folder, const char **name)
{
    *name = kind == FACS_NETWORK_PFLD ? FACS_PFLD_FILE : FACS_DETECTOR_FILE;
    char *path = facs_path_join(folder, *name);
    if (kind == FACS_NETWORK_PFLD || facs_path_kind(path))
        return path;
    char *fixed = facs_path_join(folder, FACS_DETECTOR_640_FILE);
    if (!facs_path_kind(fixed)) {
        free(fixed);
        return path;
    }
    free(path);
    *name = FACS_DETECTOR_640_FILE;
    return fixed;
}
