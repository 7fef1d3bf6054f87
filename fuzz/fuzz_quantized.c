/* The record beside a network that facs quantize made. */
#include "fuzz.h"

#include "nn/quantized.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char network[FACS_QUANTIZED_PREFIX + 64], record[FACS_QUANTIZED_PREFIX + 64];
    char prefix[FACS_QUANTIZED_PREFIX], *path;
    double fp32_ms, int8_ms;
    facs_error error;
    setenv("XDG_CACHE_HOME", "/c", 1);
    fuzz_file("/m/net.onnx", "abc", 3);
    if (!network[0] && facs_quantized_prefix(prefix, "/m/net.onnx", &error) == 0) {
        snprintf(network, sizeof(network), "/c/facs/quantized/%s1.onnx", prefix);
        snprintf(record, sizeof(record), "/c/facs/quantized/%s1.json", prefix);
    }
    fuzz_file(network, "", 0);
    fuzz_file(record, data, size);
    if (facs_quantized_find(&path, &fp32_ms, &int8_ms, "/m/net.onnx", &error) == 0) {
        FUZZ_EXPECT(fp32_ms > 0 && int8_ms > 0);
        free(path);
    }
    fuzz_no_files();
    return 0;
}
