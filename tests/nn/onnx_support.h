/* Networks as bytes: made by tiny_onnx, edited, and run by the real runtime. */
#ifndef FACS_TESTS_ONNX_SUPPORT_H
#define FACS_TESTS_ONNX_SUPPORT_H

#include "nn/onnx_model.h"
#include "nn_support.h"
#include "tiny_onnx.h"

/* Write model, and open the file for editing; fails the test. */
facs_onnx *edit(tiny_onnx *model);

/* Open a file for editing; fails the test. */
facs_onnx *edit_file(const char *path);

/* The bytes of model, which is closed; to be freed. */
unsigned char *packed(facs_onnx **model, size_t *size);

/* The first output of the network for an input of these dimensions, to be freed. */
float *run_network(facs_runtime *runtime, unsigned char *data, size_t size, const int64_t dims[4],
                   const float *input, size_t *count);

/* count numbers in -1..1, the same each time. */
void fill_input(float *values, size_t count);

/* How many nodes of that operation there are. */
int count_nodes(facs_onnx *model, const char *operation);

#endif
