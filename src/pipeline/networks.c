#include "pipeline/networks.h"

#include "base/error.h"
#include "base/file.h"
#include "detect/detector_graph.h"
#include "detect/retinaface.h"
#include "landmarks/pfld/pfld.h"
#include "nn/onnx_fold.h"
#include "nn/quantized.h"
#include "os/file.h"
#include "os/path.h"
#include "pipeline/models.h"
#include "pipeline/options.h"
#include "pipeline/weights.h"

#include <stdlib.h>

const facs_network facs_networks[FACS_NETWORKS] = {
    {{1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE}, facs_onnx_fold},
    {{1, 3, FACS_DETECTOR_SIDE, FACS_DETECTOR_SIDE}, facs_detector_graph_rewrite},
};

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

int facs_quantized_list(const facs_options *options,
                        void (*each)(void *opaque, const facs_quantized *network), void *opaque,
                        facs_error *error)
{
    if (!each)
        return facs_fail_null(error, "each");
    char folder[4096];
    facs_options own;
    int status = facs_options_read(&own, options, error);
    if (status == 0)
        status = facs_models_find(own.models, folder, sizeof(folder), error);
    for (int i = 0; status == 0 && i < FACS_NETWORKS; i++) {
        facs_quantized found = {.inputs = 0};
        char *made = NULL, *path = facs_network_path((facs_network_kind)i, folder, &found.name);
        if (!path)
            return facs_fail_memory(error, "a path");
        status = facs_quantized_find(&made, &found.fp32_ms, &found.int8_ms, path, error);
        if (status == 0) {
            found.path = made;
            found.faster = facs_quantized_is_faster(found.fp32_ms, found.int8_ms);
            each(opaque, &found);
        }
        free(made);
        free(path);
    }
    return status;
}
