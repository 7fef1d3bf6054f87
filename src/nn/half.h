/* Networks in 16-bit floating point, with inputs and outputs of 32 bits. */
#ifndef FACS_NN_HALF_H
#define FACS_NN_HALF_H

#include "nn/onnx_model.h"

/*
 * Turn weights and arithmetic into 16 bits, with a cast after each input and before each output.
 * The scales of a resize stay in 32 bits, as the format requires.
 */
void facs_onnx_halve(facs_onnx *model);

#endif
